#include "wire/stream_decoder.hpp"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <string>

namespace pincer::wire {
namespace {

/// Beyond this size the memory of a large payload (a READY, a large guild) is given back.
constexpr std::size_t retained_bytes_max = std::size_t{64} << 10U;
constexpr std::size_t output_step = std::size_t{8} << 10U;

/// What decoders inflate into: grows in steps, up to the bound, and keeps the padding free.
class Output {
 public:
  explicit Output(std::size_t size_max) : size_max_(size_max) {}

  /// Forgets the payload, and most of the memory of a large one.
  void clear() {
    size_ = 0;
    if (room_ > retained_bytes_max) resize(retained_bytes_max);
  }
  /// Makes room for at least one byte more. There is one beyond the bound: only what is written
  /// there tells a payload of just the largest size from one that goes on.
  void grow() {
    if (size_ == room_) resize(std::min(size_max_ + 1, std::max(room_ * 2, output_step)));
  }
  [[nodiscard]] char* free_begin() { return bytes_.get() + size_; }
  [[nodiscard]] std::size_t free_size() const { return room_ - size_; }
  void add(std::size_t size) { size_ += size; }

  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] json::Text text() const { return json::Text::padded({bytes_.get(), size_}); }
  [[nodiscard]] bool too_large() const { return size_ > size_max_; }
  [[nodiscard]] Error too_large_error() const {
    return {ErrorKind::protocol,
            "a payload inflates beyond " + std::to_string(size_max_) + " bytes"};
  }

 private:
  void resize(std::size_t room) {
    std::unique_ptr<char[]> bytes(new char[room + json::padding]);  // NOLINT(*-avoid-c-arrays)
    if (size_ > 0) std::memcpy(bytes.get(), bytes_.get(), size_);
    bytes_ = std::move(bytes);
    room_ = room;
  }

  std::size_t size_max_;
  std::size_t size_ = 0;
  std::unique_ptr<char[]> bytes_;  // NOLINT(*-avoid-c-arrays): bytes that need no value yet
  std::size_t room_ = 0;
};

Error corrupt(std::string_view format, std::string_view detail) {
  return {ErrorKind::protocol, "corrupt " + std::string(format) + " data: " + std::string(detail)};
}

/// zlib's inflate, fed in pieces.
class Inflater {
 public:
  Inflater() {
    if (inflateInit(&stream_) != Z_OK) throw std::bad_alloc();
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  void reset() { inflateReset(&stream_); }

  /// Inflates all of `input` behind what `output` holds. True when the stream came to its end.
  Result<bool> inflate_all(std::string_view input, Output& output) {
    // zlib's interface predates const.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
    stream_.avail_in = static_cast<uInt>(input.size());
    int status = Z_OK;
    // An output that is just full may have left more of it inside of zlib; when it has not, zlib
    // says Z_BUF_ERROR, which only means that nothing was left to do.
    while (status == Z_OK && (stream_.avail_in > 0 || stream_.avail_out == 0)) {
      output.grow();
      stream_.next_out = reinterpret_cast<Bytef*>(output.free_begin());
      stream_.avail_out = static_cast<uInt>(output.free_size());
      status = ::inflate(&stream_, Z_SYNC_FLUSH);
      output.add(output.free_size() - stream_.avail_out);
      if (output.too_large()) return output.too_large_error();
      if (status == Z_OK) between_blocks_ = (stream_.data_type & 128) != 0;
    }
    if (status == Z_OK || status == Z_BUF_ERROR) return false;
    if (status == Z_STREAM_END) return true;
    return corrupt("zlib", stream_.msg == nullptr ? "no stream" : stream_.msg);
  }

  [[nodiscard]] std::size_t unread() const { return stream_.avail_in; }
  /// Whether the stream stands between two blocks, as it does behind a flush.
  [[nodiscard]] bool between_blocks() const { return between_blocks_; }

 private:
  z_stream stream_{};
  bool between_blocks_ = false;
};

/// Without transport compression each payload is plain or, when the identify asked for payload
/// compression, a zlib stream of its own.
/// https://discord.com/developers/docs/events/gateway#payload-compression
class PayloadDecoder final : public StreamDecoder {
 public:
  explicit PayloadDecoder(std::size_t inflated_size_max) : output_(inflated_size_max) {}

