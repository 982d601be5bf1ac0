#include "sandbox/request_body.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>
#include <boost/json/parse.hpp>

#include "pincer/snowflake.hpp"
#include "sandbox/api_errors.hpp"
#include "sandbox/multipart_reader.hpp"
#include "sandbox/router.hpp"
#include "sandbox/validate.hpp"

namespace pincer::sandbox {
namespace {

using boost::json::object;
using boost::json::value;

struct MediaType {
  std::uint8_t bit;
  std::string_view name;
};
constexpr MediaType media_types[] = {{schema::json, "application/json"},
                                     {schema::form, "application/x-www-form-urlencoded"},
                                     {schema::multipart, "multipart/form-data"}};

[[noreturn]] void refuse_form(const FieldPath& path, std::string_view code,
                              std::string_view message) {
  FormErrors errors;
  errors.add(path, code, message);
  throw Refused(errors.reply());
}

/// The bit of the request's media type. Throws when it is none of `accepted`.
std::uint8_t media_of(const HttpRequest& request, std::uint8_t accepted) {
  const std::string_view content_type = request.header("Content-Type");
  std::string listed;
  for (const MediaType& media : media_types) {
    if ((accepted & media.bit) == 0) continue;
    if (boost::algorithm::istarts_with(content_type, media.name)) return media.bit;
    listed += fmt::format("{}'{}'", listed.empty() ? "" : ", ", media.name);
  }
  refuse_form({}, "CONTENT_TYPE_INVALID",
              fmt::format("Expected \"Content-Type\" header to be one of {{{}}}.", listed));
}

value parsed(std::string_view text) {
  boost::json::error_code error;
  value json = boost::json::parse(boost::json::string_view(text.data(), text.size()), error);
  if (error) throw Refused(api_error::invalid_json);
  return json;
}

/// A field of a form: payload_json is the whole, anything else a member.
void add_field(RequestBody& body, std::string_view name, std::string_view text) {
  if (name == "payload_json") {
    body.json = parsed(text);
  } else if (body.json.is_object()) {
    body.json.get_object()[name] = text;
  }
}

/// The n of "files[n]".
std::optional<std::uint64_t> file_index(std::string_view name) {
  if (!name.starts_with("files[") || !name.ends_with(']')) return std::nullopt;
  return parse_snowflake(name.substr(6, name.size() - 7));
}

void read_parts(const HttpRequest& request, const Operation& operation, RequestBody& body) {
  auto parts = read_multipart(request.header("Content-Type"), request.body);
  if (!parts) refuse_form({}, "MULTIPART_INVALID", parts.error().message);
  for (const MultipartPart& part : *parts) {
    if (const auto index = file_index(part.name)) {
      if (part.body.size() > file_size_max) throw Refused(api_error::too_large);
      body.files[*index] = {safe_filename(part.filename),
                            {},
                            safe_content_type(part.content_type),
                            std::string(part.body)};
    } else if (part.filename.empty()) {
      add_field(body, part.name, part.body);
    } else if (part.name == operation.file.name) {
      body.file_parts.insert(part.name);
    } else {
      refuse_form({part.name}, "MULTIPART_INVALID",
                  "A file must be named files[n], with a number n");
    }
  }
}

}  // namespace

RequestBody read_request_body(const HttpRequest& request, const Operation& operation) {
  RequestBody body;
  if (operation.media == schema::no_body) return body;
  if (request.body.size() > request_size_max) throw Refused(api_error::too_large);
  body.json = object();
  // Who sends nothing, and does not call it JSON, has no member to send.
  if (request.body.empty() && request.header("Content-Type").empty()) return body;
  switch (media_of(request, operation.media)) {
    case schema::json: body.json = parsed(request.body); break;
    case schema::form:
      for (const auto& [name, text] : query_values(request.body)) add_field(body, name, text);
      break;
    default: read_parts(request, operation, body); break;
  }
  return body;
}

std::string safe_filename(std::string_view name) {
  std::string safe;
  for (const char c : name) {
    const bool keep = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || c == '-';
    if (keep) {
      safe.push_back(c);
    } else if (c == ' ' || static_cast<unsigned char>(c) >= 0xc0) {
      safe.push_back('_');
    }
  }
  // A name of dots would mean a folder to whoever saves the file.
  if (safe.find_first_not_of('.') == std::string::npos) return "unknown";
  return safe.substr(0, 255);
}

std::string safe_content_type(std::string_view type) {
  const bool printable =
      std::all_of(type.begin(), type.end(), [](char c) { return c >= ' ' && c <= '~'; });
  return printable && type.size() <= 255 ? std::string(type) : std::string();
}

}  // namespace pincer::sandbox
