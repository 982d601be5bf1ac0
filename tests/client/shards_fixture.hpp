// A sandbox with several guilds, and managers that remember what they saw. For tests over real
// sockets.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pincer/shard_manager.hpp"
#include "support/sandbox_fixture.hpp"

namespace pincer::test {

/// A session store in memory, for processes that are only pretended.
class MemorySessionStore final : public SessionStore {
 public:
  MemorySessionStore() = default;
  MemorySessionStore(const MemorySessionStore& other) : sessions_(other.sessions_) {}
  MemorySessionStore& operator=(const MemorySessionStore&) = delete;

  awaitable<std::map<std::string, SessionResume>> load() override { co_return sessions_; }
  awaitable<void> save(std::map<std::string, std::optional<SessionResume>> changes) override;
  [[nodiscard]] std::vector<std::string> names() const;

  std::function<void()> on_save;

 private:
  std::map<std::string, SessionResume> sessions_;
};

class Shards;

class ShardsFixture : public SandboxFixture {
 public:
  /// What GET /gateway/bot would answer, with this recommendation.
  [[nodiscard]] GatewayInfo info(int shards) const;

 protected:
  /// Guild `i` belongs to shard `i % shard_count`, whatever the count.
  void serve_guilds(int count, sandbox::ServerOptions options = quick_options());
  [[nodiscard]] std::vector<GuildId> guilds();
  /// A person posts in a text channel of the guild.
  awaitable<void> post_in(GuildId guild, std::string content);
  /// Posts once in each guild and waits until each post was heard, once.
  awaitable<void> expect_each_guild_heard(Shards& shards);
};

/// A manager on the fixture's sandbox that keeps every event it hands out.
class Shards {
 public:
  /// As tests need them: no compression, no pauses.
  static ShardManagerOptions options();

  Shards(ShardsFixture& fixture, GatewayInfo info, ShardManagerOptions manager_options = options(),
         Intents intents = Intents::all);
  Shards(const Shards&) = delete;
  Shards& operator=(const Shards&) = delete;
  /// Stops the manager; it ends while the test is torn down.
  ~Shards() { state_->manager->stop(); }

  ShardManager* operator->() { return state_->manager.get(); }

  /// Starts in the background.
  void start();
  /// Returns when `start` has ended, with the error if it threw one.
  awaitable<std::optional<Error>> ended();
  awaitable<void> until(std::function<bool()> holds) { return changed_.until(std::move(holds)); }

  [[nodiscard]] std::size_t count(std::string_view event_name) const;
  /// The contents of all MESSAGE_CREATE, in their order.
  [[nodiscard]] std::vector<std::string> messages() const;
  [[nodiscard]] std::size_t messages_of(std::string_view content) const;

 private:
  /// Lives until `start` has ended.
  struct State {
    std::unique_ptr<ShardManager> manager;
    std::vector<GatewayDispatch> events;
    bool running = false;
    std::optional<Error> error;
  };

  boost::asio::io_context& context_;
  net::Condition& changed_;
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace pincer::test
