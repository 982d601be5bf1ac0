// How a shard is connected. Layer: client.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "pincer/compression.hpp"
#include "pincer/model/gateway_commands.hpp"
#include "pincer/shard_id.hpp"

namespace pincer {

class IdentifyQueue;

struct GatewayOptions {
  GatewayOptions() = default;

  /// From `GatewayInfo::url`. Version, encoding and compression are added to it.
  std::string url = "wss://gateway.discord.gg/";
  ShardId shard;
  TransportCompression compression = TransportCompression::zstd_stream;
  /// Each large payload compressed by itself, with zlib. Has no effect beside `compression`.
  bool payload_compression = false;
  /// Of guilds with more members, GUILD_CREATE leaves out those that are offline. 50 to 250.
  int large_threshold = 50;
  /// False: resume at `url` too, because it is a proxy that must not be left.
  bool follow_resume_url = true;
  /// The presence that every new session starts with; none: Discord's default.
  std::optional<UpdatePresence> presence;
  /// A PEM file that replaces the system's certificate store; empty for the system's. Certificates
  /// and host names are always verified.
  std::string ca_file;
  /// As in `HTTPClientOptions`: the URL of an HTTP proxy, empty text for none, or as the
  /// environment says. The connection is a tunnel, so the proxy sees neither token nor events.
  std::optional<std::string> proxy;
  /// Handlers that may run at the same time, 1 or more. When so many are still busy, the shard
  /// stops reading until one ends: a slow bot slows its own shard down, and memory stays bounded.
  /// The heartbeat goes on. 1 makes handlers sequential. While somebody waits for what only reading
  /// brings, the shard reads on: while `Gateway::request_guild_members` awaits its answer, up to
  /// 1,024 handlers more may run, and while a command waits for a session that is not ready, what a
  /// resume replays. Not while a handler waits for another event (`EventCollector`).
  std::size_t handlers_in_flight_max = 1024;
  /// How long `stop()` lets running handlers finish before it cancels them.
  std::chrono::milliseconds handler_stop_timeout = std::chrono::seconds(5);
  /// Shared by all shards of a bot; empty: a queue of its own.
  std::shared_ptr<IdentifyQueue> identify_queue;
};

}  // namespace pincer
