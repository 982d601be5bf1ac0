// Obeys a core::Session: owns the sockets, the timer and the handlers. Layer: client.
// Thread safety: one strand, its executor's.
//
// Coroutines of a running shell: one dials, one reads each connection, one writes while something
// is to be written, one waits in the identify queue; `start_loop` itself is the timer. Each feeds
// the session and performs the actions it gets back; none decides anything.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "client/member_gatherer.hpp"
#include "core/session.hpp"
#include "net/task_group.hpp"
#include "net/tls.hpp"
#include "net/websocket.hpp"
#include "pincer/gateway.hpp"
#include "wire/stream_decoder.hpp"

namespace pincer::client {

/// A user's handler: one of the two is set.
struct PayloadHandler {
  std::function<void(const GatewayDispatch&)> call;
  std::function<awaitable<void>(const GatewayDispatch&)> start;
};

class GatewayShell {
 public:
  GatewayShell(boost::asio::any_io_executor executor, Token token, Intents intents,
               GatewayOptions options);
  GatewayShell(const GatewayShell&) = delete;
  GatewayShell& operator=(const GatewayShell&) = delete;

  void append_handler(int opcode, PayloadHandler handler);
  void init_session();
  awaitable<void> start_loop();
  void stop(bool keep_session);
  awaitable<void> send(GatewayDispatch payload);
  void send_next_heartbeat();
  void spawn(awaitable<void> task) { handlers_running_.spawn(std::move(task)); }

  [[nodiscard]] const boost::asio::any_io_executor& executor() const noexcept { return executor_; }
  [[nodiscard]] core::Session& session() noexcept { return session_; }
  [[nodiscard]] MemberGatherer& members() noexcept { return members_; }
  [[nodiscard]] const GatewayOptions& options() const noexcept { return options_; }
  [[nodiscard]] const Gateway::Counters& counters() const noexcept { return counters_; }

 private:
  /// An open connection. Shared by the coroutines that read, write and close it, whichever ends
  /// last.
  struct Connection {
    core::ConnectionId id = 0;
    std::unique_ptr<net::WebSocket> socket;
    std::unique_ptr<wire::StreamDecoder> decoder;
    std::vector<std::string> outbox;
    bool writing = false;
    bool closed = false;
  };
  using ConnectionPtr = std::shared_ptr<Connection>;

  using CommandDecided = MemberGatherer::Decided;

  core::CommandNumber submit(const GatewayDispatch& payload, CommandDecided decided);
  void perform(const core::Actions& actions, const GatewayDispatch* received = nullptr);
  /// Wakes the timer when the session's deadline has come nearer.
  void watch_deadline();
  void perform_one(const core::Action& action, const GatewayDispatch* received);
  void perform_send(const core::Send& action);
  void perform_close(const core::Close& action);
  void perform_notice(const core::Action& action);
  void decide_command(core::CommandNumber number, const std::optional<Error>& error);
  void hand_to_user(int opcode, const GatewayDispatch& payload);

  awaitable<void> run_dial(core::ConnectionId id, std::string url);
  awaitable<void> read_payloads(ConnectionPtr connection);
  void receive(Connection& connection, const net::WebSocketMessage& message);
  /// Whether the handlers are so far behind that the shard has to stop reading.
  [[nodiscard]] bool must_hold_back() const;
  awaitable<void> hold_back();
  awaitable<void> write_outbox(ConnectionPtr connection);
  awaitable<void> close_connection(ConnectionPtr connection, core::Close action);
  awaitable<void> wait_for_identify();
  awaitable<void> run_timer();
  awaitable<void> finish();
  awaitable<void> run_handler(std::shared_ptr<const PayloadHandler> handler,
                              GatewayDispatch payload);
  [[nodiscard]] bool finished() const noexcept { return finished_ || failure_.has_value(); }

  boost::asio::any_io_executor executor_;
  GatewayOptions options_;
  core::Session session_;
  std::shared_ptr<net::TlsContext> tls_;
  net::ProxySettings proxies_;
  std::map<int, std::vector<std::shared_ptr<const PayloadHandler>>> handlers_;
  Gateway::Counters counters_;

  std::vector<core::Action> pending_;  // what perform() has still to do
  bool performing_ = false;
  core::ConnectionId dialling_ = 0;
  ConnectionPtr connection_;  // the current one, once it is open
  GatewayDispatch received_;  // reused, so that the steady state allocates nothing
  std::unordered_map<core::CommandNumber, CommandDecided> commands_;  // not decided yet
  core::CommandNumber last_command_ = 0;
  MemberGatherer members_;
  boost::asio::steady_timer timer_;  // for the session's deadline
  bool finished_ = true;
  std::optional<Error> failure_;
  bool holding_back_ = false;

  net::TaskGroup dials_;  // apart from the other tasks, because a dial can be given up
  net::TaskGroup tasks_;
  net::TaskGroup identify_wait_;
  net::TaskGroup handlers_running_;
};

}  // namespace pincer::client
