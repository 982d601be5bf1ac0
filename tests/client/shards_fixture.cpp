#include "client/shards_fixture.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace pincer::test {

namespace asio = boost::asio;

awaitable<void> MemorySessionStore::save(
    std::map<std::string, std::optional<SessionResume>> changes) {
  for (const auto& [name, session] : changes) {
    if (session) {
      sessions_[name] = *session;
    } else {
      sessions_.erase(name);
    }
  }
  if (on_save) on_save();
  co_return;
}

std::vector<std::string> MemorySessionStore::names() const {
  std::vector<std::string> names;
  for (const auto& [name, session] : sessions_) names.push_back(name);
  return names;
}

// ---- The sandbox

GatewayInfo ShardsFixture::info(int shards) const {
  return {gateway_url(), shards, SessionStartLimit(1000, 1000, std::chrono::hours(24), 16)};
}

void ShardsFixture::serve_guilds(int count, sandbox::ServerOptions options) {
  const sandbox::Scenario::Guild first = options.scenario.guilds.front();
  options.scenario.guilds.clear();
  for (int i = 0; i < count; ++i) {
    sandbox::Scenario::Guild& guild = options.scenario.guilds.emplace_back(first);
    // The bits above the 22nd decide on the shard: a multiple of every count up to 16, plus `i`.
    guild.id = (std::uint64_t{720720} * 1000 + static_cast<std::uint64_t>(i)) << 22U;
    guild.name = "guild " + std::to_string(i);
  }
  options.scenario.gateway.max_concurrency = 16;
  serve(std::move(options));
}

std::vector<GuildId> ShardsFixture::guilds() {
  std::vector<GuildId> ids;
  for (const auto& [id, guild] : server().sandbox().world().guilds()) ids.emplace_back(id);
  return ids;
}

awaitable<void> ShardsFixture::post_in(GuildId guild, std::string content) {
  std::string channel_id;
  for (const auto& [id, channel] : server().sandbox().world().channels()) {
    if (channel.guild_id == guild.value() && channel.name == "general") {
      channel_id = std::to_string(id);
    }
  }
  const boost::json::object body{{"channel", channel_id}, {"content", content}};
  co_await control("POST", "/sandbox/people/ada/messages", boost::json::serialize(body));
}

awaitable<void> ShardsFixture::expect_each_guild_heard(Shards& shards) {
  const std::size_t before = shards.messages().size();
  for (const GuildId guild : guilds()) {
    co_await post_in(guild, "for " + guild.to_string());
  }
  co_await shards.until([&] { return shards.messages().size() >= before + guilds().size(); });
  auto heard = shards.messages();
  heard.erase(heard.begin(), heard.begin() + static_cast<std::ptrdiff_t>(before));
  std::vector<std::string> expected;
  for (const GuildId guild : guilds()) expected.push_back("for " + guild.to_string());
  std::sort(heard.begin(), heard.end());
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(heard, expected);
}

// ---- The manager

ShardManagerOptions Shards::options() {
  ShardManagerOptions options;
  options.gateway.compression = TransportCompression::none;
  options.gateway.identify_queue = immediate_identify_queue();
  options.reshard_skew = std::chrono::milliseconds(300);
  return options;
}

Shards::Shards(ShardsFixture& fixture, GatewayInfo info, ShardManagerOptions manager_options,
               Intents intents)
    : context_(fixture.context()), changed_(fixture.changed()) {
  state_->manager =
      std::make_unique<ShardManager>(context_.get_executor(), Token(SandboxFixture::token_text),
                                     intents, std::move(info), std::move(manager_options));
  state_->manager->append_handler(
      0, [state = state_.get(), &changed = changed_](Gateway&, const GatewayDispatch& event) {
        state->events.push_back(event);
        changed.notify();
      });
}

void Shards::start() {
  state_->running = true;
  asio::co_spawn(context_, state_->manager->start(),
                 [state = state_, &changed = changed_](const std::exception_ptr& exception) {
                   state->running = false;
                   try {
                     if (exception) std::rethrow_exception(exception);
                   } catch (const Exception& failure) {
                     state->error = failure.error();
                   }
                   changed.notify();
                 });
}

awaitable<std::optional<Error>> Shards::ended() {
  co_await changed_.until([this] { return !state_->running; });
  co_return state_->error;
}

std::size_t Shards::count(std::string_view event_name) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      state_->events,
      [&](const GatewayDispatch& event) { return event.event_name == event_name; }));
}

std::vector<std::string> Shards::messages() const {
  std::vector<std::string> contents;
  for (const GatewayDispatch& event : state_->events) {
    if (event.event_name != "MESSAGE_CREATE") continue;
    contents.emplace_back(boost::json::parse(event.data).as_object().at("content").as_string());
  }
  return contents;
}

std::size_t Shards::messages_of(std::string_view content) const {
  const auto all = messages();
  return static_cast<std::size_t>(std::ranges::count(all, content));
}

}  // namespace pincer::test
