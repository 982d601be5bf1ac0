#include "wire/gateway_info.hpp"

#include "json/reader.hpp"

namespace pincer {
namespace {

using json::operator""_key;

/// Far above what Discord gives the largest bots, and small enough to make as many objects.
constexpr int shards_max = 1'000'000;
constexpr int max_concurrency_max = 100'000;

bool read_count(json::Value& field, std::string_view name, int max, int& out) {
  std::int64_t count = out;  // null leaves it as it is
  if (!json::read(field, count)) return false;
  if (count < 1 || count > max) {
    return field.fail("\"" + std::string(name) + "\" must be 1 to " + std::to_string(max) +
                      ", and is " + std::to_string(count));
  }
  out = static_cast<int>(count);
  return true;
}

bool read(json::Value& value, SessionStartLimit& limit) {
  return json::read_object(value, [&limit](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "total"_key: return json::read(field, limit.total);
      case "remaining"_key: return json::read(field, limit.remaining);
      case "max_concurrency"_key:
        return read_count(field, "max_concurrency", max_concurrency_max, limit.max_concurrency);
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
      case "shards"_key: return read_count(field, "shards", shards_max, info.shards);
      case "session_start_limit"_key: return read(field, info.session_start_limit);
      default: return true;
    }
  });
  if (!whole) return false;
  if (info.url.empty()) return value.fail("the gateway's answer names no \"url\"");
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
