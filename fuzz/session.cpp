// Whatever happens to a session, in whatever order, its deadlines move, it sends nothing over a
// connection that it has closed, and it stays within the gateway's limits.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <string>

#include "core/session.hpp"

namespace {

using namespace pincer;
using namespace pincer::core;

void require(bool holds) {
  if (!holds) std::abort();
}

class Driver {
 public:
  Driver(const std::uint8_t* bytes, std::size_t size) : next_(bytes), end_(bytes + size) {}

  void run() {
    while (next_ != end_) step();
  }

 private:
  static SessionOptions options() {
    SessionOptions options;
    options.token = Token("t");
    return options;
  }

  std::uint8_t take() { return next_ == end_ ? std::uint8_t{0} : *next_++; }

  void step() {
    const std::uint8_t input = take();
    const ConnectionId connection = (input & 0x80U) != 0 ? current_ - 1 : current_;
    switch (input & 0x0fU) {
      case 0: return obey(session_.start_loop(now_));
      case 1: return obey(session_.on_open(connection, now_));
      case 2: return obey(session_.on_dial_failed(connection, Error(), now_));
      case 3: return obey(session_.on_close(connection, 4000 + take() % 16, "", now_));
      case 4: return obey(session_.on_bad_data(connection, Error(), now_));
      case 5: return obey(session_.on_identify_granted(now_));
      case 6: return obey(session_.on_identify_refused(Error(), now_));
      case 7: return obey(session_.stop(now_, (input & 0x40U) != 0));
      case 8: return session_.pause_receiving();
      case 9: return session_.resume_receiving(now_);
      case 10: return obey(session_.send(1, GatewayDispatch(take() % 10, "{}"), now_));
      case 11: return obey(session_.send_next_heartbeat(now_));
      case 12: now_ += std::chrono::milliseconds(take() * 100); return;
      case 13: return tick();
      case 14: return obey(session_.handle_data(connection, usual_payload(take()), now_));
      default: return obey(session_.handle_data(connection, odd_payload(), now_));
    }
  }

  static GatewayDispatch usual_payload(std::uint8_t choice) {
    switch (choice % 9) {
      case 0: return GatewayDispatch(10, R"({"heartbeat_interval":41250})");
      case 1:
        return GatewayDispatch(0, R"({"session_id":"s","resume_gateway_url":"wss://r"})", 1,
                               "READY");
      case 2: return GatewayDispatch(0, "{}", std::nullopt, "RESUMED");
      case 3: return GatewayDispatch(7);
      case 4: return GatewayDispatch(9, "true");
      case 5: return GatewayDispatch(9, "false");
      case 6: return GatewayDispatch(1);
      case 7: return GatewayDispatch(11);
      default: return GatewayDispatch(0, "{}", choice, "EVENT");
    }
  }
  GatewayDispatch odd_payload() {
    const int op = take() % 12;
    std::string data(take() % 64, '\0');
    for (char& c : data) c = static_cast<char>(take());
    return GatewayDispatch(op, std::move(data), take(), "READY");
  }

  void tick() {
    const auto deadline = session_.deadline();
    if (!deadline) return;
    now_ = std::max(now_, *deadline);
    obey(session_.on_tick(now_));
    const auto moved = session_.deadline();
    require(!moved || *moved > now_);
  }

  void obey(const Actions& actions) {
    for (const Action& action : actions) {
      if (const auto* dial = std::get_if<Dial>(&action)) {
        current_ = dial->connection;
        closed_ = false;
        sent_at_.clear();
      } else if (std::get_if<Close>(&action) != nullptr) {
        closed_ = true;
      } else if (std::get_if<Send>(&action) != nullptr) {
        require(!closed_);
        sent_at_.push_back(now_);
        if (sent_at_.size() > 120) {
          require(now_ - sent_at_.front() >= std::chrono::seconds(60));
          sent_at_.pop_front();
        }
      }
    }
  }

  const std::uint8_t* next_;
  const std::uint8_t* end_;
  Session session_{options(), Random(1)};
  TimePoint now_{std::chrono::seconds(1000)};
  ConnectionId current_ = 0;
  bool closed_ = true;
  std::deque<TimePoint> sent_at_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  Driver(bytes, size).run();
  return 0;
}
