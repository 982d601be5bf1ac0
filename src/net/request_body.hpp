// The body of a request: text in memory and files on disk, sent one after the other. Layer: net.
// Thread safety: as a value type; each reader belongs to one strand.
#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pincer::net {

class RequestBody {
 public:
  RequestBody() = default;
  RequestBody(std::string text) { append(std::move(text)); }

  void append(std::string text);
  /// Appends a file of the size that it has now: a request tells its length ahead. Nothing is read
  /// yet. Errors: invalid_argument, naming the file, when it is not there or not a regular file.
  Result<void> append_file(const std::string& path);

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

  /// Reads a body from its beginning, which must outlive it: each attempt to send has a reader of
  /// its own. A file is read through one buffer of `chunk_size_max` bytes, on the calling thread:
  /// 64 KB come out of the kernel's cache in about the time that encrypting them takes.
  class Reader {
   public:
    static constexpr std::size_t chunk_size_max = 64U << 10U;

    explicit Reader(const RequestBody& body) : body_(body) {}

    /// The next bytes, valid until the next call; empty at the end. Errors: invalid_argument,
    /// naming the file, when it cannot be read or has another size than it had. The last bytes of a
    /// file are given only after that question, so a file that changed is never sent whole.
    Result<std::string_view> next();

   private:
    Result<std::string_view> next_of_file(const std::string& path, std::uint64_t size);

    const RequestBody& body_;
    std::size_t piece_ = 0;
    std::optional<std::ifstream> file_;  // a stream costs more than all the rest of a request
    std::uint64_t file_left_ = 0;
    std::string buffer_;
  };

 private:
  struct Piece {
    std::string text;  // the content, or the path of a file
    bool is_file;
    std::uint64_t size;
  };

  std::vector<Piece> pieces_;
  std::uint64_t size_ = 0;
};

}  // namespace pincer::net
