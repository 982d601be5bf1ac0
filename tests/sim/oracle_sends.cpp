// What a shard sends.
#include "sim/oracle.hpp"
#include "sim/payload_text.hpp"

namespace pincer::sim {
namespace {

constexpr int heartbeat = 1;
constexpr int identify = 2;
constexpr int presence_update = 3;
constexpr int resume = 6;

/// https://discord.com/developers/docs/events/gateway#sending-events
constexpr std::size_t payload_size_max = 4096;
/// Commands that a shard may keep waiting.
constexpr std::size_t commands_max = 1024;

}  // namespace

void Oracle::sends(int id, const core::Send& send, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  const std::string_view payload = send.payload;
  require(shard.link_open, now, id, "sends without a connection");
  require(payload.size() <= payload_size_max, now, id, "sends too large a payload");
  const int opcode = opcode_of(payload);
  while (!shard.sent.empty() && now - shard.sent.front() > pace_window) shard.sent.pop_front();
  shard.sent.push_back(now);
  require(shard.hello || (opcode == heartbeat && shard.beat_asked), now, id, "sends before Hello");
  switch (opcode) {
    case heartbeat: return sends_heartbeat(shard, id, raw_value(payload, "\"d\":"), now);
    case identify: return sends_identify(shard, id, now);
    case resume: return sends_resume(shard, id, payload, now);
    default: return sends_command(shard, id, send, now);
  }
}

void Oracle::sends_heartbeat(Shard& shard, int id, std::string_view data, TimePoint now) {
  const std::string expected = shard.session.empty() ? "null" : std::to_string(shard.received);
  const bool given_up = shard.resumes_unanswered >= resumes_max && data == "null";
  require(data == expected || given_up, now, id, "a heartbeat with another sequence number");
  if (!shard.beat && !shard.out_of_turn && !shard.beat_asked) {
    first_beats_.add(static_cast<double>((now - *shard.hello).count()) /
                     static_cast<double>(interval_.count()));
    require(!first_beats_.is_narrow(), now, id, "the first heartbeats do not spread");
  }
  shard.beat = now;
  shard.beat_asked.reset();
  if (!shard.unacknowledged) shard.unacknowledged = now;
}

void Oracle::sends_identify(Shard& shard, int id, TimePoint now) {
  require(shard.login == Login::none, now, id, "logs in twice");
  require(shard.session.empty(), now, id, "identifies where it could resume");
  require(shard.granted, now, id, "identifies before its turn");
  shard.login = Login::identify;
  shard.progress = now;
}

void Oracle::sends_resume(Shard& shard, int id, std::string_view payload, TimePoint now) {
  require(shard.login == Login::none, now, id, "logs in twice");
  require(text_value(payload, "\"session_id\":") == shard.session, now, id,
          "resumes another session");
  require(to_number(raw_value(payload, "\"seq\":")) == shard.received, now, id,
          "resumes from another event than the last");
  shard.login = Login::resume;
  shard.progress = now;
  ++shard.resumes_unanswered;
}

void Oracle::sends_command(Shard& shard, int id, const core::Send& send, TimePoint now) {
  require(shard.logged_in, now, id, "a command before READY or RESUMED");
  const auto command = shard.waiting.find(send.command);
  require(command != shard.waiting.end(), now, id, "sends a command that does not wait");
  if (command->second != presence_update) {
    require(send.command > shard.last_in_order, now, id, "a command overtakes another");
    shard.last_in_order = send.command;
  }
  shard.waiting.erase(command);
  ++statistics_.commands;
}

void Oracle::commands(int id, core::CommandNumber command, int opcode) {
  shards_.at(index(id)).waiting.emplace(command, opcode);
}

void Oracle::drops(int id, const core::CommandDropped& dropped, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  require(shard.waiting.erase(dropped.command) != 0, now, id, "a command ends twice");
  const bool may = !shard.running || shard.fatal ||
                   dropped.error.kind == ErrorKind::invalid_argument ||
                   shard.waiting.size() >= commands_max;
  require(may, now, id, "a command is dropped that could be sent");
}

}  // namespace pincer::sim
