// How long an event takes from the server's socket to the handler, one event at a time on a
// connection that is otherwise idle; beside it a bare client that blocks in its read. The two ends
// run on a core each and before everything else on the machine, where that is permitted.
//
// A core with nothing to do is halted, and in a virtual machine the hypervisor takes tens of
// microseconds to run it again. So all is measured twice: with cores that are halted meanwhile, and
// with cores that are kept awake by a thread that makes way for any other (SCHED_IDLE). And twice
// from where: from the moment in which the server's kernel is given the bytes, which has both
// kernels' work in it and the time to wake the client's thread; and from the moment in which the
// client's wait for its sockets (epoll_wait) comes back, which is the library's own time.
#include <fmt/format.h>
#include <pthread.h>
#include <sched.h>
#include <sys/epoll.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "gateway_client.hpp"
#include "pincer/log.hpp"

namespace pincer::bench {
namespace {

using Depth = BareGateway::Depth;

/// When a wait for sockets last brought something.
double readable_at = 0;

constexpr unsigned client_core = 0;
constexpr unsigned server_core = 1;

/// What the calling thread, and every thread that it starts from now on, may run on, and how.
bool schedule(unsigned core, int policy) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  sched_param priority{};
  priority.sched_priority = policy == SCHED_FIFO ? 1 : 0;
  return pthread_setaffinity_np(pthread_self(), sizeof(cores), &cores) == 0 &&
         pthread_setschedparam(pthread_self(), policy, &priority) == 0;
}

/// While it lives, the cores of both ends are never halted.
class Awake {
 public:
  Awake() {
    for (const unsigned core : {client_core, server_core}) {
      threads_.emplace_back([this, core] {
        // As any other process it would take turns with what is measured.
        if (!schedule(core, SCHED_IDLE)) return;
        while (!stopping_) {
        }
      });
    }
  }
  Awake(const Awake&) = delete;
  Awake& operator=(const Awake&) = delete;
  ~Awake() {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  std::atomic<bool> stopping_ = false;
  std::vector<std::thread> threads_;
};

/// The times of one run, in microseconds.
class Times {
 public:
  void add(double seconds) { times_.push_back(seconds * 1e6); }
  [[nodiscard]] double quantile(double share) {
    std::ranges::sort(times_);
    return times_.at(static_cast<std::size_t>(share * static_cast<double>(times_.size() - 1)));
  }

 private:
  std::vector<double> times_;
};

/// When the kernel was given each event.
class Sent {
 public:
  explicit Sent(std::size_t events) : at_(events + 1) {}

  FirehoseOptions options(std::size_t events) {
    FirehoseOptions options = held_firehose(events, /*large_guilds=*/false);
    options.pause = std::chrono::microseconds(500);
    options.before_event = [this](std::size_t event) { at_[event] = wall_seconds(); };
    return options;
  }
  /// The age of the next event.
  double next_age() { return wall_seconds() - at_.at(next_++); }

 private:
  std::vector<std::atomic<double>> at_;
  std::size_t next_ = 0;
};

void add(Figures& figures, const std::string& name, Times& times) {
  figures.add(name + ", median", times.quantile(0.5));
  figures.add(name + ", p99", times.quantile(0.99));
}

void measure_latency(Figures& figures, const std::string& cores, std::size_t events,
                     FirehoseServer& server) {
  constexpr auto compression = TransportCompression::zstd_stream;
  Times floor_times;
  Times floor_readable_times;
  Sent to_floor(events);
  server.set_options(to_floor.options(events));
  server.prepare(compression);
  BareGateway floor(server.port(), server.ca_file(), compression);
  server.release();
  floor.read(events, Depth::envelope,
             {.on_readable = [] { readable_at = wall_seconds(); },
              .on_message =
                  [&] {
                    floor_times.add(to_floor.next_age());
                    floor_readable_times.add(wall_seconds() - readable_at);
                  }});
  Times times;
  Times readable_times;
  Sent to_client(events);
  server.set_options(to_client.options(events));
  Client client(server, compression, 1);
  client.add([&](Gateway&, const GatewayDispatch& event) {
    if (event.event_name == "READY" || event.event_name == "FIREHOSE_END") return;
    times.add(to_client.next_age());
    readable_times.add(wall_seconds() - readable_at);
  });
  // Else each fourth event would find the thread, and its caches, with the benchmark's own timer.
  client.run(events, std::chrono::milliseconds(100));
  add(figures, cores + ": sent to envelope, floor", floor_times);
  add(figures, cores + ": sent to handler", times);
  add(figures, cores + ": readable to envelope, floor", floor_readable_times);
  add(figures, cores + ": readable to handler", readable_times);
}

void measure(Report& report, const Settings& settings) {
  set_log_level(LogLevel::error);
  const std::size_t events = 4'000U / static_cast<std::size_t>(settings.fraction);
  bool alone = schedule(server_core, SCHED_FIFO);
  FirehoseServer server{FirehoseOptions()};  // its threads inherit it
  alone = schedule(client_core, SCHED_FIFO) && alone;
  report.circumstance("scheduling", alone
                                        ? "a core for each end, SCHED_FIFO"
                                        : "as any process: SCHED_FIFO or a second core is missing");
  const std::vector<std::string> kinds{"halted cores", "cores awake"};
  Figures figures;
  for (int i = 0; i < std::max(1, settings.repetitions / 2); ++i) {
    measure_latency(figures, kinds[0], events, server);
    const Awake awake;
    measure_latency(figures, kinds[1], events, server);
  }
  figures.report(report, "us");
  for (const std::string& cores : kinds) {
    for (const std::string share : {", median", ", p99"}) {
      for (const std::string from : {": sent", ": readable"}) {
        const std::string ours = cores + from + " to handler" + share;
        report.ratio(ours + " / floor", ours, cores + from + " to envelope, floor" + share, 0.0);
      }
    }
    report.goal(cores + ": readable to handler, p99", 50.0);
  }
}

}  // namespace
}  // namespace pincer::bench

// Asio waits here, where the library's own would be.
extern "C" int epoll_wait(int epoll, epoll_event* events, int events_max, int timeout) {
  const int count = epoll_pwait(epoll, events, events_max, timeout, nullptr);
  if (count > 0) pincer::bench::readable_at = pincer::bench::wall_seconds();
  return count;
}

int main(int argc, char** argv) {
  return pincer::bench::run(
      argc, argv, {"latency", "an event from the server's socket to the handler, over TLS"},
      pincer::bench::measure);
}
