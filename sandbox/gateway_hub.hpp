// The gateway as a whole, pure: all connections and sessions, who may log in, and which session
// gets which event. Inputs come from the socket server and from the world; what is to be sent is
// collected with take_output().
// https://discord.com/developers/docs/events/gateway
// Thread safety: one thread at a time.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "sandbox/event.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/gateway_output.hpp"
#include "sandbox/gateway_peer.hpp"
#include "sandbox/gateway_session.hpp"
#include "sandbox/traffic_log.hpp"
#include "sandbox/world.hpp"

namespace pincer::sandbox {

class GatewayHub {
 public:
  /// Of an event's data, the log keeps so many bytes.
  static constexpr std::size_t logged_data_max = 2'048;

  /// World, faults and log must outlive this object. `seed` decides the session ids.
  GatewayHub(World& world, Faults& faults, TrafficLog& log, std::uint64_t seed);

  /// A client connected. `query`: the URL's, without the question mark.
  void open(ConnectionId connection, std::string_view query, TimePoint now);
  /// A client sent a message. Connections that ended here are ignored.
  void receive(ConnectionId connection, std::string_view bytes, TimePoint now);
  /// A connection ended: the client's close code, or 1006 for none.
  /// https://discord.com/developers/docs/events/gateway#initiating-a-disconnect
  void closed(ConnectionId connection, int code, TimePoint now);
  /// Something happened in the world.
  void dispatch(const Event& event, TimePoint now);
  /// Time passed: overdue heartbeats, expired sessions.
  void tick(TimePoint now);
  /// When tick() has something to do; later once it was done.
  [[nodiscard]] std::optional<TimePoint> deadline() const;

  /// Brings about a fault of the trigger `at_once`; returns how many connections or sessions it
  /// met.
  std::size_t inject(const Fault& fault, TimePoint now);

  [[nodiscard]] GatewayOutputs take_output() { return std::exchange(output_, {}); }

  /// GET /sandbox/connections: the open connections and the sessions.
  [[nodiscard]] boost::json::object describe(TimePoint now) const;

 private:
  using Peers = std::map<ConnectionId, GatewayPeer>;
  using Sessions = std::map<std::string, GatewaySession, std::less<>>;
  using EventText = std::shared_ptr<const std::string>;
  /// An application and a key of its own: a shard's rate limit key, or a guild.
  using ApplicationKey = std::pair<Id, std::uint64_t>;

  void on_command(GatewayPeer& peer, const IdentifyCommand& command, TimePoint now);
  void on_command(GatewayPeer& peer, const ResumeCommand& command, TimePoint now);
  void on_command(GatewayPeer& peer, const PresenceCommand& command, TimePoint now);
  void on_command(GatewayPeer& peer, const VoiceStateCommand& command, TimePoint now);
  void on_command(GatewayPeer& peer, const RequestMembersCommand& command, TimePoint now);
  void on_command(GatewayPeer& peer, const SoundboardSoundsCommand& command, TimePoint now);
  void on_command(GatewayPeer& peer, const ChannelInfoCommand& command, TimePoint now);
  void on_command(GatewayPeer& /*peer*/, const NoCommand& /*command*/, TimePoint /*now*/) {}

  /// False when the shard's rate limit key identified less than 5 seconds ago.
  bool take_identify(Id application, int shard, TimePoint now);
  void start_session(GatewayPeer& peer, const IdentifyCommand& command, Id application,
                     TimePoint now);
  void end_all_sessions(Id application, TimePoint now);
  void set_presence(Id user, const boost::json::object& presence);

  /// Numbers and keeps an event and, when a connection is there, sends it.
  void send_event(GatewaySession& session, const std::string& name, const EventText& data,
                  TimePoint now);
  void send_event(GatewaySession& session, const std::string& name, const boost::json::object& data,
                  TimePoint now);
  [[nodiscard]] bool wants(const GatewaySession& session, const Event& event) const;

  [[nodiscard]] GatewaySession& session_of(const GatewayPeer& peer);
  [[nodiscard]] bool serves_guild(const GatewaySession& session, Id guild) const;
  /// Ends the session for good; its connection, if there is one, carries none from then on.
  Sessions::iterator forget(Sessions::iterator session);
  /// The connection is gone: its session can be resumed from now on.
  void detach(const GatewayPeer& peer, TimePoint now);

  /// Ends each input: lets armed faults change what it sends, and lets go of ended connections.
  void settle(TimePoint now);
  void let_go(Peers::iterator peer, const GatewayOutput& last, TimePoint now);
  void apply_message_faults(GatewayOutput& output, TimePoint now);
  [[nodiscard]] GatewayTarget target_of(const GatewayPeer& peer) const;
  [[nodiscard]] static GatewayTarget target_of(const GatewaySession& session);
  void inject_into(GatewayPeer& peer, const Fault& fault, TimePoint now);
  std::size_t forget_sessions(const Fault& fault, TimePoint now);

  void log(TrafficEntry::Kind kind, const GatewayPeer& peer, std::string summary, TimePoint now,
           boost::json::object details = {});

  World& world_;
  Faults& faults_;
  TrafficLog& log_;
  Random random_;
  Peers peers_;
  Sessions sessions_;
  std::map<ApplicationKey, TimePoint> last_identify_;         ///< By rate limit key.
  std::map<ApplicationKey, TimePoint> last_members_request_;  ///< For all members, by guild.
  GatewayOutputs pending_;  ///< Of the input under way; settle() passes it on.
  GatewayOutputs output_;
};

}  // namespace pincer::sandbox
