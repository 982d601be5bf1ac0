// Discord's error answers as an Error. Layer: wire. Thread-safe.
#pragma once

#include <cstddef>
#include <string_view>

#include "pincer/error.hpp"

namespace pincer::wire {

/// Bytes of a body that are looked at; a longer one is described by its size alone.
inline constexpr std::size_t error_body_size_max = 1U << 20U;
/// Entries of `Error::field_errors` that are kept.
inline constexpr std::size_t field_errors_max = 100;

/// Turns an error response into an `Error`: kind by status (401: unauthorized, 429: rate_limited,
/// else http), Discord's code and message, the `errors` tree flattened. A body that is not
/// Discord's JSON (the edge answers in HTML) gives a message that says so. Never fails.
/// https://discord.com/developers/docs/reference#error-messages
Error parse_error_body(int status, std::string_view method, std::string_view route_template,
                       std::string_view body);

}  // namespace pincer::wire
