// One shard's connection to Discord's gateway. Layer: client.
// Thread safety: one strand, its executor's; but coroutines may be awaited anywhere.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include "pincer/awaitable.hpp"
#include "pincer/gateway_dispatch.hpp"
#include "pincer/gateway_options.hpp"
#include "pincer/identify_queue.hpp"
#include "pincer/intents.hpp"
#include "pincer/model/gateway_commands.hpp"
#include "pincer/session_store.hpp"
#include "pincer/shard_id.hpp"
#include "pincer/token.hpp"

namespace pincer {

/// Keeps one shard connected: identifies, beats, resumes, and hands each payload to the handlers in
/// the order in which it came, until `stop()` or an error that reconnecting cannot cure.
/// https://discord.com/developers/docs/events/gateway
class Gateway {
 public:
  /// Receives payloads. A plain function runs at once, and the payload is valid during the call. A
  /// coroutine starts at once and in order, may then run beside later ones, and has a copy of the
  /// payload to itself, valid until it ends.
  class Handler {
   public:
    template <class Function>
    requires std::invocable<Function&, const GatewayDispatch&> Handler(
        Function function) {  // NOLINT: implicit, so that a lambda can be given
      using Returned = std::invoke_result_t<Function&, const GatewayDispatch&>;
      if constexpr (std::is_same_v<Returned, awaitable<void>>) {
        start_ = std::move(function);
      } else {
        static_assert(std::is_void_v<Returned>, "a handler returns void or awaitable<void>");
        call_ = std::move(function);
      }
    }

   private:
    friend class Gateway;
    std::function<void(const GatewayDispatch&)> call_;
    std::function<awaitable<void>(const GatewayDispatch&)> start_;
  };

  /// The opcode whose handler sees every payload.
  static constexpr int every_opcode = -1;

  Gateway(boost::asio::any_io_executor executor, Token token, Intents intents,
          GatewayOptions options = {});
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;
  /// `start_loop` must have returned.
  ~Gateway();

  /// Adds handlers by opcode; several for one opcode are called in the order they were added. For
  /// dispatch events (opcode 0) READY and RESUMED included. An exception from a handler is logged.
  void append_handlers(const std::map<int, Handler>& handlers);
  void append_handler(int opcode, Handler handler);

  /// Prepares TLS and checks the options. `start_loop` calls it if nobody has.
  /// Errors: `Exception` (`tls`, `invalid_argument`).
  awaitable<void> init_session();

  /// Connects and stays connected. Returns after `stop()`.
  /// Errors: `Exception` (`gateway`, `unauthorized`: what it says has to be changed; see
  /// `Error::close_code`). Cancellation: as `stop()`.
  awaitable<void> start_loop();

  /// Ends `start_loop`. With `keep_session` Discord keeps the session for a resume and shows the
  /// bot as online for a while; without, it goes offline at once.
  void stop(bool keep_session = false);

  /// Sends a command (opcodes 3, 4, 8, ...). Waits until the session is ready and the rate limits
  /// of the gateway have room, then returns when the payload is on its way.
  /// Errors: `Exception`: `invalid_argument` when larger than 4096 bytes, `cancelled` when the
  /// shard ends first. Cancellation: only the wait ends; the command may still be sent.
  /// https://discord.com/developers/docs/events/gateway#sending-events
  awaitable<void> send(GatewayDispatch payload);

  // The commands that Discord documents, typed. Each checks what can be checked here, and then does
  // as `send`, with its errors.
  // https://discord.com/developers/docs/events/gateway-events#send-events

  /// Shows this presence from now on, in later sessions too.
  awaitable<void> update_presence(UpdatePresence presence);
  /// Joins a voice channel, moves to it, or leaves. Discord answers with the events
  /// VOICE_STATE_UPDATE and VOICE_SERVER_UPDATE.
  awaitable<void> update_voice_state(UpdateVoiceState state);
  /// Asks for members of a guild of this shard and returns all that Discord answers, gathered from
  /// its chunks, which also go to the handlers. Waits while Discord's limit on requests for all
  /// members demands it (see `RequestGuildMembers::fail_when_limited`). Reconnects do no harm: the
  /// request is repeated where its answer may be lost. Memory: that of the answer.
  /// Errors, besides those of `send`: `rate_limited` with `Error::retry_after`; `timeout` when no
  /// chunk comes for 30 seconds; `protocol` when one cannot be read. Cancellation: ends the wait.
  /// https://discord.com/developers/docs/events/gateway-events#request-guild-members
  awaitable<GuildMembers> request_guild_members(RequestGuildMembers request);
  /// Discord answers with an event SOUNDBOARD_SOUNDS for each guild.
  awaitable<void> request_soundboard_sounds(RequestSoundboardSounds request);
  /// Discord answers with the event CHANNEL_INFO.
  awaitable<void> request_channel_info(RequestChannelInfo request);

  /// Sends a heartbeat before its time, to measure `latency()` anew.
  void send_next_heartbeat();

  /// Runs a coroutine as a handler runs: counted, cancelled and awaited with them.
  void spawn(awaitable<void> task);

  /// The session to resume at the next `start_loop`, as `session()` of an earlier run gave it.
  void set_session_id(SessionResume session);
  /// The session as it stands: store it, and a later process can go on without a gap.
  [[nodiscard]] std::optional<SessionResume> session() const;

  /// From a heartbeat to its acknowledgement, the last one measured.
  [[nodiscard]] std::optional<std::chrono::nanoseconds> latency() const;
  /// Whatever Discord sent to this session before then has been handed to the handlers: an answered
  /// heartbeat proves it, or RESUMED. Nothing before the first READY.
  [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> received_until() const;
  [[nodiscard]] bool ready() const;
  /// "ready", "resuming", "backing off", ...
  [[nodiscard]] std::string_view state() const;
  [[nodiscard]] const GatewayOptions& options() const noexcept;

  struct Counters {
    std::uint64_t payloads = 0;    ///< Received, of any opcode.
    std::uint64_t sessions = 0;    ///< READY: sessions begun.
    std::uint64_t resumes = 0;     ///< RESUMED: connections lost without losing an event.
    std::uint64_t reconnects = 0;  ///< Connections lost, for whatever reason.
  };
  [[nodiscard]] const Counters& counters() const noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pincer
