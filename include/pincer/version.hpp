// The version of the library. Layer: base. Thread-safe: constants only.
#pragma once

#define PINCER_VERSION_MAJOR 0
#define PINCER_VERSION_MINOR 1
#define PINCER_VERSION_PATCH 0
#define PINCER_VERSION "0.1.0"

namespace pincer {

/// The version of the Discord API that this library speaks, for REST and for the gateway.
/// https://discord.com/developers/docs/reference#api-versioning
inline constexpr int discord_api_version = 10;

}  // namespace pincer
