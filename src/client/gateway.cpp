#include "pincer/gateway.hpp"

#include "client/gateway_shell.hpp"
#include "net/run_on.hpp"

namespace pincer {

/// The private part is the shell itself; this file only forwards.
class Gateway::Impl : public client::GatewayShell {
 public:
  using GatewayShell::GatewayShell;
};

Gateway::Gateway(boost::asio::any_io_executor executor, Token token, Intents intents,
                 GatewayOptions options)
    : impl_(std::make_unique<Impl>(std::move(executor), std::move(token), intents,
                                   std::move(options))) {}

Gateway::~Gateway() = default;

void Gateway::append_handlers(const std::map<int, Handler>& handlers) {
  for (const auto& [opcode, handler] : handlers) append_handler(opcode, handler);
}

void Gateway::append_handler(int opcode, Handler handler) {
  client::PayloadHandler made;
  made.call = std::move(handler.call_);
  made.start = std::move(handler.start_);
  impl_->append_handler(opcode, std::move(made));
}

awaitable<void> Gateway::init_session() {
  impl_->init_session();
  co_return;
}

awaitable<void> Gateway::start_loop() {
  return net::run_on(impl_->executor(), impl_->start_loop());
}
void Gateway::stop(bool keep_session) { impl_->stop(keep_session); }
awaitable<void> Gateway::send(GatewayDispatch payload) {
  return net::run_on(impl_->executor(), impl_->send(std::move(payload)));
}
void Gateway::send_next_heartbeat() { impl_->send_next_heartbeat(); }
void Gateway::spawn(awaitable<void> task) { impl_->spawn(std::move(task)); }

void Gateway::set_session_id(SessionResume session) {
  core::ResumeState state;
  state.session_id = std::move(session.session_id);
  state.resume_url = std::move(session.resume_url);
  state.sequence = session.sequence;
  impl_->session().set_session_id(std::move(state));
}

std::optional<SessionResume> Gateway::session() const {
  auto state = impl_->session().resume_state();
  if (!state) return std::nullopt;
  return SessionResume(std::move(state->session_id), std::move(state->resume_url), state->sequence);
}

std::optional<std::chrono::nanoseconds> Gateway::latency() const {
  return impl_->session().latency();
}
bool Gateway::ready() const { return impl_->session().state() == core::SessionState::ready; }
std::string_view Gateway::state() const { return core::to_string(impl_->session().state()); }
const GatewayOptions& Gateway::options() const noexcept { return impl_->options(); }
const Gateway::Counters& Gateway::counters() const noexcept { return impl_->counters(); }

}  // namespace pincer
