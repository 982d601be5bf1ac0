#include "bare_gateway.hpp"

#include <openssl/ssl.h>
#include <poll.h>
#include <simdjson.h>
#include <zlib.h>
#include <zstd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstring>
#include <optional>
#include <stdexcept>

#include "net/tls.hpp"
#include "typed_events.hpp"

namespace pincer::bench {
namespace {

constexpr std::size_t read_size = std::size_t{64} << 10U;
constexpr std::size_t payload_size_max = std::size_t{4} << 20U;

std::string_view compress_query(TransportCompression compression) {
  switch (compression) {
    case TransportCompression::none: break;
    case TransportCompression::zlib_stream: return "&compress=zlib-stream";
    case TransportCompression::zstd_stream: return "&compress=zstd-stream";
  }
  return "";
}

/// Memory of which only what is used is touched: there may be a thousand clients.
struct Room {
  explicit Room(std::size_t bytes) : begin(new char[bytes]), count(bytes) {}
  [[nodiscard]] char* data() const noexcept { return begin.get(); }
  [[nodiscard]] std::size_t size() const noexcept { return count; }

  std::unique_ptr<char[]> begin;
  std::size_t count;
};

/// A short text frame, masked with zeros.
std::string client_frame(std::string_view text) {
  std::string frame("\x81");
  frame += static_cast<char>(0x80U | text.size());
  frame.append(4, '\0');
  return frame.append(text);
}

}  // namespace

struct BareGateway::Impl {
  Impl(std::uint16_t port, const std::string& ca_file, TransportCompression wanted)
      : socket(context),
        tls(net::TlsContext::client(ca_file).value()),
        compression(wanted),
        input(payload_size_max),
        output(payload_size_max) {
    socket.connect({boost::asio::ip::address_v4::loopback(), port});
    socket.set_option(boost::asio::ip::tcp::no_delay(true));
    ssl.reset(SSL_new(tls->native().native_handle()));
    SSL_set_fd(ssl.get(), socket.native_handle());
    SSL_set_read_ahead(ssl.get(), 1);
    SSL_set_default_read_buffer_len(ssl.get(), read_size);
    if (SSL_connect(ssl.get()) != 1) throw std::runtime_error("no TLS");
    inflateInit(&zlib);
    write("GET /?v=10&encoding=json" + std::string(compress_query(compression)) +
          " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
    while (std::string_view(input.data() + begin, end - begin).find("\r\n\r\n") ==
           std::string_view::npos) {
      fill();
    }
    begin += std::string_view(input.data() + begin, end - begin).find("\r\n\r\n") + 4;
    write(client_frame(R"({"op":2,"d":{"token":"x","intents":0,"properties":{}}})"));
  }
  ~Impl() {
    inflateEnd(&zlib);
    ssl.reset();
  }

  void write(std::string_view bytes) {
    if (SSL_write(ssl.get(), bytes.data(), static_cast<int>(bytes.size())) <= 0) {
      throw std::runtime_error("cannot write");
    }
  }

  void fill() {
    if (begin == end) {
      begin = end = 0;
    } else if (input.size() - end < read_size) {
      std::memmove(input.data(), input.data() + begin, end - begin);
      end -= begin;
      begin = 0;
    }
    if (watch.on_readable && SSL_has_pending(ssl.get()) == 0) {
      pollfd wanted{socket.native_handle(), POLLIN, 0};
      if (::poll(&wanted, 1, -1) == 1) watch.on_readable();
    }
    const int got = SSL_read(ssl.get(), input.data() + end, read_size);
    if (got <= 0) throw std::runtime_error("the connection ended");
    end += static_cast<std::size_t>(got);
  }

  /// The payload of the next frame, if it is here.
  std::optional<std::string_view> frame_here() {
    const std::size_t here = end - begin;
    const auto* const bytes = reinterpret_cast<const unsigned char*>(input.data()) + begin;
    if (here < 2) return std::nullopt;
    std::size_t size = bytes[1];
    std::size_t header = 2;
    const std::size_t more = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (here < header + more) return std::nullopt;
    if (more > 0) size = 0;
    for (std::size_t i = 0; i < more; ++i) size = size << 8U | bytes[header + i];
    header += more;
    if (here < header + size) return std::nullopt;
    is_binary = (bytes[0] & 0x0fU) == 2;
    const std::string_view payload(input.data() + begin + header, size);
    begin += header + size;
    return payload;
  }

  std::string_view next_frame() {
    for (;;) {
      if (const auto payload = frame_here()) return *payload;
      fill();
    }
  }

  std::string_view inflated(std::string_view frame) {
    if (!is_binary) return frame;
    if (compression == TransportCompression::zlib_stream) {
      zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(frame.data()));
      zlib.avail_in = static_cast<uInt>(frame.size());
      zlib.next_out = reinterpret_cast<Bytef*>(output.data());
      zlib.avail_out = static_cast<uInt>(output.size());
      ::inflate(&zlib, Z_SYNC_FLUSH);
      return {output.data(), output.size() - zlib.avail_out};
    }
    ZSTD_inBuffer in{frame.data(), frame.size(), 0};
    ZSTD_outBuffer out{output.data(), output.size(), 0};
    while (in.pos < in.size) {
      if (ZSTD_isError(ZSTD_decompressStream(zstd.get(), &out, &in)) != 0) {
        throw std::runtime_error("not zstd");
      }
    }
    return {output.data(), out.pos};
  }

