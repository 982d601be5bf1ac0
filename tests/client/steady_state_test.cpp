// What comes at a steady pace takes nothing from the heap on its way to a handler: ShardManager
// over TLS against a server of few lines, on a thread of its own, that sends an event when the one
// before it has been handled. So each event is a read of the socket and a wait of its own.
// OpenSSL's own memory is not C++'s and not counted here; `./dev bench gateway` counts it too.
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <string>
#include <thread>

#include "net/tls.hpp"
#include "pincer/shard_manager.hpp"
#include "support/certificates.hpp"
#include "support/run_coroutine.hpp"

namespace {

thread_local std::uint64_t blocks_taken = 0;

void* take_block(std::size_t size) noexcept {
  ++blocks_taken;
  return std::malloc(size == 0 ? 1 : size);  // NOLINT: this is operator new
}

}  // namespace

// All of them, so that none meets another's in a sanitizer's run.
// NOLINTBEGIN
void* operator new(std::size_t size) {
  if (void* const block = take_block(size)) return block;
  throw std::bad_alloc();
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return take_block(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return take_block(size); }
void operator delete(void* block) noexcept { std::free(block); }
void operator delete[](void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }
void operator delete[](void* block, std::size_t) noexcept { std::free(block); }
void operator delete(void* block, const std::nothrow_t&) noexcept { std::free(block); }
void operator delete[](void* block, const std::nothrow_t&) noexcept { std::free(block); }
// NOLINTEND

namespace pincer::test {
namespace {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;

// Buffers have found their size, and Asio's caches are filled.
constexpr int warming_up = 200;
constexpr int measured = 1000;

class PacedServer {
 public:
  explicit PacedServer(const Certificates& certificates)
      : tls_(net::TlsContext::server(certificates.certificate_file(), certificates.key_file())
                 .value()),
        acceptor_(context_, {asio::ip::address_v4::loopback(), 0}) {}
  PacedServer(const PacedServer&) = delete;
  PacedServer& operator=(const PacedServer&) = delete;
  ~PacedServer() {
    ask_for(warming_up + measured + 1);  // whatever it waits for
    thread_.join();
  }

  [[nodiscard]] std::string url() const {
    return "wss://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
  }
  /// Lets it send up to the event of this number.
  void ask_for(int event) {
    asked_for_ = event;
    asked_for_.notify_one();
  }

 private:
  void serve() {
    try {
      websocket::stream<asio::ssl::stream<asio::ip::tcp::socket>> socket(acceptor_.accept(),
                                                                         tls_->native());
      socket.next_layer().next_layer().set_option(asio::ip::tcp::no_delay(true));
      socket.next_layer().handshake(asio::ssl::stream_base::server);
      socket.accept();
      const auto send = [&](const std::string& text) { socket.write(asio::buffer(text)); };
      boost::beast::flat_buffer heard;
      // No heartbeat falls into the test.
      send(R"({"op":10,"d":{"heartbeat_interval":86400000}})");
      socket.read(heard);
      send(R"({"op":0,"s":1,"t":"READY","d":{"v":10,"user":{"id":"1","username":"b"},"guilds":[],)"
           R"("session_id":"s","resume_gateway_url":")" +
           url() + R"(","shard":[0,1],"application":{"id":"1","flags":0}}})");
      for (int event = 1; event <= warming_up + measured; ++event) {
        while (asked_for_ < event) asked_for_.wait(event - 1);
        send(R"({"op":0,"s":)" + std::to_string(1000 + event) +
             R"(,"t":"TYPING_START","d":{"channel_id":"2","user_id":"3","timestamp":4}})");
      }
      for (;;) socket.read(heard);
    } catch (const boost::system::system_error&) {  // NOLINT: the client has gone
    }
  }

  asio::io_context context_;
  std::shared_ptr<net::TlsContext> tls_;
  asio::ip::tcp::acceptor acceptor_;
  std::atomic<int> asked_for_{0};
  std::thread thread_{[this] { serve(); }};
};

TEST(SteadyStateTest, AnEventTakesNothingFromTheHeap) {
  const Certificates certificates("127.0.0.1");
  PacedServer server(certificates);
  ShardManagerOptions options;
  options.gateway.compression = TransportCompression::none;
  options.gateway.ca_file = certificates.ca_file();
  asio::io_context context(1);
  ShardManager manager(
      context.get_executor(), Token("steady"), Intents::guilds,
      GatewayInfo(server.url(), 1, SessionStartLimit(10, 10, std::chrono::hours(1), 1)), options);
  int heard = 0;
  std::uint64_t before = 0;
  std::uint64_t after = 0;
  manager.append_handler(0, [&](Gateway&, const GatewayDispatch& event) {
    if (event.event_name == "TYPING_START") ++heard;
    if (heard == warming_up) before = blocks_taken;
    if (heard == warming_up + measured) {
      after = blocks_taken;
      manager.stop();
    } else {
      server.ask_for(heard + 1);
    }
  });
  run_coroutine(context, manager.start());
  EXPECT_EQ(heard, warming_up + measured);
  EXPECT_EQ(after - before, 0U) << "blocks in " << measured << " events";
}

}  // namespace
}  // namespace pincer::test
