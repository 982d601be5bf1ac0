// Compares a request with what Discord describes of its operation. Thread-safe: pure functions.
#pragma once

#include <string_view>

#include "sandbox/request_body.hpp"
#include "sandbox/router.hpp"
#include "sandbox/schema.hpp"
#include "sandbox/validate.hpp"

namespace pincer::sandbox {

/// Checks the path's parameters, the query and the body, in which it makes numbers of numbers that
/// are written as text.
void check_request(const Operation& operation, const PathParameters& parameters,
                   std::string_view query, RequestBody& body, FormErrors& errors);

}  // namespace pincer::sandbox
