// How long an event takes from the server's write to the handler, one event at a time on a
// connection that is otherwise idle; beside it a bare client that blocks in its read. The two ends
// run on a core each and before everything else on the machine, where that is permitted.
#include <fmt/format.h>
#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "gateway_client.hpp"
#include "pincer/log.hpp"

namespace pincer::bench {
namespace {

using Depth = BareGateway::Depth;

/// What the calling thread, and every thread that it starts from now on, may run on and before.
bool run_on_core(unsigned core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  sched_param priority{};
  priority.sched_priority = 1;
  return pthread_setaffinity_np(pthread_self(), sizeof(cores), &cores) == 0 &&
         pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority) == 0;
}

/// Microseconds from just before the server's write to the handler, one event at a time.
class Latency {
 public:
  explicit Latency(std::size_t events) : sent_(events + 1) {}

  FirehoseOptions options(std::size_t events) {
    FirehoseOptions options = held_firehose(events, /*large_guilds=*/false);
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
    figures.add("floor, write to envelope, median", bare.quantile(0.5));
    figures.add("floor, write to envelope, p99", bare.quantile(0.99));
    figures.add("write to handler, median", whole.quantile(0.5));
    figures.add("write to handler, p99", whole.quantile(0.99));
  }
  figures.report(report, "us");
  report.ratio("median / floor", "write to handler, median", "floor, write to envelope, median",
               0.0);
  report.ratio("p99 / floor", "write to handler, p99", "floor, write to envelope, p99", 0.0);
}

void measure(Report& report, const Settings& settings) {
  set_log_level(LogLevel::error);
  bool alone = run_on_core(1);
  FirehoseServer server{FirehoseOptions()};  // its threads inherit it
  alone = run_on_core(0) && alone;
  report.circumstance("scheduling", alone
                                        ? "a core for each end, SCHED_FIFO"
                                        : "as any process: SCHED_FIFO or a second core is missing");
  measure_latency(report, settings, server);
}

}  // namespace
}  // namespace pincer::bench

int main(int argc, char** argv) {
  return pincer::bench::run(
      argc, argv, {"latency", "an event from the server's write to the handler, over TLS"},
      pincer::bench::measure);
}
