#include "wire/session_payload.hpp"

#include "json/reader.hpp"
#include "json/writer.hpp"
#include "wire/opcode.hpp"

namespace pincer::wire {
namespace {

using json::operator""_key;
using simdjson::ondemand::json_type;

#if defined(_WIN32)
constexpr std::string_view operating_system = "windows";
#elif defined(__APPLE__)
constexpr std::string_view operating_system = "macos";
#else
constexpr std::string_view operating_system = "linux";
#endif

json::Writer begin_payload(Opcode opcode) {
  json::Writer writer;
  writer.begin_object().field("op", static_cast<int>(opcode)).key("d");
  return writer;
}

/// Takes a string where one stands; anything else counts as absent.
bool read_if_string(json::Value& field, std::string& out) {
  return field.type() != json_type::string || json::read(field, out);
}

}  // namespace

std::string identify_payload(const Identify& identify) {
  json::Writer writer = begin_payload(Opcode::identify);
  writer.begin_object().field("token", identify.token.reveal());
  writer.field("intents", identify.intents.bits());
  writer.key("properties").begin_object();
  writer.field("os", operating_system).field("browser", "pincer").field("device", "pincer");
  writer.end_object();
  if (identify.compress) writer.field("compress", true);
  writer.field("large_threshold", identify.large_threshold);
  writer.key("shard").begin_array().value(identify.shard.id).value(identify.shard.count);
  writer.end_array();
  if (!identify.presence.empty()) writer.key("presence").raw(identify.presence);
  return writer.end_object().end_object().take();
}

std::string resume_payload(const Token& token, std::string_view session_id, std::int64_t sequence) {
  json::Writer writer = begin_payload(Opcode::resume);
  writer.begin_object().field("token", token.reveal());
  writer.field("session_id", session_id).field("seq", sequence);
  return writer.end_object().end_object().take();
}

std::string heartbeat_payload(std::optional<std::int64_t> sequence) {
  json::Writer writer = begin_payload(Opcode::heartbeat);
  if (sequence) {
    writer.value(*sequence);
  } else {
    writer.value(nullptr);
  }
  return writer.end_object().take();
}

std::string mask_token(std::string_view payload) {
  constexpr std::string_view field = R"("token":")";
  std::string masked;
  for (;;) {
    const std::size_t found = payload.find(field);
    if (found == std::string_view::npos) break;
    masked += payload.substr(0, found + field.size());
    masked += "***";
    // A token has no quotes; one that had them would only be masked up to its first.
    payload.remove_prefix(std::min(payload.size(), payload.find('"', found + field.size())));
  }
  masked += payload;
  return masked;
}

std::optional<std::chrono::milliseconds> parse_hello(std::string_view data) {
  constexpr std::int64_t interval_max = std::int64_t{24} * 3600 * 1000;
  std::int64_t interval = 0;
  json::Document document(data);
  const Result<void> status = document.read_with([&interval](json::Value& root) {
    return json::read_object(root, [&interval](json::Key key, json::Value& field) {
      return key.hash != "heartbeat_interval"_key || json::read(field, interval);
    });
  });
  if (!status || interval < 1 || interval > interval_max) return std::nullopt;
  return std::chrono::milliseconds(interval);
}

ReadyData parse_ready(std::string_view data) {
  ReadyData ready;
  json::Document document(data);
  // An error later in READY does not take back what was read before it.
  (void)document.read_with([&ready](json::Value& root) {
    return json::read_object(root, [&ready](json::Key key, json::Value& field) {
      switch (key.hash) {
        case "session_id"_key: return read_if_string(field, ready.session_id);
        case "resume_gateway_url"_key: return read_if_string(field, ready.resume_gateway_url);
        default: return true;
      }
    });
  });
  return ready;
}

bool parse_invalid_session(std::string_view data) noexcept { return data == "true"; }

}  // namespace pincer::wire
