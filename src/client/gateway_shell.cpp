#include "client/gateway_shell.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <random>

#include "base/log.hpp"
#include "net/watchdog.hpp"

namespace pincer::client {
namespace {

namespace asio = boost::asio;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view log_part = "gateway";

core::SessionOptions session_options(Token token, Intents intents, const GatewayOptions& options) {
  core::SessionOptions session;
  session.token = std::move(token);
  session.intents = intents;
  session.shard = options.shard;
  session.gateway_url = options.url;
  session.compression = options.compression;
  session.payload_compression = options.payload_compression;
  session.large_threshold = options.large_threshold;
  if (options.presence) session.presence = options.presence->to_json();
  session.follow_resume_url = options.follow_resume_url;
  return session;
}

Random seeded_random() {
  std::random_device device;
  return Random((std::uint64_t{device()} << 32U) | device());
}

void log_task_exception(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& error) {
    log_line(LogLevel::error, log_part, "{}", error.what());
  } catch (...) {
    log_line(LogLevel::error, log_part, "something that is no exception was thrown");
  }
}

void log_handler_exception(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& error) {
    log_line(LogLevel::error, log_part, "an event handler threw: {}", error.what());
  } catch (...) {
    log_line(LogLevel::error, log_part, "an event handler threw something that is no exception");
  }
}

}  // namespace

GatewayShell::GatewayShell(asio::any_io_executor executor, Token token, Intents intents,
                           GatewayOptions options)
    : executor_(std::move(executor)),
      options_(std::move(options)),
      session_(session_options(std::move(token), intents, options_), seeded_random()),
      members_(executor_, seeded_random(),
               [this](const GatewayDispatch& payload, CommandDecided decided) {
                 submit(payload, std::move(decided));
               }),
      timer_(executor_),
      dials_(executor_, log_task_exception),
      tasks_(executor_, log_task_exception),
      identify_wait_(executor_, log_task_exception),
      handlers_running_(executor_, log_handler_exception) {
  if (!options_.identify_queue) options_.identify_queue = make_identify_queue(executor_);
}

void GatewayShell::append_handler(int opcode, PayloadHandler handler) {
  handlers_[opcode].push_back(std::make_shared<const PayloadHandler>(std::move(handler)));
}

void GatewayShell::init_session() {
  if (options_.handlers_in_flight_max == 0) {
    throw Exception(Error(ErrorKind::invalid_argument,
                          "handlers_in_flight_max must be 1 or more: with 0 nothing is ever read"));
  }
  if (!tls_) tls_ = net::TlsContext::client(options_.ca_file).value();
  proxies_ = net::ProxySettings::create(options_.proxy).value();
}

awaitable<void> GatewayShell::start_loop() {
  // Cancellation is looked at where it suits, so that the session always ends in order.
  co_await asio::this_coro::throw_if_cancelled(false);
  init_session();
  finished_ = false;
  failure_.reset();
  perform(session_.start_loop(Clock::now()));
  co_await run_timer();
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  co_await finish();
  if (failure_) throw Exception(*failure_);
}

awaitable<void> GatewayShell::run_timer() {
  co_await asio::this_coro::throw_if_cancelled(false);
  while (!finished()) {
    timer_.expires_at(session_.deadline().value_or(TimePoint::max()));
    co_await timer_.async_wait(as_result);
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) {
      stop(/*keep_session=*/false);
      co_return;
    }
    if (!finished()) perform(session_.on_tick(Clock::now()));
  }
}

awaitable<void> GatewayShell::finish() {
  {
    const net::Watchdog watchdog(executor_, options_.handler_stop_timeout,
                                 [this] { handlers_running_.cancel(); });
    co_await handlers_running_.join();
  }
  identify_wait_.cancel();
  co_await identify_wait_.join();
  co_await dials_.join();
  co_await tasks_.join();
}

void GatewayShell::stop(bool keep_session) {
  if (finished()) return;
  perform(session_.stop(Clock::now(), keep_session));
}

awaitable<void> GatewayShell::send(GatewayDispatch payload) {
  struct Waiter {
    asio::steady_timer woken;  // cancelled when the command is decided
    bool decided = false;
    std::optional<Error> error;
  } waiter{asio::steady_timer(executor_, TimePoint::max())};
  const core::CommandNumber number = submit(payload, [&waiter](const std::optional<Error>& error) {
    waiter.decided = true;
    waiter.error = error;
    waiter.woken.cancel();
  });
  const struct Listed {
    std::unordered_map<core::CommandNumber, CommandDecided>& commands;
    core::CommandNumber number;
    ~Listed() { commands.erase(number); }
  } listed{commands_, number};
  while (!waiter.decided) {
    co_await waiter.woken.async_wait(as_result);
  }
  if (waiter.error) throw Exception(*waiter.error);
}

core::CommandNumber GatewayShell::submit(const GatewayDispatch& payload, CommandDecided decided) {
  const core::CommandNumber number = ++last_command_;
  commands_.emplace(number, std::move(decided));
  perform(session_.send(number, payload, Clock::now()));
  return number;
}

void GatewayShell::send_next_heartbeat() { perform(session_.send_next_heartbeat(Clock::now())); }

