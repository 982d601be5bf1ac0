// D++ on the firehose that bench/peers/run started, with its defaults and a handler for every event
// of it. It dials discord.com and gateway.discord.gg at port 443 and nothing else: run has both
// names lead to the firehose.
#include <dpp/dpp.h>

#include <cstdio>
#include <cstdlib>
#include <limits>
#include <mutex>
#include <string_view>

#include "../measured.hpp"

namespace {

/// Counts what comes; at the end of the firehose it sends requests, and stops. Handlers run on
/// threads of D++.
class Peer {
 public:
  Peer() : cluster_("firehose-token", dpp::i_all_intents) {
    cluster_.on_ready([this](const dpp::ready_t&) {
      const std::lock_guard lock(mutex_);
      measured_.on_ready();
    });
    cluster_.on_message_create([this](const dpp::message_create_t& event) {
      count(event);
      const std::lock_guard lock(mutex_);
      measured_.on_message();
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
  void count(const dpp::event_dispatch_t& event) {
    constexpr std::string_view key = "\"s\":";
    const auto at = event.raw_event.find(key);
    const long sequence = std::strtol(event.raw_event.c_str() + at + key.size(), nullptr, 10);
    const std::lock_guard lock(mutex_);
    measured_.on_event(sequence);
  }

  void finish() {
    const std::lock_guard lock(mutex_);
    measured_.on_end();
    for (int i = 0; i < peers::Measured::requests_in_flight; ++i) send_request();
  }

  /// With the mutex locked. The last answer ends the process: D++ takes seconds to stop.
  void send_request() {
    if (!measured_.next_request()) return;
    cluster_.current_user_get([this](const dpp::confirmation_callback_t& answer) {
      const std::lock_guard lock(mutex_);
      if (answer.is_error()) {
        std::fprintf(stderr, "D++: a request failed: %s\n", answer.http_info.body.c_str());
        std::_Exit(1);
      }
      if (measured_.on_answer()) {
        measured_.print(DPP_VERSION_TEXT, "zlib-stream");
        std::_Exit(0);
      }
      send_request();
    });
  }

  dpp::cluster cluster_;
  std::mutex mutex_;
  peers::Measured measured_{2000};  // each takes it tens of milliseconds
};

}  // namespace

int main() { Peer().run(); }
