#include "wire/error_body.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <limits>

namespace pincer::wire {
namespace {

/// Levels of the `errors` tree that are followed; Discord's own are below ten.
constexpr int errors_depth_max = 32;
/// Bytes of text from the peer that are kept, a message or a field of it.
constexpr std::size_t text_size_max = 512;

/// The peer's text as one line of bounded length, cut at the end of a UTF-8 character.
std::string to_line(std::string_view text) {
  std::size_t size = std::min(text.size(), text_size_max);
  while (size > 0 && size < text.size() &&
         (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
    --size;
  }
  std::string line(text.substr(0, size));
  std::ranges::replace_if(
      line, [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7f; }, ' ');
  if (size < text.size()) line += "...";
  return line;
}

std::string_view text_of(simdjson::simdjson_result<simdjson::dom::element> element) {
  std::string_view text;
  return element.get(text) == simdjson::SUCCESS ? text : std::string_view();
}

std::string path_below(const std::string& path, std::string_view key) {
  const bool is_index =
      !key.empty() && std::ranges::all_of(key, [](char c) { return c >= '0' && c <= '9'; });
  if (is_index) return path + "[" + std::string(key) + "]";
  return path.empty() ? to_line(key) : path + "." + to_line(key);
}

void add_error(const std::string& path, simdjson::dom::element entry,
               std::vector<FieldError>& errors) {
  if (errors.size() == field_errors_max) return;
  // Some old endpoints list bare strings.
  std::string_view plain;
  const bool is_plain = entry.get(plain) == simdjson::SUCCESS;
  errors.push_back(FieldError{path, to_line(text_of(entry["code"])),
                              to_line(is_plain ? plain : text_of(entry["message"]))});
}

/// Walks the tree: `_errors` holds the errors of the place it stands at, every other key leads on.
/// https://discord.com/developers/docs/reference#error-messages
void flatten(const std::string& path, simdjson::dom::element node, int depth,
             std::vector<FieldError>& errors) {
  if (depth > errors_depth_max || errors.size() == field_errors_max) return;
  if (simdjson::dom::array list; node.get(list) == simdjson::SUCCESS) {
    for (const simdjson::dom::element entry : list) add_error(path, entry, errors);
    return;
  }
  simdjson::dom::object object;
  if (node.get(object) != simdjson::SUCCESS) {
    add_error(path, node, errors);
    return;
  }
  for (const auto& [key, value] : object) {
    flatten(key == "_errors" ? path : path_below(path, key), value, depth + 1, errors);
  }
}

void read_json(simdjson::dom::object object, Error& error) {
  std::int64_t code = 0;
  if (object["code"].get(code) == simdjson::SUCCESS && code >= 0 &&
      code <= std::numeric_limits<int>::max()) {
    error.discord_code = static_cast<JsonErrorCode>(code);
  }
  // OAuth2 endpoints answer in the words of RFC 6749, section 5.2.
  constexpr std::array<const char*, 3> names{"message", "error_description", "error"};
  for (const char* name : names) {
    if (error.message.empty()) error.message = to_line(text_of(object[name]));
  }
  simdjson::dom::element errors;
  if (object["errors"].get(errors) == simdjson::SUCCESS) flatten("", errors, 0, error.field_errors);
}

/// The text of an HTML page's title, or nothing.
std::string_view html_title(std::string_view body) {
  constexpr std::string_view opening = "<title>";
  const std::size_t begin = body.find(opening);
  if (begin == std::string_view::npos) return {};
  const std::string_view rest = body.substr(begin + opening.size());
  return rest.substr(0, std::min(rest.find('<'), rest.size()));
}

std::string describe(std::string_view body) {
  if (body.empty()) return "the response has no body";
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && body[first] == '<') {
    const std::string title = to_line(html_title(body));
    return "an HTML page instead of JSON, from a proxy or from the edge before Discord's API" +
           (title.empty() ? std::string() : " (\"" + title + "\")");
  }
  return "a body of " + std::to_string(body.size()) + " bytes that is not a JSON object";
}

ErrorKind kind_of(int status) {
  constexpr int unauthorized = 401;
  constexpr int too_many_requests = 429;
  if (status == unauthorized) return ErrorKind::unauthorized;
  return status == too_many_requests ? ErrorKind::rate_limited : ErrorKind::http;
}

}  // namespace

Error parse_error_body(int status, std::string_view method, std::string_view route_template,
                       std::string_view body) {
  Error error(kind_of(status), "");
  error.http_status = status;
  error.method = method;
  error.route = route_template;
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (body.size() <= error_body_size_max && !body.empty() &&
      parser.parse(body.data(), body.size()).get(object) == simdjson::SUCCESS) {
    read_json(object, error);
    if (error.message.empty()) error.message = "the response gives no message";
  } else {
    error.message = describe(body);
  }
  return error;
}

}  // namespace pincer::wire
