#include "client/session_keeper.hpp"

#include <boost/asio/this_coro.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "base/log.hpp"
#include "pincer/error.hpp"

namespace pincer::client {
namespace {

void log_failure(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& exception) {
    log_line(LogLevel::warning, "shards", "the sessions were not stored: {}", exception.what());
  } catch (...) {
    log_line(LogLevel::warning, "shards",
             "the sessions were not stored: something that is no exception was thrown");
  }
}

}  // namespace

awaitable<void> SessionKeeper::load(ShardGroup& group) {
  const auto stored = co_await store_->load();
  co_await group.visit_each([&](ShardGroup::Shard& shard) {
    const auto found = stored.find(name_of(shard));
    if (found == stored.end()) return;
    ShardGroup::set_session(shard, found->second);
    stored_.insert(*found);
  });
}

awaitable<void> SessionKeeper::save(ShardGroup& group) {
  std::map<std::string, SessionResume> sessions;
  co_await group.visit_each([&](ShardGroup::Shard& shard) {
    if (auto session = shard.gateway->session()) sessions.emplace(name_of(shard), *session);
  });
  std::map<std::string, std::optional<SessionResume>> changes;
  for (const auto& [name, session] : stored_) {
    if (!sessions.contains(name)) changes.emplace(name, std::nullopt);
  }
  for (const auto& [name, session] : sessions) {
    const auto stored = stored_.find(name);
    if (stored == stored_.end() || stored->second != session) changes.emplace(name, session);
  }
  if (changes.empty()) co_return;
  std::exception_ptr failure;
  try {
    co_await store_->save(std::move(changes));
    stored_ = std::move(sessions);
  } catch (...) {
    failure = std::current_exception();
  }
  // The store is the user's, and may end its own operations by what looks like our cancellation.
  const auto state = co_await boost::asio::this_coro::cancellation_state;
  const bool cancelled = state.cancelled() != boost::asio::cancellation_type::none;
  if (failure && cancelled) std::rethrow_exception(failure);
  if (failure) log_failure(failure);
}

std::string SessionKeeper::name_of(const ShardGroup::Shard& shard) const {
  return shard.gateway->options().shard.to_string() + " intents " + std::to_string(intents_.bits());
}

}  // namespace pincer::client
