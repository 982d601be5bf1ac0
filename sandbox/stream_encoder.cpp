#include "sandbox/stream_encoder.hpp"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cassert>

namespace pincer::sandbox {
namespace {

/// 2^17 bytes of history keep a thousand connections in one process affordable.
constexpr int zstd_window_log = 17;
constexpr int zstd_level = 1;

struct EndDeflate {
  void operator()(z_stream* stream) const {
    deflateEnd(stream);
    delete stream;
  }
};
using DeflateStream = std::unique_ptr<z_stream, EndDeflate>;

struct FreeZstd {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
using ZstdContext = std::unique_ptr<ZSTD_CCtx, FreeZstd>;

DeflateStream new_deflate() {
  DeflateStream stream(new z_stream{});
  [[maybe_unused]] const int result = deflateInit(stream.get(), Z_DEFAULT_COMPRESSION);
  assert(result == Z_OK);
  return stream;
}

ZstdContext new_zstd() {
  ZstdContext context(ZSTD_createCCtx());
  assert(context);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, zstd_level);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, zstd_window_log);
  return context;
}

void append_deflated(std::string& out, z_stream& stream, std::string_view input, int flush) {
  // zlib's interface predates const; it does not write to its input.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
  stream.avail_in = static_cast<uInt>(input.size());
  std::size_t used = out.size();
  do {
    out.resize(used + std::max<std::size_t>(input.size() / 2, 256));
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + used);
    stream.avail_out = static_cast<uInt>(out.size() - used);
    deflate(&stream, flush);
    used = out.size() - stream.avail_out;
  } while (stream.avail_out == 0);  // RFC 1950's implementation: done when output space is left.
  out.resize(used);
}

void append_zstd(std::string& out, ZSTD_CCtx& context, std::string_view input) {
  ZSTD_inBuffer source{input.data(), input.size(), 0};
  std::size_t used = out.size();
  std::size_t remaining = 0;
  do {
    out.resize(used + std::max<std::size_t>(input.size() / 2, 256));
    ZSTD_outBuffer target{out.data() + used, out.size() - used, 0};
    remaining = ZSTD_compressStream2(&context, &target, &source, ZSTD_e_flush);
    assert(ZSTD_isError(remaining) == 0);
    used += target.pos;
  } while (remaining != 0);
  out.resize(used);
}

/// The piece of a bomb that is repeated: its inflated size must divide into blocks that do not
/// depend on what came before them.
constexpr std::size_t bomb_piece_size = 1U << 20U;

/// After a full flush, deflate refers to nothing before it: the same bytes may be sent again and
/// again, and each time they inflate to one piece more.
void append_deflate_bomb(std::string& out, z_stream& stream, std::size_t inflated_size) {
  append_deflated(out, stream, " ", Z_FULL_FLUSH);
  std::string piece;
  append_deflated(piece, stream, std::string(bomb_piece_size, ' '), Z_FULL_FLUSH);
  for (std::size_t done = 0; done < inflated_size; done += bomb_piece_size) out += piece;
}

/// Four bytes for every 128 KiB: RLE blocks (RFC 8878, section 3.1.1.2.2) of spaces.
void append_zstd_bomb(std::string& out, std::size_t inflated_size) {
  constexpr std::size_t block_size_max = std::size_t{1} << zstd_window_log;
  constexpr std::size_t rle_block = 1;
  constexpr std::size_t header = block_size_max << 3U | rle_block << 1U;
  for (std::size_t done = 0; done < inflated_size; done += block_size_max) {
    out += static_cast<char>(header & 0xffU);
    out += static_cast<char>(header >> 8U & 0xffU);
    out += static_cast<char>(header >> 16U & 0xffU);
    out += ' ';
  }
}

}  // namespace

struct StreamEncoder::Contexts {
  DeflateStream deflate;
  ZstdContext zstd;
};

StreamEncoder::StreamEncoder(TransportCompression compression) : compression_(compression) {
  if (compression == TransportCompression::none) return;
  contexts_ = std::make_unique<Contexts>();
  if (compression == TransportCompression::zlib_stream) contexts_->deflate = new_deflate();
  if (compression == TransportCompression::zstd_stream) contexts_->zstd = new_zstd();
}

StreamEncoder::StreamEncoder(StreamEncoder&&) noexcept = default;
StreamEncoder& StreamEncoder::operator=(StreamEncoder&&) noexcept = default;
StreamEncoder::~StreamEncoder() = default;

std::string StreamEncoder::encode(std::string_view json) {
  std::string out;
  switch (compression_) {
    case TransportCompression::none: out = json; break;
    case TransportCompression::zlib_stream:
      append_deflated(out, *contexts_->deflate, json, Z_SYNC_FLUSH);
      break;
    case TransportCompression::zstd_stream: append_zstd(out, *contexts_->zstd, json); break;
  }
  return out;
}

std::string StreamEncoder::encode_bomb(std::size_t inflated_size) {
  std::string out;
  switch (compression_) {
    case TransportCompression::none: {
      const DeflateStream stream = new_deflate();
      append_deflate_bomb(out, *stream, inflated_size);
      break;
    }
    case TransportCompression::zlib_stream:
      append_deflate_bomb(out, *contexts_->deflate, inflated_size);
      break;
    case TransportCompression::zstd_stream:
      // A flushed space first, so that the frame's header is out before our own blocks.
      append_zstd(out, *contexts_->zstd, " ");
      append_zstd_bomb(out, inflated_size);
      break;
  }
  return out;
}

std::string compress_payload(std::string_view json) {
  const DeflateStream stream = new_deflate();
  std::string out;
  append_deflated(out, *stream, json, Z_FINISH);
  return out;
}

}  // namespace pincer::sandbox
