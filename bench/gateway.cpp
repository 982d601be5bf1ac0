// The gateway's whole path, from the socket to the handler: ShardManager over loopback TLS, fed by
// a firehose on the other core, beside a client by hand that does only what cannot be left out.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bare_gateway.hpp"
#include "firehose.hpp"
#include "firehose_server.hpp"
#include "heap_count.hpp"
#include "pincer/bot.hpp"
#include "pincer/log.hpp"
#include "pincer/shard_manager.hpp"
#include "report.hpp"
#include "typed_events.hpp"

namespace pincer::bench {
namespace {

namespace asio = boost::asio;
using Depth = BareGateway::Depth;
using RawHandler = std::function<void(Gateway&, const GatewayDispatch&)>;

/// What one event cost the client's thread.
struct Cost {
  double cpu = 0;  ///< Microseconds.
  double allocations = 0;
};

void rethrow(const std::exception_ptr& exception) {
  if (exception) std::rethrow_exception(exception);
}

/// Waits until `shards` connections are held, READY read, and takes the cost of the `events` from
/// their release until `payloads()` has counted them.
awaitable<void> measure_released(FirehoseServer& server, std::uint64_t shards, std::uint64_t events,
                                 std::function<std::uint64_t()> payloads, Cost& cost) {
  using std::chrono::milliseconds;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  do {
    timer.expires_after(milliseconds(20));
    co_await timer.async_wait(asio::use_awaitable);
  } while (server.held() < shards || payloads() < 2 * shards);  // HELLO and READY
  const std::uint64_t before = payloads();
  const std::uint64_t allocations = heap_allocations();
  const double cpu = thread_cpu_seconds();
  server.release();
  while (payloads() < before + events) {
    timer.expires_after(milliseconds(2));
    co_await timer.async_wait(asio::use_awaitable);
  }
  const auto count = static_cast<double>(events);
  cost.cpu = (thread_cpu_seconds() - cpu) / count * 1e6;
  cost.allocations = static_cast<double>(heap_allocations() - allocations) / count;
}

/// So many shards, logged in and held; then the events.
class Client {
 public:
  Client(FirehoseServer& server, TransportCompression compression, int shards)
      : server_(server), shards_(shards) {
    ShardManagerOptions options;
    options.gateway.compression = compression;
    options.gateway.ca_file = server.ca_file();
    const SessionStartLimit limit(100'000, 100'000, std::chrono::hours(24), 1000);
    manager_ = std::make_unique<ShardManager>(
        context_.get_executor(), Token("benchmark"), Intents::guilds,
        GatewayInfo(fmt::format("wss://127.0.0.1:{}/", server.port()), shards, limit), options);
  }

  void add(RawHandler handler) { manager_->append_handler(0, std::move(handler)); }

  /// The cost of an event, when each shard receives so many.
  Cost run(std::size_t events_per_shard) {
    Cost cost;
    asio::co_spawn(context_, manager_->start(), rethrow);
    asio::co_spawn(context_, measure(events_per_shard, cost), rethrow);
    context_.run();
    return cost;
  }

 private:
  [[nodiscard]] std::uint64_t payloads() const {
    std::uint64_t sum = 0;
    for (int shard = 0; shard < shards_; ++shard)
      sum += manager_->shard(shard)->counters().payloads;
    return sum;
  }

  awaitable<void> measure(std::size_t events_per_shard, Cost& cost) {
    co_await manager_->until_ready();
    const auto shards = static_cast<std::uint64_t>(shards_);
    co_await measure_released(server_, shards, shards * (events_per_shard + 1),
                              std::bind_front(&Client::payloads, this), cost);
    manager_->stop();
  }

  FirehoseServer& server_;
  int shards_;
  asio::io_context context_{1};
  std::unique_ptr<ShardManager> manager_;
};

Cost floor_cost(FirehoseServer& server, TransportCompression compression, Depth depth,
                std::size_t events) {
  BareGateway client(server.port(), server.ca_file(), compression);
  const std::uint64_t allocations = heap_allocations();
  const double cpu = thread_cpu_seconds();
  server.release();
  client.read(events + 1, depth);
  const auto count = static_cast<double>(events + 1);
  return {(thread_cpu_seconds() - cpu) / count * 1e6,
          static_cast<double>(heap_allocations() - allocations) / count};
}

// ---- What listens

void no_handler(Client&) {}

void one_handler(Client& client) {
  client.add([](Gateway&, const GatewayDispatch& event) {
    if (event.event_name == "MESSAGE_DELETE") decode_event(event.event_name, event.data);
  });
}

void all_handlers(Client& client) {
  client.add(
      [](Gateway&, const GatewayDispatch& event) { decode_event(event.event_name, event.data); });
}

// ---- The tables

constexpr std::pair<TransportCompression, const char*> compressions[] = {
    {TransportCompression::zlib_stream, "zlib"},
    {TransportCompression::zstd_stream, "zstd"},
    {TransportCompression::none, "none"},
};

/// Figures by name, measured in turn.
class Figures {
 public:
  void add(const std::string& name, double value) {
    const auto found = std::ranges::find(all_, name, &std::pair<std::string, Values>::first);
    (found == all_.end() ? all_.emplace_back(name, Values()) : *found).second.push_back(value);
  }
  void report(Report& report, const std::string& unit) const {
    for (const auto& [name, values] : all_) report.figure(name, unit, values);
  }

