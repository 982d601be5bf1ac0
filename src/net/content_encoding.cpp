#include "net/content_encoding.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace pincer::net {
namespace {

/// Codings on top of one another that are undone. One is usual; each one more multiplies the work
/// that a small body can cause.
constexpr int codings_max = 2;
constexpr std::size_t growth_first = 16U << 10U;

/// zlib's names for the two framings: 15 is the largest window, 32 tells gzip and zlib apart by
/// itself, a negative window means bare deflate.
constexpr int gzip_or_zlib = 15 + 32;
constexpr int bare_deflate = -15;

Error broken(std::string_view coding, const std::string& problem) {
  return {ErrorKind::protocol,
          "the response's body, encoded as " + std::string(coding) + ", " + problem};
}

class Inflater {
 public:
  explicit Inflater(int window_bits) { usable_ = inflateInit2(&stream_, window_bits) == Z_OK; }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() {
    if (usable_) inflateEnd(&stream_);
  }

  Result<std::string> inflate_all(std::string_view coding, const std::string& body,
                                  std::size_t size_max) {
    if (!usable_ || body.size() > std::numeric_limits<uInt>::max()) {
      return broken(coding, "is too large");
    }
    // zlib takes a pointer to mutable bytes, for historical reasons, and only reads them.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
    stream_.avail_in = static_cast<uInt>(body.size());
    std::string out;
    std::size_t used = 0;  // of `out`, which grows only when it is full
    for (;;) {
      if (used > size_max) {
        return broken(coding, "is larger than " + std::to_string(size_max) + " bytes");
      }
      if (used == out.size()) {
        out.resize(std::min(std::max(used * 2, growth_first), size_max + 1));
      }
      stream_.next_out = reinterpret_cast<Bytef*>(out.data() + used);
      stream_.avail_out = static_cast<uInt>(out.size() - used);
      const int code = inflate(&stream_, Z_NO_FLUSH);
      used = out.size() - stream_.avail_out;
      if (code == Z_STREAM_END) {
        // A gzip body may consist of several members (RFC 1952, section 2.2).
        if (stream_.avail_in == 0) break;
        if (inflateReset(&stream_) != Z_OK) return broken(coding, "is damaged");
        continue;
      }
      if (code == Z_BUF_ERROR || (code == Z_OK && stream_.avail_out > 0)) {
        return broken(coding, "ends too early");
      }
      if (code != Z_OK) return broken(coding, "is damaged");
    }
    if (used > size_max) {
      return broken(coding, "is larger than " + std::to_string(size_max) + " bytes");
    }
    out.resize(used);
    return out;
  }

 private:
  z_stream stream_{};
  bool usable_ = false;
};

/// "deflate" means zlib's framing, but some servers send it bare. A zlib header's two bytes are a
/// multiple of 31 (RFC 1950, section 2.2).
int window_bits_for(std::string_view coding, const std::string& body) {
  if (coding != "deflate" || body.size() < 2) return gzip_or_zlib;
  const unsigned header =
      static_cast<unsigned char>(body[0]) * 256U + static_cast<unsigned char>(body[1]);
  const bool is_zlib = header % 31U == 0 && (static_cast<unsigned char>(body[0]) & 0x0fU) == 8;
  return is_zlib ? gzip_or_zlib : bare_deflate;
}

std::string lower_trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return lower;
}

}  // namespace

Result<std::string> decode_content(std::string_view content_encoding, std::string body,
                                   std::size_t size_max) {
  // The codings stand in the order in which they were applied: the last one is undone first.
  for (int undone = 0; !content_encoding.empty();) {
    const std::size_t comma = content_encoding.rfind(',');
    const bool is_last = comma == std::string_view::npos;
    const std::string coding =
        lower_trimmed(is_last ? content_encoding : content_encoding.substr(comma + 1));
    content_encoding = is_last ? std::string_view() : content_encoding.substr(0, comma);
    if (coding.empty() || coding == "identity" || body.empty()) continue;
    if (coding != "gzip" && coding != "x-gzip" && coding != "deflate") {
      return Error(ErrorKind::protocol,
                   "the response's body has a content encoding that was not asked for");
    }
    if (++undone > codings_max) return broken(coding, "is encoded too many times");
    auto decoded = Inflater(window_bits_for(coding, body)).inflate_all(coding, body, size_max);
    if (!decoded) return decoded.error();
    body = std::move(*decoded);
  }
  return body;
}

}  // namespace pincer::net
