#include "pincer/gateway.hpp"

#include "client/gateway_shell.hpp"
#include "net/run_on.hpp"
#include "wire/opcode.hpp"

namespace pincer {
namespace {

template <class Command>
GatewayDispatch payload_of(wire::Opcode opcode, const Command& command) {
  return GatewayDispatch(static_cast<int>(opcode), command.to_json());
}

void throw_if(const std::optional<Error>& error) {
  if (error) throw Exception(*error);
}

Exception missing_intent(std::string_view what, std::string_view intent) {
  return Exception({ErrorKind::invalid_argument,
                    std::string(what) + " needs the intent " + std::string(intent) +
                        ": give it to the bot, and allow it in Discord's developer portal, page "
                        "\"Bot\""});
}

}  // namespace

/// The private part is the shell itself, and what its commands need before they are sent; the rest
/// of this file only forwards. Coroutines run on the shell's strand.
class Gateway::Impl : public client::GatewayShell {
 public:
  using GatewayShell::GatewayShell;

  /// Discord ignores what is asked of the wrong shard.
  void check_shard_of(GuildId guild) const {
    const ShardId shard = options().shard;
    const ShardId right = ShardId::of(guild, shard.count);
    if (right == shard) return;
    throw Exception({ErrorKind::invalid_argument,
                     "guild " + guild.to_string() + " belongs to shard " + right.to_string() +
                         ", and this is " + shard.to_string() + "; see ShardManager::shard"});
  }

  awaitable<void> update_presence(UpdatePresence presence) {
    session().set_presence(presence.to_json()).value();
    co_await send(payload_of(wire::Opcode::presence_update, presence));
  }

  awaitable<void> update_voice_state(UpdateVoiceState state) {
    throw_if(state.check());
    check_shard_of(state.guild());
    co_await send(payload_of(wire::Opcode::voice_state_update, state));
  }

  awaitable<GuildMembers> request_guild_members(RequestGuildMembers request) {
    throw_if(request.check());
    check_shard_of(request.guild());
    // Discord would not answer the one, and leave the presences out of the other.
    const Intents intents = session().options().intents;
    if (request.asks_for_the_list() && !intents.contains(Intents::guild_members)) {
      throw missing_intent("a request for the member list", "guild_members");
    }
    if (request.asks_for_presences() && !intents.contains(Intents::guild_presences)) {
      throw missing_intent("a request for presences", "guild_presences");
    }
    co_return co_await members().gather(std::move(request));
  }

  awaitable<void> request_soundboard_sounds(RequestSoundboardSounds request) {
    throw_if(request.check());
    for (const GuildId guild : request.guilds()) check_shard_of(guild);
    co_await send(payload_of(wire::Opcode::request_soundboard_sounds, request));
  }

  awaitable<void> request_channel_info(RequestChannelInfo request) {
    throw_if(request.check());
    check_shard_of(request.guild());
    co_await send(payload_of(wire::Opcode::request_channel_info, request));
  }

  template <class T>
  awaitable<T> on_strand(awaitable<T> task) {
    return net::run_on(executor(), std::move(task));
  }
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
  return net::run_apart(impl_->executor(), impl_->start_loop());
}
void Gateway::stop(bool keep_session) { impl_->stop(keep_session); }
awaitable<void> Gateway::send(GatewayDispatch payload) {
  return impl_->on_strand(impl_->send(std::move(payload)));
}
awaitable<void> Gateway::update_presence(UpdatePresence presence) {
  return impl_->on_strand(impl_->update_presence(std::move(presence)));
}
awaitable<void> Gateway::update_voice_state(UpdateVoiceState state) {
  return impl_->on_strand(impl_->update_voice_state(state));
}
awaitable<GuildMembers> Gateway::request_guild_members(RequestGuildMembers request) {
  return impl_->on_strand(impl_->request_guild_members(std::move(request)));
}
awaitable<void> Gateway::request_soundboard_sounds(RequestSoundboardSounds request) {
  return impl_->on_strand(impl_->request_soundboard_sounds(std::move(request)));
}
awaitable<void> Gateway::request_channel_info(RequestChannelInfo request) {
  return impl_->on_strand(impl_->request_channel_info(request));
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
std::optional<std::chrono::steady_clock::time_point> Gateway::received_until() const {
  return impl_->session().received_until();
}
bool Gateway::ready() const { return impl_->session().state() == core::SessionState::ready; }
std::string_view Gateway::state() const { return core::to_string(impl_->session().state()); }
const GatewayOptions& Gateway::options() const noexcept { return impl_->options(); }
const Gateway::Counters& Gateway::counters() const noexcept { return impl_->counters(); }

}  // namespace pincer
