#include "client/shard_group.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "net/run_on.hpp"
#include "net/strand.hpp"
#include "wire/opcode.hpp"

namespace pincer::client {

namespace asio = boost::asio;

std::shared_ptr<ShardGroup> ShardGroup::create(net::Condition& changed,
                                               asio::any_io_executor strand,
                                               const asio::any_io_executor& executor,
                                               const Options& options, HandOut hand_out) {
  std::shared_ptr<ShardGroup> group(
      new ShardGroup(changed, std::move(strand), options, std::move(hand_out)));
  GatewayOptions gateway_options = options.gateway;
  for (const int id : options.ids) {
    gateway_options.shard.id = id;
    const asio::any_io_executor own_strand = net::make_strand(executor);
    auto gateway =
        std::make_shared<Gateway>(own_strand, options.token, options.intents, gateway_options);
    group->shards_.push_back(
        std::make_unique<Shard>(own_strand, std::move(gateway), group->shards_.size()));
    Shard& shard = *group->shards_.back();
    // The group outlives its gateways' loops.
    shard.gateway->append_handler(Gateway::every_opcode,
                                  [raw = group.get(), &shard](const GatewayDispatch& payload) {
                                    raw->receive(shard, payload);
                                  });
  }
  return group;
}

ShardGroup::ShardGroup(net::Condition& changed, asio::any_io_executor strand,
                       const Options& options, HandOut hand_out)
    : strand_(std::move(strand)),
      hand_out_(std::move(hand_out)),
      shard_count_(options.gateway.shard.count),
      identifying_max_(identifying_max_per_key *
                       static_cast<std::size_t>(std::max(1, options.max_concurrency))),
      loops_(strand_,
             [this](std::exception_ptr exception) {
               if (!failure_) failure_ = std::move(exception);
               stop(/*keep_sessions=*/true);
             }),
      changed_(changed) {}

void ShardGroup::set_session(Shard& shard, SessionResume session) {
  shard.gateway->set_session_id(std::move(session));
  shard.resumes = true;
}

awaitable<void> ShardGroup::run() {
  running_ = true;
  for (const auto& shard : shards_) {
    const std::size_t starting_max = shard->resumes ? resuming_max : identifying_max_;
    while (!stopping_ && starting(Clock::now()) >= starting_max) {
      const TimePoint limit = Clock::now() + start_patience;
      co_await changed_.until([&] { return stopping_ || starting(Clock::now()) < starting_max; },
                              limit);
    }
    if (stopping_) break;
    shard->started_at = Clock::now();
    loops_.spawn(run_shard(*shard));
  }
  co_await loops_.join();
  stopping_ = true;
  running_ = false;
  changed_.notify();
  if (failure_) std::rethrow_exception(failure_);
}

awaitable<void> ShardGroup::run_shard(Shard& shard) {
  do {
    shard.restart = false;
    co_await shard.gateway->start_loop();
  } while (shard.restart && !stopping_);
}

void ShardGroup::stop(bool keep_sessions) {
  stopping_ = true;
  changed_.notify();
  for (const auto& shard : shards_) {
    asio::post(shard->strand,
               [gateway = shard->gateway, keep_sessions] { gateway->stop(keep_sessions); });
  }
}

std::size_t ShardGroup::starting(TimePoint now) const {
  return static_cast<std::size_t>(
      std::count_if(shards_.begin(), shards_.end(), [now](const auto& shard) {
        return !shard->ready && shard->started_at && *shard->started_at + start_patience > now;
      }));
}

bool ShardGroup::ready() const {
  return std::all_of(shards_.begin(), shards_.end(),
                     [](const auto& shard) { return shard->ready; });
}

void ShardGroup::restart(Shard& shard, bool keep_session) {
  shard.ready = false;
  shard.restart = true;
  asio::post(shard.strand,
             [gateway = shard.gateway, keep_session] { gateway->stop(keep_session); });
}

awaitable<void> ShardGroup::visit_each(std::function<void(Shard&)> visit) {
  const auto call = [&visit](Shard& shard) -> awaitable<void> {
    visit(shard);
    co_return;
  };
  for (const auto& shard : shards_) {
    co_await net::run_on(shard->strand, call(*shard));
  }
}

std::vector<std::shared_ptr<Gateway>> ShardGroup::gateways() const {
  std::vector<std::shared_ptr<Gateway>> gateways;
  for (const auto& shard : shards_) gateways.push_back(shard->gateway);
  return gateways;
}

ShardGroup::Shard* ShardGroup::find(int shard_id) const {
  const auto found = std::find_if(shards_.begin(), shards_.end(), [shard_id](const auto& shard) {
    return shard->id() == shard_id;
  });
  return found == shards_.end() ? nullptr : found->get();
}

void ShardGroup::receive(Shard& shard, const GatewayDispatch& payload) {
  if (payload.event_name == "READY" || payload.event_name == "RESUMED") {
    asio::post(strand_, [self = shared_from_this(), &shard] {
      shard.ready = true;
      self->changed_.notify();
    });
  }
  if (!shard.filter || shard.filter(payload)) hand_out(shard, payload);
}

}  // namespace pincer::client
