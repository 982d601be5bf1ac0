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

Multipart& Multipart::add_payload_json(std::string_view json) {
  parts_.push_back(
      {"Content-Disposition: form-data; name=\"payload_json\"\r\n"
       "Content-Type: application/json\r\n",
       json});
  return *this;
}

Multipart& Multipart::add_file(std::string_view filename, std::string_view content_type,
                               std::string_view content) {
  const std::string name = "files[" + std::to_string(files_++) + "]";
  return add_file_field(name, filename, content_type, content);
}

Multipart& Multipart::add_file_field(std::string_view name, std::string_view filename,
                                     std::string_view content_type, std::string_view content) {
  std::string head = "Content-Disposition: form-data; name=" + quoted(name) +
                     "; filename=" + quoted(filename) + "\r\n";
  if (!content_type.empty()) {
    head += "Content-Type: " + without_line_breaks(content_type) + "\r\n";
  }
  parts_.push_back({std::move(head), content});
  return *this;
}

Multipart& Multipart::add_field(std::string_view name, std::string_view value) {
  parts_.push_back({"Content-Disposition: form-data; name=" + quoted(name) + "\r\n", value});
  return *this;
}

MultipartBody Multipart::encode(Random& random) const {
  std::string boundary;
  do {
    boundary = draw_boundary(random);
  } while (std::ranges::any_of(parts_, [&boundary](const Part& part) {
    return part.head.find(boundary) != std::string::npos ||
           part.content.find(boundary) != std::string_view::npos;
  }));

  constexpr std::size_t framing = 8;  // Two dashes and three line breaks.
  std::size_t size = boundary.size() + framing;
  for (const Part& part : parts_) {
    size += boundary.size() + framing + part.head.size() + part.content.size();
  }
  MultipartBody encoded;
  encoded.content_type = "multipart/form-data; boundary=" + boundary;
  encoded.body.reserve(size);
  for (const Part& part : parts_) {
    encoded.body.append("--").append(boundary).append("\r\n").append(part.head).append("\r\n");
    encoded.body.append(part.content).append("\r\n");
  }
  encoded.body.append("--").append(boundary).append("--\r\n");
  return encoded;
}

}  // namespace pincer::wire
