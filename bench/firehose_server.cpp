#include "firehose_server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <condition_variable>
#include <list>
#include <map>
#include <mutex>
#include <string_view>
#include <thread>
#include <tuple>
#include <utility>

#include "firehose.hpp"
#include "net/tls.hpp"
#include "support/certificates.hpp"
#include "wire/dispatch.hpp"
#include "wire/opcode.hpp"

namespace pincer::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

/// Tells when bytes are given to the kernel, which is after TLS has had them.
class TcpSocket : public tcp::socket {
 public:
  explicit TcpSocket(tcp::socket&& socket) : tcp::socket(std::move(socket)) {}

  template <class Buffers>
  std::size_t write_some(const Buffers& buffers, boost::system::error_code& error) {
    if (before_write) std::exchange(before_write, {})();
    return tcp::socket::write_some(buffers, error);
  }

  /// Called once, before the next write.
  std::function<void()> before_write;
};

// Beast wants to be told how a socket that is not Asio's own is closed.
void teardown(beast::role_type role, TcpSocket& socket, boost::system::error_code& error) {
  beast::websocket::teardown(role, static_cast<tcp::socket&>(socket), error);
}
template <class Handler>
void async_teardown(beast::role_type role, TcpSocket& socket, Handler&& handler) {
  beast::websocket::async_teardown(role, static_cast<tcp::socket&>(socket),
                                   std::forward<Handler>(handler));
}

using TlsStream = asio::ssl::stream<TcpSocket>;
using Socket = beast::websocket::stream<TlsStream, false>;

TransportCompression compression_of(std::string_view target) {
  if (target.find("compress=zstd-stream") != target.npos) return TransportCompression::zstd_stream;
  if (target.find("compress=zlib-stream") != target.npos) return TransportCompression::zlib_stream;
  return TransportCompression::none;
}

/// What libraries ask for before they connect.
http::response<http::string_body> answer(std::string_view target, const FirehoseOptions& options,
                                         std::uint16_t port) {
  http::response<http::string_body> response(http::status::ok, 11);
  response.set(http::field::content_type, "application/json");
  const std::string_view path = target.substr(0, target.find('?'));
  if (path.ends_with("/gateway/bot") || path.ends_with("/gateway")) {
    response.body() = fmt::format(
        R"({{"url":"wss://127.0.0.1:{}","shards":{},"session_start_limit":{{"total":100000,)"
        R"("remaining":100000,"reset_after":86400000,"max_concurrency":1000}}}})",
        port, options.shards);
  } else if (path.ends_with("/users/@me") || path.ends_with("/applications/@me")) {
    response.body() =
        R"({"id":"280497242710736896","username":"firehose","name":"firehose","discriminator":"0",)"
        R"("global_name":null,"avatar":null,"icon":null,"description":"","bot":true,"flags":0,)"
        R"("banner":null,"accent_color":null,"mfa_enabled":true,"verified":true,"email":null,)"
        R"("locale":"en-US","public_flags":0,"premium_type":0,)"
        R"("bot_public":true,"bot_require_code_grant":false,"verify_key":"00","rpc_origins":[],)"
        R"("team":null,"owner":{"id":"280497242714931200","username":"owner","discriminator":"0",)"
        R"("global_name":null,"avatar":null}})";
  } else {
    response.result(http::status::not_found);
    response.body() = R"({"message":"404: Not Found","code":0})";
  }
  response.prepare_payload();
  return response;
}

/// Where connections wait to be released.
class Gate {
 public:
  void close() {
    const std::lock_guard lock(mutex_);
    open_ = false;
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.wait(lock, [this] { return open_; });
    --waiting_;
  }
  std::size_t waiting() {
    const std::lock_guard lock(mutex_);
    return waiting_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = true;
  std::size_t waiting_ = 0;
};

/// One client, until it goes.
class Connection {
 public:
  Connection(TlsStream stream, const FirehoseOptions& options, Gate& gate)
      : options_(options), gate_(gate), socket_(std::move(stream)) {}

  /// `find` gives the stream for a compression.
  void serve(std::uint16_t port, const std::function<const Firehose&(TransportCompression)>& find) {
    socket_.next_layer().handshake(asio::ssl::stream_base::server);
    beast::flat_buffer buffer;
    for (;;) {
      http::request<http::string_body> request;
      http::read(socket_.next_layer(), buffer, request);
      const std::string target(request.target());
      if (beast::websocket::is_upgrade(request)) {
        const Firehose& firehose = find(compression_of(target));
        socket_.accept(request);
        return run(firehose);
      }
      http::write(socket_.next_layer(), answer(target, options_, port));
    }
  }

  void drop() {
    boost::system::error_code ignored;
    beast::get_lowest_layer(socket_).shutdown(tcp::socket::shutdown_both, ignored);
  }

 private:
  void send(std::string_view bytes) {
    asio::write(socket_.next_layer(), asio::buffer(bytes.data(), bytes.size()));
  }

