#include "wire/gateway_info.hpp"

#include "json/reader.hpp"

namespace pincer {
namespace {

using json::operator""_key;

bool read(json::Value& value, SessionStartLimit& limit) {
  return json::read_object(value, [&limit](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "total"_key: return json::read(field, limit.total);
      case "remaining"_key: return json::read(field, limit.remaining);
      case "max_concurrency"_key: return json::read(field, limit.max_concurrency);
      case "reset_after"_key: {
        // Bounded, because a time that does not fit our clock's resolution would overflow in it.
        constexpr std::int64_t reset_after_max = std::int64_t{366} * 24 * 3600 * 1000;
        std::int64_t milliseconds = 0;
        if (!json::read(field, milliseconds)) return false;
        if (milliseconds < 0 || milliseconds > reset_after_max) {
          return field.expected("milliseconds, at most a year");
        }
        limit.reset_after = std::chrono::milliseconds(milliseconds);
        return true;
      }
      default: return true;
    }
  });
}

bool read(json::Value& value, GatewayInfo& info) {
  const bool whole = json::read_object(value, [&info](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "url"_key: return json::read(field, info.url);
      case "shards"_key: return json::read(field, info.shards);
      case "session_start_limit"_key: return read(field, info.session_start_limit);
      default: return true;
    }
  });
  if (!whole) return false;
  if (info.url.empty()) return value.fail("the gateway's answer names no \"url\"");
  if (info.shards < 1 || info.session_start_limit.max_concurrency < 1) {
    return value.fail("\"shards\" and \"max_concurrency\" must be 1 or more");
  }
  return true;
}

}  // namespace

namespace wire {

Result<GatewayInfo> parse_gateway_info(std::string_view json) {
  GatewayInfo info;
  json::Document document(json);
  const Result<void> status =
      document.read_with([&info](json::Value& value) { return read(value, info); });
  if (!status) return status.error();
  return info;
}

}  // namespace wire
}  // namespace pincer
