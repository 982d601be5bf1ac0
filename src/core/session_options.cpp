#include "core/session_options.hpp"

#include <algorithm>

#include "core/outbox.hpp"
#include "wire/gateway_url.hpp"
#include "wire/session_payload.hpp"

namespace pincer::core {

std::string SessionOptions::identify_payload() const {
  const bool compress = payload_compression && compression == TransportCompression::none;
  return wire::identify_payload(
      wire::Identify{token, intents, shard, compress, large_threshold, presence});
}

std::optional<Error> SessionOptions::check() const {
  const auto refuse = [](std::string message) {
    return Error(ErrorKind::invalid_argument, std::move(message));
  };
  if (token.empty()) return refuse("the token is empty");
  if (!shard.valid()) {
    return refuse("shard " + shard.to_string() +
                  " does not exist: ids go from 0 to the number of shards less one");
  }
  if (large_threshold < 50 || large_threshold > 250) {
    return refuse("large_threshold must be 50 to 250");
  }
  const auto shortest = std::min(
      {dial_timeout, hello_timeout, ready_timeout, resumed_timeout, backoff.base, backoff.cap});
  if (shortest <= Duration::zero()) return refuse("every time limit must be longer than zero");
  if (const auto url = wire::gateway_url(gateway_url, compression); !url) return url.error();
  if (const std::size_t size = identify_payload().size(); size > payload_size_max) {
    return refuse("the presence is too large: with it Identify has " + std::to_string(size) +
                  " bytes, and the gateway takes at most " + std::to_string(payload_size_max));
  }
  return std::nullopt;
}

}  // namespace pincer::core