  Result<std::optional<json::Text>> push(std::string_view message, bool binary) override {
    if (!binary) return std::optional<json::Text>(message);
    // Most connections never see a binary message and need no inflater.
    if (inflater_ == nullptr) inflater_ = std::make_unique<Inflater>();
    inflater_->reset();
    output_.clear();
    const Result<bool> ended = inflater_->inflate_all(message, output_);
    if (!ended) return ended.error();
    if (!*ended) return corrupt("zlib", "the payload is cut short");
    if (inflater_->unread() > 0) return corrupt("zlib", "bytes follow the end of the payload");
    return std::optional(output_.text());
  }

 private:
  Output output_;
  std::unique_ptr<Inflater> inflater_;
};

/// One zlib stream for the connection; a payload ends where the server flushed it. What comes is
/// inflated at once, so that a split payload is not stored twice.
/// https://discord.com/developers/docs/events/gateway#zlibstream
class ZlibStreamDecoder final : public StreamDecoder {
 public:
  explicit ZlibStreamDecoder(std::size_t inflated_size_max) : output_(inflated_size_max) {}

  Result<std::optional<json::Text>> push(std::string_view message, bool binary) override {
    if (!binary) return std::optional<json::Text>(message);
    if (complete_) output_.clear();
    const Result<bool> ended = inflater_.inflate_all(message, output_);
    if (!ended) return ended.error();
    if (*ended) return corrupt("zlib", "the stream came to an end");
    remember_tail(message);
    // The suffix alone may occur inside of compressed data that happens to be split behind it;
    // inside of a block it is no flush.
    complete_ = tail_ == flush_suffix && inflater_.between_blocks();
    if (!complete_ || output_.empty()) return std::optional<json::Text>();
    return std::optional(output_.text());
  }

 private:
  static constexpr std::array<char, 4> flush_suffix{'\0', '\0', '\xff', '\xff'};

  /// The suffix itself may be split between messages, so the last bytes of the stream are kept.
  void remember_tail(std::string_view message) {
    for (const char byte :
         message.substr(message.size() - std::min(message.size(), tail_.size()))) {
      std::rotate(tail_.begin(), tail_.begin() + 1, tail_.end());
      tail_.back() = byte;
    }
  }

  Output output_;
  Inflater inflater_;
  std::array<char, flush_suffix.size()> tail_{};
  bool complete_ = true;  ///< The last payload was returned; the next message starts a new one.
};

/// One zstd stream for the connection; each message is one payload and ends with a flush, rarely
/// with the end of a frame.
/// https://discord.com/developers/docs/events/gateway#zstdstream
class ZstdStreamDecoder final : public StreamDecoder {
 public:
  explicit ZstdStreamDecoder(std::size_t inflated_size_max)
      : output_(inflated_size_max), context_(ZSTD_createDCtx()) {
    if (context_ == nullptr) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, zstd_window_log_max);
  }

  Result<std::optional<json::Text>> push(std::string_view message, bool binary) override {
    if (!binary) return std::optional<json::Text>(message);
    output_.clear();
    ZSTD_inBuffer input{message.data(), message.size(), 0};
    for (;;) {
      output_.grow();
      ZSTD_outBuffer out{output_.free_begin(), output_.free_size(), 0};
      const std::size_t status = ZSTD_decompressStream(context_.get(), &out, &input);
      if (ZSTD_isError(status) != 0) return corrupt("zstd", ZSTD_getErrorName(status));
      output_.add(out.pos);
      if (output_.too_large()) return output_.too_large_error();
      // A full output may hide more of it inside of the context.
      if (input.pos == input.size && out.pos < out.size) break;
    }
    if (output_.empty()) return std::optional<json::Text>();
    return std::optional(output_.text());
  }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };

  Output output_;
  std::unique_ptr<ZSTD_DCtx, Free> context_;
};

}  // namespace

std::unique_ptr<StreamDecoder> StreamDecoder::create(TransportCompression compression,
                                                     std::size_t inflated_size_max) {
  switch (compression) {
    case TransportCompression::none: break;
    case TransportCompression::zlib_stream:
      return std::make_unique<ZlibStreamDecoder>(inflated_size_max);
    case TransportCompression::zstd_stream:
      return std::make_unique<ZstdStreamDecoder>(inflated_size_max);
  }
  return std::make_unique<PayloadDecoder>(inflated_size_max);
}

}  // namespace pincer::wire
