#include "wire/multipart.hpp"

#include <algorithm>

namespace pincer::wire {
namespace {

/// A quoted parameter of Content-Disposition, escaped as browsers do it (HTML standard, "multipart
/// form data"): a quote or line break in a file's name must not end the header.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"': out += "%22"; break;
      case '\r': out += "%0D"; break;
      case '\n': out += "%0A"; break;
      default: out += c;
    }
  }
  return out += '"';
}

/// Values of Content-Type come from the user; a line break would begin another header.
std::string without_line_breaks(std::string_view text) {
  std::string out(text);
  std::erase_if(out, [](char c) { return c == '\r' || c == '\n'; });
  return out;
}

std::string draw_boundary(Random& random) {
  std::string boundary = "pincer-";
  constexpr std::string_view letters = "0123456789abcdefghijklmnopqrstuvwxyz";
  constexpr int letters_drawn = 24;
  for (int i = 0; i < letters_drawn; ++i) boundary += letters[random.below(letters.size())];
  return boundary;
}

}  // namespace

Multipart::Multipart(Random& random) : boundary_(draw_boundary(random)) {}

std::string Multipart::content_type() const { return "multipart/form-data; boundary=" + boundary_; }

std::string Multipart::part_head(const std::string& lines) {
  // The line break before a boundary belongs to the boundary, not to the content before it.
  const std::string head = (is_first_ ? "--" : "\r\n--") + boundary_ + "\r\n";
  is_first_ = false;
  return head + lines + "\r\n";
}

std::string Multipart::payload_json_head() {
  return part_head(
      "Content-Disposition: form-data; name=\"payload_json\"\r\n"
      "Content-Type: application/json\r\n");
}

std::string Multipart::file_head(std::string_view filename, std::string_view content_type) {
  return file_field_head("files[" + std::to_string(files_++) + "]", filename, content_type);
}

std::string Multipart::file_field_head(std::string_view name, std::string_view filename,
                                       std::string_view content_type) {
  std::string lines = "Content-Disposition: form-data; name=" + quoted(name) +
                      "; filename=" + quoted(filename) + "\r\n";
  if (!content_type.empty()) {
    lines += "Content-Type: " + without_line_breaks(content_type) + "\r\n";
  }
  return part_head(lines);
}

std::string Multipart::field_head(std::string_view name) {
  return part_head("Content-Disposition: form-data; name=" + quoted(name) + "\r\n");
}

std::string Multipart::end() const { return "\r\n--" + boundary_ + "--\r\n"; }

}  // namespace pincer::wire
