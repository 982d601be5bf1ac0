// Our own library as its users have it: a Bot with a handler for every event of the firehose that
// bench/peers/run started.
#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "pincer/bot.hpp"
#include "pincer/gateway.hpp"
#include "pincer/version.hpp"
#include "report.hpp"

namespace pincer::bench {
namespace {

/// User and system time of the whole process.
double process_cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
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

/// Counts what comes; at the end of the firehose it sends requests, and stops.
class Peer {
 public:
  explicit Peer(const std::string& url, const std::string& ca_file)
      // The firehose sends everything, whatever the intents.
      : bot_(Token("firehose-token"), Intents::guilds, options(url, ca_file)) {
    bot_.on<Ready>([this](const Ready&) {
      shard_ = bot_.gateway();
      shard_->append_handler(0, [this](const GatewayDispatch& event) { count(event); });
      cpu_before_ = process_cpu_seconds();
      began_ = wall_seconds();
    });
    bot_.on<MessageCreate>([this](const MessageCreate&) { ++messages_; });
    listen<PresenceUpdate, TypingStart, MessageUpdate, MessageDelete, MessageReactionAdd,
           ChannelUpdate, GuildMemberUpdate, GuildCreate>();
  }

  int run() { return bot_.run(); }

 private:
  static BotOptions options(const std::string& url, const std::string& ca_file) {
    BotOptions options;
    options.base_url = url + "/api/v10";
    options.ca_file = ca_file;
    options.http.global_requests_per_second = 0;  // any number
    return options;
  }

  template <class... Events>
  void listen() {
    (bot_.on<Events>([](const Events&) {}), ...);
  }

  void count(const GatewayDispatch& event) {
    if (event.event_name == "READY") return;
    if (event.event_name == "FIREHOSE_END") return finish();
    ++events_;
    if (event.seq != last_ + 1) ++misplaced_;
    last_ = event.seq.value_or(0);
  }

  void finish() {
    cpu_ = process_cpu_seconds() - cpu_before_;
    seconds_ = wall_seconds() - began_;
    memory_ = peak_memory();
    for (int i = 0; i < requests_in_flight; ++i) shard_->spawn(send_requests());
  }

  awaitable<void> send_requests() try {
    while (started_ < requests_unmeasured + requests_measured) {
      ++started_;
      co_await bot_.rest().get_my_user();
      ++answered_;
      if (answered_ == requests_unmeasured) cpu_before_ = process_cpu_seconds();
      if (answered_ == requests_unmeasured + requests_measured) print();
    }
  } catch (const Exception&) {
    bot_.stop();  // without a result
    throw;
  }

  void print() {
    fmt::print(R"({{"library":"Pincer for C++ {}","compression":"{}","events":{},"misplaced":{},)"
               R"("messages":{},"seconds":{},"cpu":{},"memory":{},"request_cpu":{}}})"
               "\n",
               PINCER_VERSION, to_string(shard_->options().compression), events_, misplaced_,
               messages_, seconds_, cpu_, memory_,
               (process_cpu_seconds() - cpu_before_) / requests_measured);
    bot_.stop();
  }

  Bot bot_;
  std::shared_ptr<Gateway> shard_;
  long events_ = 0;
  long misplaced_ = 0;
  long messages_ = 0;
  std::int64_t last_ = 1;  // READY's
  double cpu_before_ = 0;
  double began_ = 0;
  double cpu_ = 0;
  double seconds_ = 0;
  long memory_ = 0;
  int started_ = 0;
  int answered_ = 0;
};

}  // namespace
}  // namespace pincer::bench

int main() {
  const char* const url = std::getenv("FIREHOSE");
  const char* const ca_file = std::getenv("FIREHOSE_CA");
  if (url == nullptr || ca_file == nullptr) {
    fmt::print(stderr, "bench/peers/run sets FIREHOSE and FIREHOSE_CA\n");
    return 2;
  }
  return pincer::bench::Peer(url, ca_file).run();
}