 private:
  using Values = std::vector<double>;
  std::vector<std::pair<std::string, Values>> all_;
};

FirehoseOptions firehose(std::size_t events) {
  FirehoseOptions options;
  options.events = events;
  options.held = true;
  return options;
}

/// Each compression beside its floor.
void measure_path(Report& report, const Settings& settings, FirehoseServer& server) {
  const std::size_t events = 50'000U / static_cast<std::size_t>(settings.fraction);
  Figures figures;
  for (const auto& [compression, name] : compressions) {
    for (int i = 0; i < settings.repetitions; ++i) {
      const auto fresh = [&] { server.set_options(firehose(events)); };
      const auto floor = [&](Depth depth) {
        fresh();
        return floor_cost(server, compression, depth, events).cpu;
      };
      const auto ours = [&](void (*listen)(Client&)) {
        fresh();
        Client client(server, compression, 1);
        listen(client);
        return client.run(events).cpu;
      };
      fresh();
      server.prepare(compression);
      const std::string prefix = std::string(name) + ": ";
      figures.add(prefix + "floor, read and frame", floor(Depth::frame));
      figures.add(prefix + "floor, + inflate", floor(Depth::inflate));
      figures.add(prefix + "floor, + envelope", floor(Depth::envelope));
      figures.add(prefix + "ShardManager, no handler", ours(no_handler));
      figures.add(prefix + "ShardManager, one handler", ours(one_handler));
      figures.add(prefix + "floor, + typed decode", floor(Depth::typed));
      figures.add(prefix + "ShardManager, all typed", ours(all_handlers));
    }
  }
  figures.report(report, "us");
  for (const auto& [compression, name] : compressions) {
    const std::string prefix = std::string(name) + ": ";
    report.ratio(prefix + "no handler / floor", prefix + "ShardManager, no handler",
                 prefix + "floor, + envelope", 1.1);
    report.ratio(prefix + "all typed / floor", prefix + "ShardManager, all typed",
                 prefix + "floor, + typed decode", 1.15);
  }
}

/// One TLS record for each event: what a shard that is never behind sees.
void measure_records(Report& report, const Settings& settings, FirehoseServer& server) {
  const std::size_t events = 20'000U / static_cast<std::size_t>(settings.fraction);
  constexpr auto compression = TransportCompression::zstd_stream;
  Figures figures;
  for (int i = 0; i < settings.repetitions; ++i) {
    const auto fresh = [&] {
      FirehoseOptions options = firehose(events);
      options.large_guilds = false;
      options.record_per_event = true;
      server.set_options(options);
      server.prepare(compression);
    };
    fresh();
    figures.add("zstd, a TLS record an event: floor",
                floor_cost(server, compression, Depth::envelope, events).cpu);
    fresh();
    Client client(server, compression, 1);
    figures.add("zstd, a TLS record an event: no handler", client.run(events).cpu);
  }
  figures.report(report, "us");
}

/// The steady state: small events only, as large ones grow and shrink buffers.
void measure_heap(Report& report, const Settings& settings, FirehoseServer& server) {
  const std::size_t events = 20'000U / static_cast<std::size_t>(settings.fraction);
  Figures figures;
  for (const auto& [compression, name] : compressions) {
    FirehoseOptions options = firehose(events);
    options.large_guilds = false;
    server.set_options(options);
    server.prepare(compression);
    Client client(server, compression, 1);
    figures.add(fmt::format("{}: heap allocations, no handler", name),
                client.run(events).allocations);
  }
  figures.report(report, "an event");
}

/// The same number of events for each shard: a stream's first ones are the dearest.
void measure_shards(Report& report, const Settings& settings, FirehoseServer& server) {
  const std::size_t per_shard = 4'000U / static_cast<std::size_t>(settings.fraction);
  Figures figures;
  for (int i = 0; i < std::max(1, settings.repetitions / 2); ++i) {
    for (const int shards : {1, 16, 256, 1000}) {
      FirehoseOptions options = firehose(per_shard);
      options.large_guilds = false;
      server.set_options(options);
      server.prepare(TransportCompression::zstd_stream);
      Client client(server, TransportCompression::zstd_stream, shards);
      figures.add(fmt::format("zstd: no handler, {} shards", shards), client.run(per_shard).cpu);
    }
  }
  figures.report(report, "us");
}

/// A bot's handlers, spread over kinds of events that do not come.
void add_handlers(Bot& bot, int count) {
  for (int i = 0; i < count; ++i) {
    switch (i % 4) {
      case 0: bot.on<GuildBanAdd>([](const GuildBanAdd&) {}); break;
      case 1: bot.on<ThreadCreate>([](const ThreadCreate&) {}); break;
      case 2: bot.on<InviteCreate>([](const InviteCreate&) {}); break;
      default: bot.on<WebhooksUpdate>([](const WebhooksUpdate&) {}); break;
    }
  }
}

/// What a bot's handlers cost the events that they are not for.
void measure_handlers(Report& report, const Settings& settings, FirehoseServer& server) {
  const std::size_t events = 20'000U / static_cast<std::size_t>(settings.fraction);
  Figures figures;
  for (int i = 0; i < settings.repetitions; ++i) {
    for (const int handlers : {0, 1, 16, 256, 1000}) {
      FirehoseOptions options = firehose(events);
      options.large_guilds = false;
      server.set_options(options);
      server.prepare(TransportCompression::zstd_stream);
      asio::io_context context(1);
      BotOptions bot_options;
      bot_options.base_url = fmt::format("https://127.0.0.1:{}/api/v10", server.port());
      bot_options.ca_file = server.ca_file();
      Bot bot(context.get_executor(), Token("benchmark"), Intents::guilds, bot_options);
      add_handlers(bot, handlers);
      Cost cost;
      asio::co_spawn(context, bot.start(), rethrow);
      const auto payloads = [&bot] { return bot.gateway()->counters().payloads; };
      asio::co_spawn(context, measure_released(server, 1, events + 1, payloads, cost),
                     [&bot](const std::exception_ptr& exception) {
                       bot.stop();
                       rethrow(exception);
                     });
      context.run();
      figures.add(fmt::format("zstd: a bot, {} handlers of other events", handlers), cost.cpu);
    }
  }
  figures.report(report, "us");
}

/// Microseconds from just before the server's write to the handler, one event at a time.
class Latency {
 public:
  explicit Latency(std::size_t events) : sent_(events + 1) {}

