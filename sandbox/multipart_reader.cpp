#include "sandbox/multipart_reader.hpp"

#include <boost/algorithm/string/predicate.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <optional>

namespace pincer::sandbox {
namespace {

constexpr std::size_t boundary_length_max = 70;  // RFC 2046, section 5.1.1.
constexpr std::size_t part_head_size_max = 8192;

Error malformed(const char* what) {
  return Error(ErrorKind::protocol, std::string("the multipart body is malformed: ") + what);
}

/// The value of `name=value` or `name="value"` among the parameters of a header; quoted pairs are
/// taken out of their quoting.
std::optional<std::string> parameter(std::string_view header, std::string_view name) {
  std::size_t at = header.find(';');
  while (at != std::string_view::npos) {
    ++at;
    const std::size_t equals = header.find('=', at);
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string key =
        boost::algorithm::trim_copy(std::string(header.substr(at, equals - at)));
    std::string value;
    at = equals + 1;
    if (at < header.size() && header[at] == '"') {
      for (++at; at < header.size() && header[at] != '"'; ++at) {
        if (header[at] == '\\' && at + 1 < header.size()) ++at;
        value.push_back(header[at]);
      }
      at = header.find(';', at);
    } else {
      const std::size_t end = header.find(';', at);
      value = boost::algorithm::trim_copy(std::string(header.substr(at, end - at)));
      at = end;
    }
    if (boost::algorithm::iequals(key, name)) return value;
  }
  return std::nullopt;
}

/// Reads the header lines of a part.
Result<MultipartPart> read_head(std::string_view head) {
  MultipartPart part;
  bool disposition_seen = false;
  while (!head.empty()) {
    const std::size_t end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    head = end == std::string_view::npos ? std::string_view() : head.substr(end + 2);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return malformed("a header line has no colon");
    const std::string_view name = line.substr(0, colon);
    const std::string value = boost::algorithm::trim_copy(std::string(line.substr(colon + 1)));
    if (boost::algorithm::iequals(name, "Content-Disposition")) {
      disposition_seen = true;
      part.name = parameter(value, "name").value_or("");
      part.filename = parameter(value, "filename").value_or("");
    } else if (boost::algorithm::iequals(name, "Content-Type")) {
      part.content_type = value;
    }
  }
  if (!disposition_seen || part.name.empty()) {
    return malformed("a part has no name in its Content-Disposition");
  }
  return part;
}

}  // namespace

Result<std::vector<MultipartPart>> read_multipart(std::string_view content_type,
                                                  std::string_view body) {
  const auto boundary = parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > boundary_length_max) {
    return malformed("the Content-Type has no usable boundary");
  }
  const std::string delimiter = "--" + *boundary;
  // What comes before the first delimiter is a preamble, to be ignored.
  std::size_t at = body.starts_with(delimiter) ? 0 : body.find("\r\n" + delimiter);
  if (at == std::string_view::npos) return malformed("its boundary does not occur");
  if (at != 0 || !body.starts_with(delimiter)) at += 2;
  std::vector<MultipartPart> parts;
  while (true) {
    at += delimiter.size();
    if (body.substr(at, 2) == "--") return parts;
    if (body.substr(at, 2) != "\r\n") return malformed("a boundary is not followed by a line end");
    if (parts.size() == multipart_parts_max) return malformed("it has too many parts");
    at += 2;
    const std::size_t head_end = body.find("\r\n\r\n", at);
    if (head_end == std::string_view::npos || head_end - at > part_head_size_max) {
      return malformed("the headers of a part do not end");
    }
    auto part = read_head(body.substr(at, head_end - at));
    if (!part) return part.error();
    at = head_end + 4;
    const std::size_t end = body.find("\r\n" + delimiter, at);
    if (end == std::string_view::npos) return malformed("its closing boundary is missing");
    part->body = body.substr(at, end - at);
    parts.push_back(std::move(*part));
    at = end + 2;
  }
}

}  // namespace pincer::sandbox
