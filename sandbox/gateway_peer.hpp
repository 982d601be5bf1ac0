// The server's end of one gateway connection, as a pure machine: Hello, heartbeats, the limits on
// what a client may send, the validity of each payload, and the encoding of what goes out. What a
// valid command means is decided by the hub, which also owns the sessions.
// https://discord.com/developers/docs/events/gateway#connection-lifecycle
// Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/time.hpp"
#include "sandbox/gateway_command.hpp"
#include "sandbox/gateway_output.hpp"
#include "sandbox/scenario.hpp"
#include "sandbox/stream_encoder.hpp"
#include "wire/opcode.hpp"

namespace pincer::sandbox {

/// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
enum class CloseCode {
  unknown_error = 4000,
  unknown_opcode = 4001,
  decode_error = 4002,
  not_authenticated = 4003,
  authentication_failed = 4004,
  already_authenticated = 4005,
  invalid_sequence = 4007,
  rate_limited = 4008,
  session_timed_out = 4009,
  invalid_shard = 4010,
  sharding_required = 4011,
  invalid_api_version = 4012,
  invalid_intents = 4013,
  disallowed_intents = 4014,
};

/// What the client asked for in the URL.
/// https://discord.com/developers/docs/events/gateway#connecting
struct GatewayQuery {
  int version = 10;
  TransportCompression compression = TransportCompression::none;
  /// Why the connection is refused, if it is.
  std::optional<std::pair<CloseCode, std::string>> refusal;

  /// `text`: the URL's query, without the question mark. A missing version means 10.
  static GatewayQuery parse(std::string_view text);
};

class GatewayPeer {
 public:
  /// https://discord.com/developers/docs/events/gateway#sending-events
  static constexpr std::size_t command_size_max = 4096;

  /// `settings` must outlive this object.
  GatewayPeer(ConnectionId id, GatewayQuery query, const GatewaySettings& settings, TimePoint now);

  /// Says Hello, or closes when the query asked for what does not exist.
  void start(GatewayOutputs& out);

  /// Takes one message of the client. Payloads that break a rule close the connection.
  GatewayCommand receive(std::string_view bytes, TimePoint now, GatewayOutputs& out);

  /// Closes with 4009 when the heartbeat is overdue.
  void tick(TimePoint now, GatewayOutputs& out);
  /// When tick() has something to do; nothing once the connection ended.
  [[nodiscard]] std::optional<TimePoint> deadline() const;

  /// Sends a payload, compressed as the connection asked.
  void send(std::string_view payload, GatewayOutputs& out);
  /// A payload whose data is null: heartbeat, reconnect, heartbeat ACK.
  void send_opcode(wire::Opcode opcode, GatewayOutputs& out);
  void send_invalid_session(bool resumable, GatewayOutputs& out);
  void close(CloseCode code, std::string reason, GatewayOutputs& out);
  void close(int code, std::string reason, GatewayOutputs& out);
  void drop(GatewayOutputs& out);

  [[nodiscard]] ConnectionId id() const noexcept { return id_; }
  /// The API version the client asked for.
  [[nodiscard]] int version() const noexcept { return query_.version; }
  /// True once the connection was closed or dropped from this side.
  [[nodiscard]] bool ended() const noexcept { return ended_; }
  [[nodiscard]] const std::string& session_id() const noexcept { return session_id_; }
  /// The session this connection carries from now on; empty: none any more.
  void set_session(std::string session_id) { session_id_ = std::move(session_id); }
  /// Identify's `compress`: each payload becomes a zlib document of its own.
  /// https://discord.com/developers/docs/events/gateway#payload-compression
  void enable_payload_compression();
  /// Faults: sends these bytes as they are.
  void send_unencoded(std::string bytes, bool binary, GatewayOutputs& out);
  [[nodiscard]] StreamEncoder& encoder() noexcept { return encoder_; }

  /// Faults: heartbeats are received but not acknowledged.
  void stop_acknowledging() noexcept { acknowledges_ = false; }
  /// Faults: nothing is sent or read any more, while the socket stays open.
  void half_open() noexcept { half_open_ = true; }

 private:
  [[nodiscard]] bool over_rate_limit(TimePoint now);
  GatewayCommand read_payload(std::string_view bytes, TimePoint now, GatewayOutputs& out);

  ConnectionId id_;
  GatewayQuery query_;
  const GatewaySettings& settings_;
  StreamEncoder encoder_;
  bool compress_payload_ = false;
  std::string session_id_;
  std::deque<TimePoint> commands_;  ///< When the commands within the window came.
  TimePoint last_heartbeat_;
  bool acknowledges_ = true;
  bool half_open_ = false;
  bool ended_ = false;
};

}  // namespace pincer::sandbox