  FirehoseOptions options(std::size_t events) {
    FirehoseOptions options = firehose(events);
    options.large_guilds = false;
    options.pause = std::chrono::microseconds(500);
    options.before_event = [this](std::size_t event) { sent_[event] = wall_seconds(); };
    return options;
  }
  void received() {
    if (next_ < sent_.size()) times_.push_back((wall_seconds() - sent_[next_++]) * 1e6);
  }
  [[nodiscard]] double quantile(double share) {
    std::ranges::sort(times_);
    return times_.at(static_cast<std::size_t>(share * static_cast<double>(times_.size() - 1)));
  }

 private:
  std::vector<std::atomic<double>> sent_;
  std::size_t next_ = 0;
  std::vector<double> times_;
};

void measure_latency(Report& report, const Settings& settings, FirehoseServer& server) {
  const std::size_t events = 4'000U / static_cast<std::size_t>(settings.fraction);
  constexpr auto compression = TransportCompression::zstd_stream;
  Figures figures;
  for (int i = 0; i < std::max(1, settings.repetitions / 2); ++i) {
    Latency bare(events);
    server.set_options(bare.options(events));
    server.prepare(compression);
    BareGateway floor(server.port(), server.ca_file(), compression);
    server.release();
    floor.read(events + 1, Depth::envelope, [&] { bare.received(); });
    Latency whole(events);
    server.set_options(whole.options(events));
    Client client(server, compression, 1);
    client.add([&](Gateway&, const GatewayDispatch& event) {
      if (event.event_name != "READY") whole.received();
    });
    client.run(events);
    figures.add("idle: floor, write to envelope, median", bare.quantile(0.5));
    figures.add("idle: floor, write to envelope, p99", bare.quantile(0.99));
    figures.add("idle: write to handler, median", whole.quantile(0.5));
    figures.add("idle: write to handler, p99", whole.quantile(0.99));
  }
  figures.report(report, "us");
}

void measure(Report& report, const Settings& settings) {
  set_log_level(LogLevel::error);
  const Firehose sample(1, 20'000, true, TransportCompression::none);
  report.circumstance("events",
                      fmt::format("{:.0f} B on average, and GUILD_CREATEs of 100 KB to 1 "
                                  "MB: 8 and 1 in {}",
                                  sample.small_event_size(), EventSource::events_per_large_guild));
  FirehoseServer server{FirehoseOptions()};
  measure_path(report, settings, server);
  measure_records(report, settings, server);
  measure_heap(report, settings, server);
  measure_shards(report, settings, server);
  measure_handlers(report, settings, server);
  measure_latency(report, settings, server);
}

}  // namespace
}  // namespace pincer::bench

int main(int argc, char** argv) {
  return pincer::bench::run(argc, argv,
                            {"gateway", "an event, CPU time of the client's thread over TLS"},
                            pincer::bench::measure);
}
