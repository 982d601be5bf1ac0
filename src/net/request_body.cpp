#include "net/request_body.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace pincer::net {
namespace {

Error file_error(const std::string& path, const std::string& problem) {
  return {ErrorKind::invalid_argument, "the file \"" + path + "\" " + problem};
}

}  // namespace

void RequestBody::append(std::string text) {
  if (text.empty()) return;
  size_ += text.size();
  // Small pieces become one, and go out in one packet; large ones are not copied for that.
  constexpr std::size_t joined_size_max = 16U << 10U;
  if (!pieces_.empty() && !pieces_.back().is_file &&
      pieces_.back().size + text.size() <= joined_size_max) {
    pieces_.back().size += text.size();
    pieces_.back().text += text;
    return;
  }
  const std::uint64_t size = text.size();
  pieces_.push_back({std::move(text), false, size});
}

Result<void> RequestBody::append_file(const std::string& path) {
  std::error_code code;
  const std::uint64_t size = std::filesystem::file_size(path, code);
  if (code) return file_error(path, "cannot be sent: " + code.message());
  if (!std::ifstream(path, std::ios::binary)) return file_error(path, "cannot be opened");
  pieces_.push_back({path, true, size});
  size_ += size;
  return {};
}

Result<std::string_view> RequestBody::Reader::next() {
  while (piece_ < body_.pieces_.size()) {
    const Piece& piece = body_.pieces_[piece_];
    if (!piece.is_file) {
      ++piece_;
      return std::string_view(piece.text);
    }
    if (!file_) {
      file_.emplace(piece.text, std::ios::binary);
      if (!*file_) return file_error(piece.text, "cannot be opened");
      file_left_ = piece.size;
    }
    if (file_left_ > 0) return next_of_file(piece.text, piece.size);
    file_.reset();
    ++piece_;
  }
  return std::string_view();
}

Result<std::string_view> RequestBody::Reader::next_of_file(const std::string& path,
                                                           std::uint64_t size) {
  buffer_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(file_left_, chunk_size_max)));
  file_->read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  const bool is_whole = static_cast<std::size_t>(file_->gcount()) == buffer_.size();
  file_left_ -= buffer_.size();
  std::error_code code;
  if (!is_whole || (file_left_ == 0 && std::filesystem::file_size(path, code) != size) || code) {
    return file_error(path, "changed while it was sent; it had " + std::to_string(size) + " bytes");
  }
  return std::string_view(buffer_);
}

}  // namespace pincer::net
