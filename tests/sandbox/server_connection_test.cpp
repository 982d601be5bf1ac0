// The writer of a gateway connection, on a WebSocket that records what it is told.
#include "sandbox/server_connection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace pincer::sandbox {
namespace {

namespace asio = boost::asio;
using testing::ElementsAre;

class RecordingSocket final : public net::WebSocket {
 public:
  explicit RecordingSocket(asio::io_context& context) : stuck_(context, TimePoint::max()) {}

  awaitable<Result<net::WebSocketMessage>> read() override {
    co_return Error(ErrorKind::network, "not read here");
  }
  awaitable<Result<void>> write(std::string_view data, bool binary) override {
    calls.push_back((binary ? "binary " : "text ") + std::string(data.substr(0, 20)));
    if (blocks) {
      boost::system::error_code ignored;
      co_await stuck_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
      co_return Error(ErrorKind::network, "aborted");
    }
    co_return Result<void>();
  }
  awaitable<void> close(std::uint16_t code, std::string_view reason) override {
    calls.push_back("close " + std::to_string(code) + " " + std::string(reason));
    co_return;
  }
  void abort() noexcept override {
    calls.emplace_back("abort");
    stuck_.cancel();
  }
  awaitable<Result<void>> write_raw(std::string_view bytes) override {
    calls.push_back("raw " + std::to_string(bytes.size()));
    co_return Result<void>();
  }

  std::vector<std::string> calls;
  bool blocks = false;

 private:
  asio::steady_timer stuck_;
};

class ServerConnectionTest : public testing::Test {
 protected:
  ServerConnectionTest() {
    auto socket = std::make_unique<RecordingSocket>(context_);
    socket_ = socket.get();
    connection_.emplace(context_.get_executor(), std::move(socket));
    asio::co_spawn(context_, connection_->write_all(),
                   [this](const std::exception_ptr&) { ended_ = true; });
    context_.poll();
  }
  ~ServerConnectionTest() override {
    if (!ended_) connection_->abort();
    context_.run();
  }
  void push(GatewayOutput::Kind kind, std::string bytes, std::size_t fragments = 1,
            Duration delay = {}) {
    GatewayOutput output;
    output.kind = kind;
    output.bytes = std::move(bytes);
    output.fragments = fragments;
    output.delay = delay;
    output.close_code = 4000;
    output.reason = "because";
    connection_->push(std::move(output));
  }

  using Kind = GatewayOutput::Kind;
  asio::io_context context_;
  RecordingSocket* socket_ = nullptr;
  std::optional<ServerConnection> connection_;
  bool ended_ = false;
};

TEST_F(ServerConnectionTest, WritesInOrderAndEndsWithTheClose) {
  push(Kind::message, "one");
  push(Kind::message, "two", 2);
  push(Kind::close, "");
  push(Kind::message, "never");
  context_.run();
  EXPECT_THAT(socket_->calls,
              ElementsAre("text one", "raw 3", "raw 4", "close 4000 because", "abort"));
  EXPECT_TRUE(ended_);
}

TEST_F(ServerConnectionTest, CutsInTheMiddleOfAFrame) {
  push(Kind::truncated, "1234567890");
  context_.run();
  EXPECT_THAT(socket_->calls, ElementsAre("raw 7", "abort"));
}

TEST_F(ServerConnectionTest, HoldsBackWithoutReordering) {
  push(Kind::message, "late", 1, std::chrono::milliseconds(20));
  push(Kind::message, "after");
  context_.poll();
  EXPECT_THAT(socket_->calls, ElementsAre());
  push(Kind::drop, "");
  context_.run();
  EXPECT_THAT(socket_->calls, ElementsAre("text late", "text after", "abort"));
}

TEST_F(ServerConnectionTest, CutsOffAClientThatDoesNotRead) {
  socket_->blocks = true;
  for (std::size_t i = 0; i < ServerConnection::queued_messages_max + 1 && !ended_; ++i) {
    push(Kind::message, "x");
    context_.poll();
  }
  EXPECT_FALSE(ended_);
  push(Kind::message, "one too many");
  context_.run();
  EXPECT_TRUE(ended_);
  EXPECT_EQ(socket_->calls.back(), "abort");
}

TEST_F(ServerConnectionTest, CountsBytesToo) {
  socket_->blocks = true;
  const std::string large(ServerConnection::queued_bytes_max / 4, ' ');
  for (int i = 0; i < 5; ++i) push(Kind::message, large);
  context_.poll();
  EXPECT_FALSE(ended_);
  push(Kind::message, "one too many");
  context_.run();
  EXPECT_TRUE(ended_);
}

}  // namespace
}  // namespace pincer::sandbox
