// A sandbox on a free port of loopback, and clients that remember what they saw. For tests over
// real sockets: everything runs on one context, and waits for conditions, never for guessed times.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/condition.hpp"
#include "net/http_client.hpp"
#include "pincer/gateway.hpp"
#include "pincer/http_client.hpp"
#include "pincer/log.hpp"
#include "sandbox/server.hpp"
#include "support/run_coroutine.hpp"

namespace pincer::test {

using net::Condition;

/// The default scenario without pauses between identifies.
sandbox::ServerOptions quick_options();

/// An identify queue that lets everybody go at once.
std::shared_ptr<IdentifyQueue> immediate_identify_queue();

class SandboxFixture : public testing::Test {
 public:
  static constexpr std::string_view token_text = "sandbox-token";

  boost::asio::io_context& context() { return context_; }
  /// Told of each change in the sandbox and in the recorded gateways.
  Condition& changed() { return changed_; }
  [[nodiscard]] std::string api_url() const { return base_url_ + "/api/v10"; }
  [[nodiscard]] std::string gateway_url() const {
    return "ws" + base_url_.substr(std::string_view("http").size()) + "/gateway";
  }

 protected:
  SandboxFixture() : changed_(context_.get_executor()) {}

  /// Starts the sandbox. `ca_file` is for the control interface, when the sandbox has TLS.
  void serve(sandbox::ServerOptions options = quick_options(), const std::string& ca_file = {});
  void TearDown() override;
  /// Runs a test's body, with this fixture's limit.
  void run(awaitable<void> body) { run_coroutine(context_, std::move(body)); }

  /// One request to the control interface, past the client under test. Throws unless 2xx.
  awaitable<boost::json::object> control(std::string method, std::string path,
                                         std::string json = {});
  /// GET past the client under test.
  awaitable<net::HttpResponse> download(std::string url);
  /// Injects or arms a fault: {"kind": "op7"}.
  awaitable<void> inject(std::string json);
  /// A person posts in #general; returns the message's id.
  awaitable<std::string> post(std::string content, std::string person = "ada");

  /// Id of a thing of the scenario's guild, by name.
  [[nodiscard]] ChannelId channel(std::string_view name = "general");
  [[nodiscard]] GuildId guild();
  [[nodiscard]] ApplicationId application();

  /// How many entries of the traffic log begin like this.
  [[nodiscard]] std::size_t count_traffic(std::string_view beginning);
  awaitable<void> until_traffic(std::string beginning, std::size_t count = 1);
  sandbox::Server& server() { return *server_; }

  [[nodiscard]] HTTPClientOptions http_options() const;

 private:
  boost::asio::io_context context_;
  Condition changed_;
  std::string base_url_;
  std::unique_ptr<sandbox::Server> server_;
  std::unique_ptr<net::HttpConnectionPool> control_;
};

/// A gateway on the fixture's sandbox that keeps every payload it hands out.
class RecordedGateway {
 public:
  /// Options as a test needs them: no compression, no pauses between identifies.
  static GatewayOptions options(TransportCompression compression = TransportCompression::none);

  explicit RecordedGateway(SandboxFixture& fixture, GatewayOptions gateway_options = options(),
                           Intents intents = Intents::all,
                           std::string_view token = SandboxFixture::token_text);
  RecordedGateway(const RecordedGateway&) = delete;
  RecordedGateway& operator=(const RecordedGateway&) = delete;
  /// Stops the gateway if the test did not.
  ~RecordedGateway();

  Gateway& operator*() { return *gateway_; }
  Gateway* operator->() { return gateway_.get(); }

  /// Starts the loop in the background.
  void start();
  /// Returns when the loop has ended, with the error if it threw one.
  awaitable<std::optional<Error>> ended();
  /// Starts, and returns when the guild has come.
  awaitable<void> log_in();
  awaitable<void> until(std::function<bool()> holds) { return changed_.until(std::move(holds)); }
  awaitable<void> until_event(std::string name, std::size_t count = 1);
  /// Waits for a message with this content.
  awaitable<void> until_message(std::string content);

  [[nodiscard]] std::size_t count(std::string_view event_name) const;
  /// The contents of all MESSAGE_CREATE, in their order.
  [[nodiscard]] std::vector<std::string> messages() const;
  /// Names of the events, in their order.
  [[nodiscard]] std::vector<std::string> names() const;

  std::vector<GatewayDispatch> events;    ///< What handlers of opcode 0 saw.
  std::vector<GatewayDispatch> payloads;  ///< What handlers of opcode -1 saw.

 private:
  boost::asio::io_context& context_;
  Condition& changed_;
  std::unique_ptr<Gateway> gateway_;
  bool running_ = false;
  std::optional<Error> error_;
};

/// Captures the library's log while it lives.
class CapturedLog {
 public:
  explicit CapturedLog(LogLevel level);
  CapturedLog(const CapturedLog&) = delete;
  CapturedLog& operator=(const CapturedLog&) = delete;
  ~CapturedLog();

  /// Everything so far, a line each.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool contains(std::string_view part) const;

 private:
  struct Lines;
  std::shared_ptr<Lines> lines_;
  LogLevel level_before_;
};

}  // namespace pincer::test
