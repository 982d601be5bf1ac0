#include "wire/message_nonce.hpp"

#include "json/reader.hpp"

namespace pincer::wire {

MessageNonce message_nonce(std::string_view json) {
  using namespace json::literals;
  bool has_nonce = false;
  bool is_enforced = false;
  bool mentions_either = false;
  // Not an object: read_object takes null for an empty one.
  const std::size_t first = json.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || json[first] != '{') return MessageNonce::other;
  json::Document document(json);
  const auto status = document.read_with([&](json::Value& value) {
    return json::read_object(value, [&](json::Key key, json::Value& field) {
      switch (key.hash) {
        case "nonce"_key:
          mentions_either = true;
          has_nonce = !field.is_null();
          return true;
        case "enforce_nonce"_key: mentions_either = true; return read(field, is_enforced);
        default: return true;
      }
    });
  });
  if (!status) return MessageNonce::other;
  if (has_nonce && is_enforced) return MessageNonce::enforced;
  return mentions_either ? MessageNonce::other : MessageNonce::absent;
}

void add_message_nonce(std::string& json, std::string_view nonce) {
  const std::size_t opening = json.find('{');
  const std::size_t next = json.find_first_not_of(" \t\r\n", opening + 1);
  std::string fields = "\"nonce\":\"" + std::string(nonce) + "\",\"enforce_nonce\":true";
  if (json[next] != '}') fields += ',';
  json.insert(opening + 1, fields);
}

}  // namespace pincer::wire
