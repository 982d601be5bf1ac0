// What an event costs when there are many shards, or two threads: ShardManager over TLS, beside as
// many bare clients in one thread. A stream's first events are the dearest, so each shard receives
// the same number.
#include <fmt/format.h>

#include <algorithm>

#include "gateway_client.hpp"
#include "pincer/log.hpp"

namespace pincer::bench {
namespace {

constexpr auto compression = TransportCompression::zstd_stream;

void measure_shards(Report& report, const Settings& settings, FirehoseServer& server) {
  const std::size_t per_shard = 4'000U / static_cast<std::size_t>(settings.fraction);
  const auto fresh = [&] {
    server.set_options(held_firehose(per_shard, /*large_guilds=*/false));
    server.prepare(compression);
  };
  constexpr int counts[] = {1, 16, 256, 1000};
  Figures figures;
  for (int i = 0; i < std::max(2, settings.repetitions / 2); ++i) {
    for (const int shards : counts) {
      fresh();
      figures.add(fmt::format("floor, {} shards", shards),
                  floor_cost(server, compression, BareGateway::Depth::envelope, per_shard, shards));
      fresh();
      Client client(server, compression, shards);
      figures.add(fmt::format("no handler, {} shards", shards), client.run(per_shard).cpu);
    }
  }
  figures.report(report, "us");
  for (const int shards : counts) {
    report.ratio(fmt::format("no handler / floor, {} shards", shards),
                 fmt::format("no handler, {} shards", shards),
                 fmt::format("floor, {} shards", shards), 1.2);
  }
}

void measure_threads(Report& report, const Settings& settings, FirehoseServer& server) {
  const std::size_t per_shard = 10'000U / static_cast<std::size_t>(settings.fraction);
  Figures figures;
  for (int i = 0; i < settings.repetitions; ++i) {
    for (const int threads : {1, 2}) {
      server.set_options(held_firehose(per_shard, /*large_guilds=*/false));
      server.prepare(compression);
      Client client(server, compression, /*shards=*/16, threads);
      figures.add(fmt::format("16 shards, threads: {}", threads), client.run(per_shard).cpu);
    }
  }
  figures.report(report, "us");
  report.ratio("threads: 2 / 1", "16 shards, threads: 2", "16 shards, threads: 1", 0.0);
}

void measure(Report& report, const Settings& settings) {
  set_log_level(LogLevel::error);
  report.circumstance("events", "small ones, zstd-stream, nobody listens");
  FirehoseServer server{FirehoseOptions()};
  measure_shards(report, settings, server);
  measure_threads(report, settings, server);
}

}  // namespace
}  // namespace pincer::bench

int main(int argc, char** argv) {
  return pincer::bench::run(
      argc, argv,
      {"scale",
       "an event against the number of shards and of threads, CPU time of all its threads"},
      pincer::bench::measure);
}
