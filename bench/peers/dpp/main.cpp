// D++ on the firehose that bench/peers/run started, with its defaults and a handler for every event
// of it. It dials discord.com and gateway.discord.gg at port 443 and nothing else: run has both
// names lead to the firehose.
#include <dpp/dpp.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <mutex>
#include <string>

namespace {

/// User and system time of the whole process.
double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// The most memory that the process ever had, in KB.
long peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    long kilobytes = 0;
    if (word == "VmHWM:" && status >> kilobytes) return kilobytes;
  }
  return 0;
}

// The first requests open the connections, and warm up.
constexpr int requests_in_flight = 16;
constexpr int requests_unmeasured = 200;
constexpr int requests_measured = 2000;

/// Counts what comes; at the end of the firehose it sends requests, and stops. Handlers run on
/// threads of D++.
class Peer {
 public:
  Peer() : cluster_("firehose-token", dpp::i_all_intents) {
    cluster_.on_ready([this](const dpp::ready_t&) { start(); });
    cluster_.on_message_create([this](const dpp::message_create_t& event) {
      count(event);
      const std::lock_guard lock(mutex_);
      ++messages_;
    });
    const auto listen = [this](const auto& event) { count(event); };
    cluster_.on_presence_update(listen);
    cluster_.on_typing_start(listen);
    cluster_.on_message_update(listen);
    cluster_.on_message_delete(listen);
    cluster_.on_message_reaction_add(listen);
    cluster_.on_channel_update(listen);
    cluster_.on_guild_member_update(listen);
    cluster_.on_guild_create(listen);
    // It has no handler of unknown events, but logs them. Work of this priority comes last.
    cluster_.on_log([this](const dpp::log_t& entry) {
      if (entry.message.starts_with("Unhandled event: FIREHOSE_END")) {
        cluster_.queue_work(std::numeric_limits<int>::max(), [this] { finish(); });
      } else if (entry.severity >= dpp::ll_warning) {
        std::fprintf(stderr, "D++: %s\n", entry.message.c_str());
      }
    });
  }

  void run() { cluster_.start(dpp::st_wait); }

 private:
  void start() {
    const std::lock_guard lock(mutex_);
    cpu_before_ = cpu_seconds();
    began_ = wall_seconds();
  }

  void count(const dpp::event_dispatch_t& event) {
    constexpr std::string_view key = "\"s\":";
    const auto at = event.raw_event.find(key);
    const long sequence = std::strtol(event.raw_event.c_str() + at + key.size(), nullptr, 10);
    const std::lock_guard lock(mutex_);
    ++events_;
    if (sequence != last_ + 1) ++misplaced_;
    last_ = sequence;
  }

  void finish() {
    const std::lock_guard lock(mutex_);
    cpu_ = cpu_seconds() - cpu_before_;
    seconds_ = wall_seconds() - began_;
    memory_ = peak_memory();
    for (int i = 0; i < requests_in_flight; ++i) send_request();
  }

  /// With the mutex locked.
  void send_request() {
    ++started_;
    cluster_.current_user_get([this](const dpp::confirmation_callback_t& answer) {
      const std::lock_guard lock(mutex_);
      if (answer.is_error()) {
        std::fprintf(stderr, "D++: a request failed: %s\n", answer.http_info.body.c_str());
        std::_Exit(1);
      }
      ++answered_;
      if (answered_ == requests_unmeasured) cpu_before_ = cpu_seconds();
      if (answered_ == requests_unmeasured + requests_measured) print();
      if (started_ < requests_unmeasured + requests_measured) send_request();
    });
  }

  /// Ends the process: D++ takes seconds to stop.
  void print() {
    std::printf(R"({"library":"%s","compression":"zlib-stream","events":%ld,"misplaced":%ld,)"
                R"("messages":%ld,"seconds":%g,"cpu":%g,"memory":%ld,"request_cpu":%g})"
                "\n",
                DPP_VERSION_TEXT, events_, misplaced_, messages_, seconds_, cpu_, memory_,
                (cpu_seconds() - cpu_before_) / requests_measured);
    std::fflush(stdout);
    std::_Exit(0);
  }

  dpp::cluster cluster_;
  std::mutex mutex_;
  long events_ = 0;
  long misplaced_ = 0;
  long messages_ = 0;
  long last_ = 1;  // READY's
  double cpu_before_ = 0;
  double began_ = 0;
  double cpu_ = 0;
  double seconds_ = 0;
  long memory_ = 0;
  int started_ = 0;
  int answered_ = 0;
};

}  // namespace

int main() { Peer().run(); }