  struct Envelope {
    std::int64_t op = 0;
    std::int64_t seq = 0;
    std::string_view name;
    std::string_view data;
  };

  /// Both buffers have room for simdjson's padding behind what they hold.
  Envelope envelope(std::string_view text) {
    Envelope all;
    auto document =
        parser.iterate(text.data(), text.size(), text.size() + simdjson::SIMDJSON_PADDING);
    for (auto field : document.get_object()) {
      const std::string_view key = field.unescaped_key();
      auto value = field.value();
      if (key == "op") {
        all.op = value.get_int64();
      } else if (key == "s") {
        if (value.get_int64().get(all.seq) != simdjson::SUCCESS) all.seq = 0;
      } else if (key == "t") {
        if (value.get_string().get(all.name) != simdjson::SUCCESS) all.name = {};
      } else if (key == "d") {
        if (value.type() == simdjson::ondemand::json_type::object) {
          simdjson::ondemand::object object = value.get_object();
          all.data = object.raw_json();
        }
      }
    }
    return all;
  }

  void take(std::string_view frame, Depth depth) {
    if (depth == Depth::frame) return;
    const std::string_view text = inflated(frame);
    if (depth == Depth::inflate) return;
    const Envelope all = envelope(text);
    if (depth == Depth::typed) decode_event(all.name, json::Text::padded(all.data));
  }

  struct Free {
    void operator()(SSL* s) const { SSL_free(s); }
    void operator()(ZSTD_DCtx* c) const { ZSTD_freeDCtx(c); }
  };
  boost::asio::io_context context;
  boost::asio::ip::tcp::socket socket;
  std::shared_ptr<net::TlsContext> tls;
  std::unique_ptr<SSL, Free> ssl;
  TransportCompression compression;
  z_stream zlib{};
  std::unique_ptr<ZSTD_DCtx, Free> zstd{ZSTD_createDCtx()};
  simdjson::ondemand::parser parser;
  Room input;
  Room output;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool is_binary = false;
  Watch watch;
};

BareGateway::BareGateway(std::uint16_t port, const std::string& ca_file,
                         TransportCompression compression)
    : impl_(std::make_unique<Impl>(port, ca_file, compression)) {
  read(2, Depth::inflate);  // HELLO and READY
}

BareGateway::~BareGateway() = default;

void BareGateway::read(std::size_t messages, Depth depth, const Watch& watch) {
  impl_->watch = watch;
  for (std::size_t i = 0; i < messages; ++i) {
    impl_->take(impl_->next_frame(), depth);
    if (watch.on_message) watch.on_message();
  }
  impl_->watch = {};
}

std::size_t BareGateway::read_batch(std::size_t messages_max, Depth depth) {
  impl_->take(impl_->next_frame(), depth);
  std::size_t count = 1;
  for (; count < messages_max; ++count) {
    const auto frame = impl_->frame_here();
    if (!frame) break;
    impl_->take(*frame, depth);
  }
  return count;
}

}  // namespace pincer::bench
