// A gateway that repeats in a replay what the client has already, as no sandbox would. Nobody's
// handlers may get an event twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include "net/http_server.hpp"
#include "pincer/shard_manager.hpp"
#include "support/run_coroutine.hpp"
#include "support/sandbox_fixture.hpp"

namespace pincer::test {
namespace {

namespace asio = boost::asio;
using testing::ElementsAre;

/// Sends READY and events 2 and 3; after the resume, 2 to 4 and RESUMED.
class RepeatingGateway {
 public:
  explicit RepeatingGateway(asio::io_context& context) {
    server_ = net::HttpServer::listen(
                  context.get_executor(), {},
                  [](net::HttpServerRequest) -> awaitable<net::HttpServerResponse> {
                    co_return net::HttpServerResponse();
                  },
                  [](net::HttpServerRequest, std::unique_ptr<net::WebSocket> socket) {
                    return serve(std::move(socket));
                  })
                  .value();
    asio::co_spawn(context, server_->run(), asio::detached);
  }

  [[nodiscard]] std::string url() const {
    return "ws://127.0.0.1:" + std::to_string(server_->port());
  }
  void stop() { server_->stop(); }

 private:
  static awaitable<void> serve(std::unique_ptr<net::WebSocket> socket) {
    co_await socket->write(R"({"op":10,"d":{"heartbeat_interval":41250}})", false);
    for (;;) {
      const auto message = co_await socket->read();
      if (!message) co_return;
      if (message->data.starts_with(R"({"op":2,)")) {
        co_await dispatch(*socket, "READY", 1, R"({"session_id":"s","guilds":[]})");
        co_await dispatch(*socket, "TWO", 2);
        co_await dispatch(*socket, "THREE", 3);
        co_await socket->close(4000, "come back");
      } else if (message->data.starts_with(R"({"op":6,)")) {
        co_await dispatch(*socket, "TWO", 2);
        co_await dispatch(*socket, "THREE", 3);
        co_await dispatch(*socket, "FOUR", 4);
        co_await dispatch(*socket, "RESUMED", 5);
      }
    }
  }

  static awaitable<void> dispatch(net::WebSocket& socket, std::string name, int sequence,
                                  std::string data = "{}") {
    const std::string payload = R"({"op":0,"t":")" + name + R"(","s":)" + std::to_string(sequence) +
                                R"(,"d":)" + data + "}";
    co_await socket.write(payload, false);
  }

  std::unique_ptr<net::HttpServer> server_;
};

const auto all_once = ElementsAre("READY", "TWO", "THREE", "FOUR", "RESUMED");

class GatewayReplayTest : public testing::Test {
 protected:
  void TearDown() override {
    asio::post(context_, [this] { gateway_.stop(); });
    context_.run();
  }
  void run(awaitable<void> body) { run_coroutine(context_, std::move(body)); }

  asio::io_context context_;
  RepeatingGateway gateway_{context_};
  std::vector<std::string> of_events;    ///< What handlers of opcode 0 saw.
  std::vector<std::string> of_payloads;  ///< What handlers of every opcode saw of it.
};

TEST_F(GatewayReplayTest, AShardHandsNothingOutTwice) {
  GatewayOptions options = RecordedGateway::options();
  options.url = gateway_.url();
  Gateway gateway(context_.get_executor(), Token("secret"), Intents::guilds, options);
  gateway.append_handler(
      0, [&](const GatewayDispatch& event) { of_events.push_back(event.event_name); });
  gateway.append_handler(Gateway::every_opcode, [&](const GatewayDispatch& payload) {
    if (payload.op == 0) of_payloads.push_back(payload.event_name);
    if (payload.event_name == "RESUMED") gateway.stop();
  });
  run(gateway.start_loop());
  EXPECT_THAT(of_events, all_once);
  EXPECT_THAT(of_payloads, all_once);
}

TEST_F(GatewayReplayTest, AManagerHandsNothingOutTwice) {
  ShardManagerOptions options;
  options.gateway = RecordedGateway::options();
  const GatewayInfo info(gateway_.url(), 1, SessionStartLimit());
  ShardManager manager(context_.get_executor(), Token("secret"), Intents::guilds, info, options);
  manager.append_handler(0, [&](Gateway&, const GatewayDispatch& event) {
    of_events.push_back(event.event_name);
    if (event.event_name == "RESUMED") manager.stop();
  });
  manager.append_handler(Gateway::every_opcode, [&](Gateway&, const GatewayDispatch& payload) {
    if (payload.op == 0) of_payloads.push_back(payload.event_name);
  });
  run(manager.start());
  EXPECT_THAT(of_events, all_once);
  EXPECT_THAT(of_payloads, all_once);
}

}  // namespace
}  // namespace pincer::test
