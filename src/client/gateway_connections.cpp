// The connections of a shell: dialling, reading, holding back, writing and closing; and the wait
// for a turn to identify.
#include <boost/asio/this_coro.hpp>

#include "client/gateway_shell.hpp"
#include "net/url.hpp"
#include "pincer/version.hpp"
#include "wire/dispatch.hpp"

namespace pincer::client {
namespace {

namespace asio = boost::asio;

/// Handlers that may run beyond `handlers_in_flight_max` while an answer of the gateway is awaited.
constexpr std::size_t handlers_beyond_max = 1024;

}  // namespace

awaitable<void> GatewayShell::run_dial(core::ConnectionId id, std::string url) {
  net::WebSocketOptions options;
  options.user_agent = "DiscordBot (https://github.com/Pincer-org/Pincer, " PINCER_VERSION ")";
  auto parsed = net::Url::parse(url);
  if (!parsed) {
    perform(session_.on_dial_failed(id, parsed.error(), Clock::now()));
    co_return;
  }
  options.proxy = proxies_.proxy_for(*parsed);
  auto socket = co_await net::WebSocket::connect(std::move(*parsed), tls_, std::move(options));
  if (!socket) {
    perform(session_.on_dial_failed(id, socket.error(), Clock::now()));
    co_return;
  }
  if (dialling_ != id) co_return;  // given up meanwhile
  dialling_ = 0;
  connection_ = std::make_shared<Connection>();
  connection_->id = id;
  connection_->socket = std::move(*socket);
  connection_->decoder = wire::StreamDecoder::create(options_.compression);
  // Before the first read: Hello may be here already.
  perform(session_.on_open(id, Clock::now()));
  tasks_.spawn(read_payloads(connection_));
}

awaitable<void> GatewayShell::read_payloads(ConnectionPtr connection) {
  while (!connection->closed) {
    const auto first = co_await connection->socket->read();
    if (!first) {
      const Error& error = first.error();
      if (error.kind == ErrorKind::protocol) {
        perform(session_.on_bad_data(connection->id, error, Clock::now()));
      } else {
        perform(session_.on_close(connection->id, error.close_code, error.message, Clock::now()));
      }
      break;
    }
    // All that came with it is handled before the next wait: one coroutine serves many events.
    std::optional<net::WebSocketMessage> message = *first;
    while (message && !connection->closed) {
      receive(*connection, *message);
      if (!connection->closed && must_hold_back()) {
        watch_deadline();
        co_await hold_back();
      }
      message = connection->closed ? std::nullopt : connection->socket->read_ready();
    }
    watch_deadline();
  }
  if (connection_ == connection) connection_.reset();
}

void GatewayShell::receive(Connection& connection, const net::WebSocketMessage& message) {
  const auto text = connection.decoder->push(message.data, message.binary);
  if (text && !*text) return;  // more messages are needed
  const auto parsed = text ? wire::parse_dispatch(**text, received_) : text.error();
  if (!parsed) {
    return perform(session_.on_bad_data(connection.id, parsed.error(), Clock::now()));
  }
  ++counters_.payloads;
  perform(session_.handle_data(connection.id, received_, Clock::now()), &received_);
}

bool GatewayShell::must_hold_back() const {
  const std::size_t running = handlers_running_.size();
  if (running < options_.handlers_in_flight_max) return false;
  // What handlers wait for may be in the socket: held back, they would wait for ever. A session
  // that is not ready replays what the peer has kept, which is bounded; while an answer is awaited
  // anything may come, so that our own bound holds. The wait for an answer has a time limit.
  const bool awaits_answer = members_.awaits_answer();
  if (session_.state() != core::SessionState::ready) return !awaits_answer && commands_.empty();
  return !awaits_answer || running - options_.handlers_in_flight_max >= handlers_beyond_max;
}

awaitable<void> GatewayShell::hold_back() {
  session_.pause_receiving();
  holding_back_ = true;
  co_await handlers_running_.wait_until([this] { return !must_hold_back(); });
  holding_back_ = false;
  session_.resume_receiving(Clock::now());
}

awaitable<void> GatewayShell::write_outbox(ConnectionPtr connection) {
  while (!connection->outbox.empty()) {
    const std::vector<std::string> batch = std::exchange(connection->outbox, {});
    for (const std::string& payload : batch) {
      // A failed write needs no handling here: the read of the same connection fails as well.
      if (!connection->closed) {
        co_await connection->socket->write(payload, false);
      }
    }
  }
  connection->writing = false;
}

awaitable<void> GatewayShell::close_connection(ConnectionPtr connection, core::Close action) {
  co_await connection->socket->close(static_cast<std::uint16_t>(action.code), action.reason);
}

awaitable<void> GatewayShell::wait_for_identify() {
  std::optional<Error> refusal;
  try {
    co_await options_.identify_queue->wait_for_turn(options_.shard.id);
  } catch (const Exception& exception) {
    refusal = exception.error();
  } catch (const std::exception& exception) {
    // Of a queue that the user wrote, over a network perhaps.
    refusal =
        Error(ErrorKind::network, std::string("the identify queue failed: ") + exception.what());
  } catch (...) {
    refusal = Error(ErrorKind::network, "the identify queue threw something that is no exception");
  }
  const auto state = co_await asio::this_coro::cancellation_state;
  if (refusal && state.cancelled() != asio::cancellation_type::none) co_return;
  perform(refusal ? session_.on_identify_refused(*refusal, Clock::now())
                  : session_.on_identify_granted(Clock::now()));
}

}  // namespace pincer::client
