// Header lines up to an empty line, then the body of a 429; all of it from the peer. What comes out
// must be bounded, and a limiter that believes it must not be stuck.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/rate_limiter.hpp"
#include "wire/rate_limit_headers.hpp"

using namespace pincer;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

wire::RateLimitHeaders read(std::string_view input) {
  std::vector<std::pair<std::string, std::string>> lines;
  while (!input.empty()) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    const std::string_view line = input.substr(0, end);
    input.remove_prefix(std::min(end + 1, input.size()));
    if (line.empty()) break;
    const std::size_t colon = std::min(line.find(':'), line.size());
    lines.emplace_back(line.substr(0, colon), line.substr(std::min(colon + 1, line.size())));
  }
  wire::RateLimitHeaders headers = wire::parse_rate_limit_headers(lines);
  wire::add_rate_limit_body(headers, input);
  return headers;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const wire::RateLimitHeaders headers = read({reinterpret_cast<const char*>(data), size});
  for (const auto& wait : {headers.reset_after, headers.retry_after}) {
    require(!wait || (*wait >= Duration::zero() && *wait <= wire::rate_limit_wait_max));
  }

  for (const int status : {200, 429, 502}) {
    core::RateLimiter limiter;
    const wire::Route route("POST", "/channels/1/messages");
    TimePoint now(std::chrono::hours(1));
    const auto first = limiter.enqueue(route, now);
    const auto second = limiter.enqueue(route, now);
    require(limiter.take_ready(now).send.size() == 1);
    const bool again =
        limiter.on_response(first, status, headers, now) == core::RateLimiter::Verdict::retry;
    std::size_t sent = 0;
    const std::size_t expected = again ? 2 : 1;
    for (int turn = 0; turn < 16 && sent < expected; ++turn) {
      for (const auto ticket : limiter.take_ready(now).send) {
        limiter.on_response(ticket, 200, wire::RateLimitHeaders(), now);
        ++sent;
      }
      if (const auto next = limiter.deadline()) now = *next;
    }
    require(sent == expected && limiter.waiting() == 0 && second > first);
  }
  return 0;
}
