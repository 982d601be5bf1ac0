#include "wire/dispatch.hpp"

#include <ostream>
#include <utility>

#include "json/members.hpp"
#include "json/writer.hpp"

namespace pincer {
namespace wire {
namespace {

using json::operator""_key;

/// Beyond this size the memory of a large payload is given back with the next one.
constexpr std::size_t retained_bytes_max = std::size_t{64} << 10U;

/// False when `op` is none.
bool read_opcode(std::string_view raw, int& opcode) {
  const auto number = json::integer_of(raw);
  if (!number || !std::in_range<int>(*number)) return false;
  opcode = static_cast<int>(*number);
  return true;
}

void read_name(std::string_view raw, std::string& name) {
  if (!raw.starts_with('"')) return name.clear();
  if (raw.find('\\') != std::string_view::npos) {
    name = json::unescaped(json::key_at(raw.data() + 1));
  } else {
    name.assign(raw.substr(1, raw.size() - 2));
  }
}

}  // namespace

Result<void> parse_dispatch(json::Text text, GatewayDispatch& out) {
  // An assignment would keep the memory.
  if (out.data.capacity() > retained_bytes_max) std::string().swap(out.data);
  // No `d` is longer than its payload, so that one reservation serves it and its padding.
  out.data.reserve(text.view().size() + json::padding);
  out.data.clear();
  out.seq.reset();
  out.event_name.clear();
  bool has_opcode = false;
  bool is_missing = true;
  json::Members members(text);
  while (const auto member = members.next()) {
    switch (member->key.hash) {
      case "op"_key:
        has_opcode = read_opcode(member->raw, out.op);
        is_missing = false;
        break;
      case "d"_key: out.data.assign(member->raw); break;
      case "s"_key: out.seq = json::integer_of(member->raw); break;
      case "t"_key: read_name(member->raw, out.event_name); break;
      default: break;
    }
  }
  if (auto status = members.status(); !status) return status;
  if (is_missing) return Error(ErrorKind::protocol, "a gateway payload needs an \"op\"");
  if (!has_opcode) return Error(ErrorKind::protocol, "op: expected an integer of 32 bits");
  if (out.data.empty()) out.data.assign("null");
  return {};
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
