#include "pincer/data_uri.hpp"

#include <array>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/base64.hpp"
#include "pincer/error.hpp"

namespace pincer {
namespace {

/// How the files of a kind begin: `bytes` at `offset`.
struct Signature {
  std::string_view media_type;
  std::size_t offset;
  std::string_view bytes;
};

constexpr std::array<Signature, 9> signatures{{
    {"image/png", 0, "\x89PNG\r\n\x1a\n"},
    {"image/jpeg", 0, "\xff\xd8\xff"},
    {"image/gif", 0, "GIF8"},
    {"image/webp", 8, "WEBP"},
    {"image/avif", 4, "ftypavif"},
    {"image/avif", 4, "ftypavis"},
    {"audio/ogg", 0, "OggS"},
    {"audio/mpeg", 0, "ID3"},
    {"audio/mpeg", 0, "\xff\xfb"},
}};

Exception invalid(std::string message) {
  return Exception(Error(ErrorKind::invalid_argument, std::move(message)));
}

}  // namespace

DataUri::DataUri(std::string text) : text_(std::move(text)) {}

DataUri DataUri::from_bytes(std::string_view bytes) {
  for (const Signature& signature : signatures) {
    if (bytes.size() > signature.offset &&
        bytes.substr(signature.offset).starts_with(signature.bytes)) {
      std::string text = "data:";
      text.append(signature.media_type).append(";base64,").append(base64_encode(bytes));
      return DataUri(std::move(text));
    }
  }
  throw invalid(
      "these bytes are no PNG, JPEG, GIF, WebP, AVIF, MP3 or Ogg file, which is what Discord "
      "takes");
}

DataUri DataUri::from_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes;
  bool is_read = file.is_open();
  try {
    bytes.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  } catch (const std::ios_base::failure&) {
    is_read = false;  // a folder
  }
  if (!is_read) throw invalid("cannot read the file " + path);
  try {
    return from_bytes(bytes);
  } catch (const Exception& exception) {
    throw invalid(path + ": " + exception.error().message);
  }
}

}  // namespace pincer
