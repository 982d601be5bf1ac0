#include "sim/discord.hpp"

namespace pincer::sim {
namespace {

/// https://discord.com/developers/docs/events/gateway#sharding
constexpr unsigned guild_id_shift = 22;
constexpr sandbox::Id channel_offset = 1;

}  // namespace

sandbox::Scenario Discord::scenario(const Setup& setup) {
  sandbox::Scenario scenario = sandbox::default_scenario();
  scenario.seed = setup.seed;
  scenario.applications.at(0).token = Token(bot_token);
  scenario.gateway.heartbeat_interval = setup.heartbeat_interval;
  scenario.gateway.max_concurrency = setup.max_concurrency;
  scenario.gateway.session_starts_total = setup.session_starts;
  scenario.gateway.session_starts_remaining = setup.session_starts;
  const sandbox::Scenario::Guild pattern = scenario.guilds.at(0);
  scenario.guilds.clear();
  for (int number = 0; number < setup.shards; ++number) {
    sandbox::Scenario::Guild guild = pattern;
    guild.id = static_cast<sandbox::Id>(setup.shards + number) << guild_id_shift;
    guild.channels.resize(1);
    guild.channels.at(0).id = *guild.id + channel_offset;
    scenario.guilds.push_back(std::move(guild));
  }
  return scenario;
}

Discord::Discord(const Setup& setup, TimePoint now)
    : guilds_(setup.shards),
      world_(scenario(setup), now),
      log_(now),
      hub_(world_, faults_, log_, setup.seed),
      person_(world_.guilds().begin()->second.owner_id) {
  for (int number = 0; number < setup.shards; ++number)
    channels_.push_back(guild(number) + channel_offset);
  // What the scenario set up is no news.
  static_cast<void>(world_.take_events());
}

sandbox::Id Discord::guild(int guild) const {
  return static_cast<sandbox::Id>(guilds_ + guild) << guild_id_shift;
}

void Discord::open(LinkId link, std::string_view query, TimePoint now) {
  hub_.open(link, query, now);
  publish(now);
}

void Discord::receive(LinkId link, std::string_view bytes, TimePoint now) {
  hub_.receive(link, bytes, now);
  publish(now);
}

void Discord::closed(LinkId link, int code, TimePoint now) {
  hub_.closed(link, code, now);
  publish(now);
}

void Discord::tick(TimePoint now) {
  hub_.tick(now);
  publish(now);
}

void Discord::publish(TimePoint now) {
  for (const sandbox::Event& event : world_.take_events()) hub_.dispatch(event, now);
  deadline_ = hub_.deadline();
}

void Discord::write(int guild, const std::string& content, TimePoint now) {
  sandbox::MessageDraft draft;
  draft.channel_id = channels_.at(static_cast<std::size_t>(guild));
  draft.author_id = person_;
  draft.content = content;
  world_.create_message(std::move(draft));
  publish(now);
}

void Discord::type(int guild, TimePoint now) {
  world_.start_typing(channels_.at(static_cast<std::size_t>(guild)), person_);
  publish(now);
}

void Discord::inject(const sandbox::Fault& fault, TimePoint now) {
  hub_.inject(fault, now);
  publish(now);
}

void Discord::arm(sandbox::Fault fault) { static_cast<void>(faults_.arm(std::move(fault))); }

sandbox::SessionStartLimit Discord::session_start_limit(TimePoint now) {
  return world_.session_start_limit(world_.applications().begin()->first, now);
}

std::vector<Discord::Held> Discord::sessions(TimePoint now) const {
  std::vector<Held> held;
  const boost::json::object described = hub_.describe(now);
  for (const boost::json::value& entry : described.at("sessions").as_array()) {
    const auto& session = entry.as_object();
    Held one;
    one.session = session.at("session").as_string().c_str();
    one.sequence = session.at("sequence").to_number<std::int64_t>();
    if (const auto* link = session.if_contains("connection")) one.link = link->to_number<LinkId>();
    held.push_back(std::move(one));
  }
  return held;
}

}  // namespace pincer::sim
