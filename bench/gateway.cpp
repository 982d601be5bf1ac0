// The gateway's whole path, from the socket to the handler: ShardManager over loopback TLS, fed by
// a firehose on the other core, beside a client by hand that does only what cannot be left out.
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>
#include <vector>

#include "bare_gateway.hpp"
#include "firehose.hpp"
#include "firehose_server.hpp"
#include "gateway_client.hpp"
#include "heap_count.hpp"
#include "pincer/bot.hpp"
#include "pincer/log.hpp"
#include "report.hpp"
#include "typed_events.hpp"

namespace pincer::bench {
namespace {

namespace asio = boost::asio;
using Depth = BareGateway::Depth;

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

/// Each compression beside its floor.
void measure_path(Report& report, const Settings& settings, FirehoseServer& server) {
  const std::size_t events = 50'000U / static_cast<std::size_t>(settings.fraction);
  Figures figures;
  for (const auto& [compression, name] : compressions) {
    for (int i = 0; i < settings.repetitions; ++i) {
      const auto fresh = [&] { server.set_options(held_firehose(events, /*large_guilds=*/true)); };
      const auto floor = [&](Depth depth) {
        fresh();
        return floor_cost(server, compression, depth, events);
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
    // Nothing hides the fixed cost of an event where nothing is inflated.
    const bool has_goal = compression != TransportCompression::none;
    report.ratio(prefix + "no handler / floor", prefix + "ShardManager, no handler",
                 prefix + "floor, + envelope", has_goal ? 1.1 : 0.0);
    report.ratio(prefix + "all typed / floor", prefix + "ShardManager, all typed",
                 prefix + "floor, + typed decode", has_goal ? 1.15 : 0.0);
  }
}

/// One TLS record for each event: what a shard that is never behind sees.
void measure_records(Report& report, const Settings& settings, FirehoseServer& server) {
  const std::size_t events = 20'000U / static_cast<std::size_t>(settings.fraction);
  constexpr auto compression = TransportCompression::zstd_stream;
  Figures figures;
  for (int i = 0; i < settings.repetitions; ++i) {
    const auto fresh = [&] {
      FirehoseOptions options = held_firehose(events, /*large_guilds=*/false);
      options.record_per_event = true;
      server.set_options(options);
      server.prepare(compression);
    };
    fresh();
    figures.add("zstd, a TLS record an event: floor",
                floor_cost(server, compression, Depth::envelope, events));
    fresh();
    Client client(server, compression, 1);
    figures.add("zstd, a TLS record an event: no handler", client.run(events).cpu);
  }
  figures.report(report, "us");
}

/// The steady state: small events only, as large ones grow and shrink buffers. What the floor takes
/// is OpenSSL's: one block of 40 bytes for each record of TLS 1.3.
void measure_heap(Report& report, const Settings& settings, FirehoseServer& server) {
  const std::size_t events = 20'000U / static_cast<std::size_t>(settings.fraction);
  Figures figures;
  for (const auto& [compression, name] : compressions) {
    const auto fresh = [&server, events, wanted = compression] {
      server.set_options(held_firehose(events, /*large_guilds=*/false));
      server.prepare(wanted);
    };
    fresh();
    BareGateway floor(server.port(), server.ca_file(), compression);
    server.release();
    floor.read(events / 2, Depth::envelope);
    const std::uint64_t before = heap_allocations();
    floor.read(events / 2, Depth::envelope);
    figures.add(fmt::format("{}: heap blocks an event, floor", name),
                static_cast<double>(heap_allocations() - before) / static_cast<double>(events / 2));
    fresh();
    Client client(server, compression, 1);
    figures.add(fmt::format("{}: heap blocks an event", name), client.run(events).allocations);
  }
  figures.report(report, "blocks");
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
      FirehoseOptions options = held_firehose(events, /*large_guilds=*/false);
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
      asio::co_spawn(context,
                     measure_released(server, 1, events + 1, payloads, thread_cpu_seconds, cost),
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
  measure_handlers(report, settings, server);
}

}  // namespace
}  // namespace pincer::bench

int main(int argc, char** argv) {
  return pincer::bench::run(argc, argv,
                            {"gateway", "an event, CPU time of the client's thread over TLS"},
                            pincer::bench::measure);
}
