#include "wire/dispatch.hpp"

#include <ostream>

#include "json/reader.hpp"
#include "json/writer.hpp"

namespace pincer {
namespace wire {
namespace {

using json::operator""_key;
using simdjson::ondemand::json_type;

bool read_sequence(json::Value& field, std::optional<std::int64_t>& seq) {
  if (field.type() != json_type::number) return true;
  std::int64_t number = 0;
  if (field.json().get(number) == simdjson::SUCCESS) seq = number;
  return true;
}

bool read_data(json::Value& field, std::string& data) {
  // Asking for the type is what tells a value from text that no value begins with.
  json_type type{};
  if (field.json().type().get(type) != simdjson::SUCCESS) return field.expected("JSON");
  return json::read_raw(field, data);
}

bool read_envelope(json::Value& root, GatewayDispatch& out) {
  bool has_opcode = false;
  const bool whole = json::read_object(root, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "op"_key:
        has_opcode = field.type() == json_type::number;
        return has_opcode ? json::read(field, out.op) : field.expected("an integer");
      case "d"_key: return read_data(field, out.data);
      case "s"_key: return read_sequence(field, out.seq);
      case "t"_key: return field.type() != json_type::string || json::read(field, out.event_name);
      default: return true;
    }
  });
  return whole && (has_opcode || root.fail("a gateway payload needs an \"op\""));
}

}  // namespace

Result<void> parse_dispatch(std::string_view text, GatewayDispatch& out) {
  // No `d` is longer than its payload, so that one reservation serves it and its padding.
  out.data.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  out.data.clear();
  out.seq.reset();
  out.event_name.clear();
  json::Document document(text);
  Result<void> status =
      document.read_with([&out](json::Value& root) { return read_envelope(root, out); });
  if (out.data.empty()) out.data.assign("null");
  return status;
}

}  // namespace wire

GatewayDispatch GatewayDispatch::from_string(std::string_view text) {
  GatewayDispatch dispatch;
  const Result<void> status = wire::parse_dispatch(text, dispatch);
  if (!status) throw Exception(status.error());
  return dispatch;
}

std::string GatewayDispatch::to_string() const {
  json::Writer writer;
  writer.begin_object().field("op", op).key("d").raw(data);
  if (seq) writer.field("s", *seq);
  if (!event_name.empty()) writer.field("t", event_name);
  return writer.end_object().take();
}

std::ostream& operator<<(std::ostream& out, const GatewayDispatch& dispatch) {
  return out << dispatch.to_string();
}

}  // namespace pincer