void GatewayShell::perform(const core::Actions& actions, const GatewayDispatch* received) {
  // Handlers and tasks that run at once may bring further actions (a stop, a command) while these
  // are performed. They come after these: the session decided them later.
  if (performing_) {
    pending_.insert(pending_.end(), actions.begin(), actions.end());
    return;
  }
  performing_ = true;
  for (const core::Action& action : actions) perform_one(action, received);
  for (std::size_t next = 0; next < pending_.size(); ++next) {
    const core::Action action = std::move(pending_[next]);
    perform_one(action, received);
  }
  pending_.clear();
  performing_ = false;
  // A handler may wait now for what only reading brings.
  if (holding_back_) handlers_running_.look_again();
  // For what was received, `read_payloads` does it once a read.
  if (received == nullptr) watch_deadline();
}

void GatewayShell::watch_deadline() {
  // The timer loop reads the new deadline; it need not be woken for a later one.
  const auto deadline = session_.deadline();
  if (finished() || (deadline && *deadline < timer_.expiry())) timer_.cancel();
}

void GatewayShell::perform_one(const core::Action& action, const GatewayDispatch* received) {
  if (const auto* const deliver = std::get_if<core::Deliver>(&action)) {
    hand_to_user(Gateway::every_opcode, *received);
    if (received->op != Gateway::every_opcode) hand_to_user(received->op, *received);
    members_.on_event(*received);
    session_.on_delivered(*deliver);
  } else if (const auto* const send = std::get_if<core::Send>(&action)) {
    perform_send(*send);
  } else if (const auto* const close = std::get_if<core::Close>(&action)) {
    perform_close(*close);
  } else if (const auto* const dial = std::get_if<core::Dial>(&action)) {
    dialling_ = dial->connection;
    dials_.spawn(run_dial(dial->connection, dial->url));
  } else if (std::holds_alternative<core::RequestIdentify>(action)) {
    identify_wait_.spawn(wait_for_identify());
  } else if (std::holds_alternative<core::CancelIdentify>(action)) {
    identify_wait_.cancel();
  } else if (const auto* const dropped = std::get_if<core::CommandDropped>(&action)) {
    decide_command(dropped->command, dropped->error);
  } else {
    perform_notice(action);
  }
}

void GatewayShell::perform_notice(const core::Action& action) {
  const std::string shard = options_.shard.to_string();
  if (std::holds_alternative<core::Ready>(action)) {
    ++counters_.sessions;
    members_.on_new_session();
    log_line(LogLevel::info, log_part, "shard {} is ready", shard);
  } else if (const auto* const resumed = std::get_if<core::Resumed>(&action)) {
    ++counters_.resumes;
    members_.on_resumed();
    log_line(LogLevel::info, log_part, "shard {} resumed, {} events replayed", shard,
             resumed->replayed);
  } else if (const auto* const again = std::get_if<core::Reconnecting>(&action)) {
    ++counters_.reconnects;
    members_.on_connection_lost();
    // What Discord asks for is its business; what makes us back off is the operator's too.
    const LogLevel level = again->delay > Duration::zero() ? LogLevel::warning : LogLevel::info;
    log_line(level, log_part, "shard {}: {}; {} in {} ms", shard, again->reason,
             again->resumes ? "resuming" : "starting a new session",
             std::chrono::duration_cast<std::chrono::milliseconds>(again->delay).count());
  } else if (const auto* const fail = std::get_if<core::Fail>(&action)) {
    failure_ = fail->error;
    members_.on_ended(fail->error);
  } else if (std::holds_alternative<core::Stopped>(action)) {
    finished_ = true;
    members_.on_ended({ErrorKind::cancelled, "the shard was stopped before all members had come"});
  }
}

void GatewayShell::perform_send(const core::Send& action) {
  if (!connection_) return;
  connection_->outbox.push_back(action.payload);
  if (!connection_->writing) {
    connection_->writing = true;
    tasks_.spawn(write_outbox(connection_));
  }
  if (action.command != 0) decide_command(action.command, std::nullopt);
}

void GatewayShell::perform_close(const core::Close& action) {
  if (dialling_ == action.connection) {
    dialling_ = 0;
    dials_.cancel();
  }
  if (!connection_ || connection_->id != action.connection) return;
  connection_->closed = true;
  connection_->outbox.clear();
  tasks_.spawn(close_connection(std::move(connection_), action));
}

void GatewayShell::decide_command(core::CommandNumber number, const std::optional<Error>& error) {
  const auto found = commands_.extract(number);
  if (!found.empty()) found.mapped()(error);
}

void GatewayShell::hand_to_user(int opcode, const GatewayDispatch& payload) {
  const auto found = handlers_.find(opcode);
  if (found == handlers_.end()) return;
  // A handler may add others to this list; they begin with the next payload. None is ever taken
  // out.
  const auto& list = found->second;
  const std::size_t count = list.size();
  for (std::size_t i = 0; i < count; ++i) {
    const PayloadHandler& handler = *list[i];
    if (handler.start) {
      handlers_running_.spawn(run_handler(list[i], payload));
      continue;
    }
    try {
      handler.call(payload);
    } catch (...) {
      log_handler_exception(std::current_exception());
    }
  }
}

awaitable<void> GatewayShell::run_handler(std::shared_ptr<const PayloadHandler> handler,
                                          GatewayDispatch payload) {
  co_await handler->start(payload);
}

}  // namespace pincer::client
