// Our own library as its users have it: a Bot with a handler for every event of the firehose that
// bench/peers/run started.
#include <fmt/format.h>

#include <cstdlib>
#include <string>

#include "measured.hpp"
#include "pincer/bot.hpp"
#include "pincer/gateway.hpp"
#include "pincer/version.hpp"

namespace pincer::bench {
namespace {

/// Counts what comes; at the end of the firehose it sends requests, and stops.
class Peer {
 public:
  explicit Peer(const std::string& url, const std::string& ca_file)
      // The firehose sends everything, whatever the intents.
      : bot_(Token("firehose-token"), Intents::all, options(url, ca_file)) {
    bot_.on<Ready>([this](const Ready&) {
      shard_ = bot_.gateway();
      shard_->append_handler(0, [this](const GatewayDispatch& event) { count(event); });
      measured_.on_ready();
    });
    bot_.on<MessageCreate>([this](const MessageCreate&) { measured_.on_message(); });
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
    measured_.on_event(event.seq.value_or(0));
  }

  void finish() {
    measured_.on_end();
    for (int i = 0; i < peers::Measured::requests_in_flight; ++i) shard_->spawn(send_requests());
  }

  awaitable<void> send_requests() try {
    while (measured_.next_request()) {
      co_await bot_.rest().get_my_user();
      if (measured_.on_answer()) {
        measured_.print("Pincer for C++ " PINCER_VERSION,
                        std::string(to_string(shard_->options().compression)));
        bot_.stop();
      }
    }
  } catch (const Exception&) {
    bot_.stop();  // without a result
    throw;
  }

  Bot bot_;
  std::shared_ptr<Gateway> shard_;
  peers::Measured measured_{5000};
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
