#include "gateway_client.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <ctime>
#include <thread>

#include "heap_count.hpp"

namespace pincer::bench {

namespace asio = boost::asio;

void rethrow(const std::exception_ptr& exception) {
  if (exception) std::rethrow_exception(exception);
}

awaitable<void> measure_released(FirehoseServer& server, std::uint64_t shards, std::uint64_t events,
                                 std::function<std::uint64_t()> payloads,
                                 std::function<double()> cpu_seconds, Cost& cost,
                                 std::chrono::milliseconds between_looks) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  do {
    timer.expires_after(std::chrono::milliseconds(20));
    co_await timer.async_wait(asio::use_awaitable);
  } while (server.held() < shards || payloads() < 2 * shards);  // HELLO and READY
  const std::uint64_t before = payloads();
  std::uint64_t warm = before;
  std::uint64_t allocations = heap_allocations();
  const double cpu = cpu_seconds();
  server.release();
  while (payloads() < before + events) {
    if (payloads() < before + events / 2) {
      warm = payloads();
      allocations = heap_allocations();
    }
    timer.expires_after(between_looks);
    co_await timer.async_wait(asio::use_awaitable);
  }
  cost.cpu = (cpu_seconds() - cpu) / static_cast<double>(events) * 1e6;
  cost.allocations = static_cast<double>(heap_allocations() - allocations) /
                     static_cast<double>(payloads() - warm);
}

Client::Client(FirehoseServer& server, TransportCompression compression, int shards, int threads)
    : server_(server), shards_(shards), threads_(threads), context_(threads) {
  ShardManagerOptions options;
  options.gateway.compression = compression;
  options.gateway.ca_file = server.ca_file();
  const SessionStartLimit limit(100'000, 100'000, std::chrono::hours(24), 1000);
  manager_ = std::make_unique<ShardManager>(
      context_.get_executor(), Token("benchmark"), Intents::guilds,
      GatewayInfo(fmt::format("wss://127.0.0.1:{}/", server.port()), shards, limit), options);
}

Cost Client::run(std::size_t events_per_shard, std::chrono::milliseconds between_looks) {
  Cost cost;
  std::vector<std::thread> others;
  std::vector<clockid_t> clocks(static_cast<std::size_t>(threads_));
  pthread_getcpuclockid(pthread_self(), &clocks[0]);
  asio::co_spawn(context_, manager_->start(), rethrow);
  const auto all_threads = [&clocks] {
    double sum = 0;
    for (const clockid_t clock : clocks) {
      timespec time{};
      clock_gettime(clock, &time);
      sum += static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
    }
    return sum;
  };
  for (int i = 1; i < threads_; ++i) {
    others.emplace_back([this] { context_.run(); });
    pthread_getcpuclockid(others.back().native_handle(), &clocks[static_cast<std::size_t>(i)]);
  }
  asio::co_spawn(context_, measure(events_per_shard, all_threads, cost, between_looks), rethrow);
  context_.run();
  for (std::thread& other : others) other.join();
  return cost;
}

std::uint64_t Client::payloads() const {
  std::uint64_t sum = 0;
  for (int shard = 0; shard < shards_; ++shard) sum += manager_->shard(shard)->counters().payloads;
  return sum;
}

awaitable<void> Client::measure(std::size_t events_per_shard, std::function<double()> cpu_seconds,
                                Cost& cost, std::chrono::milliseconds between_looks) {
  co_await manager_->until_ready();
  const auto shards = static_cast<std::uint64_t>(shards_);
  co_await measure_released(server_, shards, shards * (events_per_shard + 1),
                            std::bind_front(&Client::payloads, this), std::move(cpu_seconds), cost,
                            between_looks);
  manager_->stop();
}

double floor_cost(FirehoseServer& server, TransportCompression compression,
                  BareGateway::Depth depth, std::size_t events, int shards) {
  std::vector<std::unique_ptr<BareGateway>> clients;
  for (int i = 0; i < shards; ++i) {
    clients.push_back(std::make_unique<BareGateway>(server.port(), server.ca_file(), compression));
  }
  const double cpu = thread_cpu_seconds();
  server.release();
  std::vector<std::size_t> left(clients.size(), events + 1);
  for (std::size_t open = clients.size(); open > 0;) {
    for (std::size_t i = 0; i < clients.size(); ++i) {
      if (left[i] == 0) continue;
      left[i] -= clients[i]->read_batch(left[i], depth);
      if (left[i] == 0) --open;
    }
  }
  return (thread_cpu_seconds() - cpu) / static_cast<double>((events + 1) * clients.size()) * 1e6;
}

FirehoseOptions held_firehose(std::size_t events, bool large_guilds) {
  FirehoseOptions options;
  options.events = events;
  options.large_guilds = large_guilds;
  options.held = true;
  return options;
}

}  // namespace pincer::bench