  void run(const Firehose& firehose) {
    send(firehose.hello());
    while (read_opcode() != wire::Opcode::identify) {
    }
    send(firehose.ready());
    gate_.pass();
    const auto& offsets = firehose.offsets();
    const std::string_view stream = firehose.stream();
    if (options_.record_per_event || options_.pause.count() > 0) {
      for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
        if (options_.pause.count() > 0) {
          std::this_thread::sleep_for(options_.pause);
          if (options_.before_event) {
            socket_.next_layer().next_layer().before_write = [this, i] {
              options_.before_event(i);
            };
          }
        }
        send(stream.substr(offsets[i], offsets[i + 1] - offsets[i]));
        answer_what_came();
      }
    } else {
      constexpr std::size_t write_size = std::size_t{256} << 10U;
      // Whole frames at a time: an ACK may come between two of them, and only there.
      for (auto begin = offsets.begin(); begin + 1 != offsets.end();) {
        const auto end =
            std::max(begin + 1, std::upper_bound(begin, offsets.end(), *begin + write_size) - 1);
        send(stream.substr(*begin, *end - *begin));
        answer_what_came();
        begin = end;
      }
    }
    while (true) read_opcode();  // until the client has had enough
  }

  void answer_what_came() {
    while (beast::get_lowest_layer(socket_).available() > 0) read_opcode();
  }

  /// Reads one payload and answers it, where it wants an answer: with text, which no compression
  /// context needs to know of.
  wire::Opcode read_opcode() {
    incoming_.clear();
    socket_.read(incoming_);
    const auto data = incoming_.data();
    const std::string_view text(static_cast<const char*>(data.data()), data.size());
    if (!wire::parse_dispatch(text, payload_)) return wire::Opcode::dispatch;
    const auto opcode = static_cast<wire::Opcode>(payload_.op);
    if (opcode == wire::Opcode::heartbeat) say(R"({"t":null,"s":null,"op":11,"d":null})");
    if (opcode == wire::Opcode::resume) say(R"({"t":null,"s":null,"op":9,"d":false})");
    return opcode;
  }

  void say(std::string_view text) {
    socket_.text(true);
    socket_.write(asio::buffer(text.data(), text.size()));
  }

  FirehoseOptions options_;
  Gate& gate_;
  Socket socket_;
  beast::flat_buffer incoming_;
  GatewayDispatch payload_;
};

}  // namespace

struct FirehoseServer::Impl {
  explicit Impl(FirehoseOptions wanted)
      : options(std::move(wanted)),
        acceptor(context, {asio::ip::address_v4::loopback(), options.port}),
        tls(net::TlsContext::server(certificates.certificate_file(), certificates.key_file())
                .value()),
        thread([this] { accept_all(); }) {}

  ~Impl() {
    boost::system::error_code ignored;
    stopping = true;
    gate.open();
    // What ends an accept that waits.
    tcp::socket last(context);
    last.connect(acceptor.local_endpoint(), ignored);
    thread.join();
    {
      const std::lock_guard lock(mutex);
      for (Connection& connection : connections) connection.drop();
    }
    for (std::thread& client : clients) client.join();
  }

  void accept_all() {
    while (!stopping) {
      tcp::socket socket(context);
      boost::system::error_code error;
      acceptor.accept(socket, error);
      if (error || stopping) continue;
      socket.set_option(tcp::no_delay(true));
      const std::lock_guard lock(mutex);
      const auto connection = connections.emplace(
          connections.end(), TlsStream(TcpSocket(std::move(socket)), tls->native()), options, gate);
      clients.emplace_back([this, connection] {
        try {
          connection->serve(
              acceptor.local_endpoint().port(),
              [this](TransportCompression wanted) -> const Firehose& { return firehose(wanted); });
        } catch (const std::exception&) {
          // The client is gone: that is how every connection ends.
        }
        const std::lock_guard ended(mutex);
        connections.erase(connection);
      });
    }
  }

  const Firehose& firehose(TransportCompression compression) {
    const std::lock_guard lock(mutex);
    const FirehoseOptions& o = options;
    const auto key = std::tuple(o.seed, o.events, o.large_guilds, compression);
    const auto found = firehoses.find(key);
    if (found != firehoses.end()) return found->second;
    return firehoses.try_emplace(key, o.seed, o.events, o.large_guilds, compression).first->second;
  }

  FirehoseOptions options;
  asio::io_context context;
  tcp::acceptor acceptor;
  test::Certificates certificates{"127.0.0.1"};
  std::shared_ptr<net::TlsContext> tls;
  std::mutex mutex;  // of what follows, and of `options`
  std::map<std::tuple<std::uint64_t, std::size_t, bool, TransportCompression>, const Firehose>
      firehoses;
  Gate gate;
  std::list<Connection> connections;
  std::list<std::thread> clients;
  std::atomic<bool> stopping = false;
  std::thread thread;
};

FirehoseServer::FirehoseServer(FirehoseOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}

FirehoseServer::~FirehoseServer() = default;

std::uint16_t FirehoseServer::port() const noexcept {
  return impl_->acceptor.local_endpoint().port();
}

std::string FirehoseServer::ca_file() const { return impl_->certificates.ca_file(); }

void FirehoseServer::set_options(FirehoseOptions options) {
  const std::lock_guard lock(impl_->mutex);
  if (options.held) impl_->gate.close();
  impl_->options = std::move(options);
}

void FirehoseServer::prepare(TransportCompression compression) { impl_->firehose(compression); }

void FirehoseServer::release() { impl_->gate.open(); }

std::size_t FirehoseServer::held() const { return impl_->gate.waiting(); }

}  // namespace pincer::bench
