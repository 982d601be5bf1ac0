// A session driven by chance: what must hold in every state, whatever comes.
#include <algorithm>
#include <deque>

#include "core/session_fixture.hpp"

namespace pincer::core {
namespace {

using namespace std::chrono_literals;

/// Feeds a session random inputs and checks each answer.
class Walk {
 public:
  explicit Walk(std::uint64_t seed) : random_(seed), session_(options(), Random(seed)) {}

  void step() {
    now_ += std::chrono::milliseconds(random_.below(4) == 0 ? random_.below(50000) : 0);
    if (random_.below(4) != 0) return play_along();
    const ConnectionId connection = random_.below(8) == 0 ? random_.below(current_ + 1) : current_;
    switch (random_.below(16)) {
      case 0: return obey(session_.start_loop(now_));
      case 1: return obey(session_.on_open(connection, now_));
      case 2: return obey(session_.on_dial_failed(connection, Error(), now_));
      case 3: return obey(session_.on_identify_granted(now_));
      case 4: return close(connection);
      case 5: return obey(session_.on_bad_data(connection, Error(), now_));
      case 6: return pause_or_stop();
      case 7: return send();
      case 8: return obey(session_.send_next_heartbeat(now_));
      case 9:
      case 10: return tick();
      default: return obey(session_.handle_data(connection, payload(), now_));
    }
  }

  int ticks = 0;
  int sends = 0;
  int readies = 0;
  int resumes = 0;

 private:
  static SessionOptions options() {
    SessionOptions options;
    options.token = Token("secret");
    return options;
  }

  /// What a well-behaved gateway would do next: without it a walk never gets far.
  void play_along() {
    switch (session_.state()) {
      case SessionState::stopped:
      case SessionState::failed: return obey(session_.start_loop(now_));
      case SessionState::backing_off: return tick();
      case SessionState::dialing: return obey(session_.on_open(current_, now_));
      case SessionState::waiting_hello:
        return receive(GatewayDispatch(10, R"({"heartbeat_interval":41250})"));
      case SessionState::waiting_identify: return obey(session_.on_identify_granted(now_));
      case SessionState::identifying: return receive(ready_payload());
      case SessionState::resuming:
        if (random_.below(3) != 0) return next_event();
        return receive(GatewayDispatch(0, "{}", std::nullopt, "RESUMED"));
      case SessionState::ready:
        switch (random_.below(8)) {
          case 0:
          case 1: return send();
          case 2: return tick();
          case 3:
          case 4: return receive(GatewayDispatch(11));
          default: return next_event();
        }
    }
  }
  void next_event() { receive(GatewayDispatch(0, "{}", sequence_ + 1, "EVENT")); }
  void receive(const GatewayDispatch& dispatch) {
    obey(session_.handle_data(current_, dispatch, now_));
  }
  static GatewayDispatch ready_payload() {
    return GatewayDispatch(0, R"({"session_id":"s","resume_gateway_url":"wss://r"})", 1, "READY");
  }

  GatewayDispatch payload() {
    switch (random_.below(12)) {
      case 0: return GatewayDispatch(1);
      case 1: return GatewayDispatch(random_.below(3) == 0 ? 7 : 11);
      case 2: return GatewayDispatch(9, random_.below(2) == 0 ? "true" : "false");
      case 3: return GatewayDispatch(10, "{}");
      case 4:
      case 5:
        return GatewayDispatch(
            10, R"({"heartbeat_interval":)" + std::to_string(1 + random_.below(60000)) + "}");
      case 6: return ready_payload();
      case 7: return GatewayDispatch(0, "{}", std::nullopt, "RESUMED");
      case 8: return GatewayDispatch(static_cast<int>(random_.below(50)), "[]");
      case 9: return GatewayDispatch(11);
      default:
        return GatewayDispatch(0, "{}", static_cast<std::int64_t>(random_.below(1000)), "EVENT");
    }
  }

  void close(ConnectionId connection) {
    constexpr int codes[] = {1000, 1006, 4000, 4003, 4007, 4009, 4008, 4014};
    // Fatal codes are rare, so that walks get somewhere.
    const std::uint64_t choice = random_.below(40);
    obey(session_.on_close(connection,
                           codes[choice < 7     ? choice
                                 : choice == 39 ? 7
                                                : 1],
                           "", now_));
  }

  void pause_or_stop() {
    switch (random_.below(20)) {
      case 0: return obey(session_.stop(now_, true));
      case 1: return obey(session_.stop(now_, false));
      case 2:
      case 3:
      case 4:
      case 5: return session_.pause_receiving();
      default: return session_.resume_receiving(now_);
    }
  }

  void send() {
    const GatewayDispatch command(random_.below(3) == 0 ? 3 : 4, "{}");
    const std::uint64_t count = random_.below(10) == 0 ? 50 : 1;
    for (std::uint64_t i = 0; i < count; ++i) {
      waiting_.push_back(++last_command_);
      obey(session_.send(last_command_, command, now_));
    }
  }

  void tick() {
    const auto deadline = session_.deadline();
    if (!deadline) return;
    now_ = std::max(now_, *deadline);
    obey(session_.on_tick(now_));
    ++ticks;
    const auto next = session_.deadline();
    ASSERT_TRUE(!next || *next > now_) << "a tick at the deadline must move it or clear it";
  }

  void obey(const Actions& actions) {
    for (const Action& action : actions)
      std::visit([this](const auto& known) { check(known); }, action);
    const bool ended =
        session_.state() == SessionState::stopped || session_.state() == SessionState::failed;
    if (!ended) return;
    ASSERT_EQ(session_.deadline(), std::nullopt) << "nothing is awaited by a session that ended";
    ASSERT_TRUE(waiting_.empty()) << "a command outlived its session";
  }

  void check(const Dial& dial) {
    ASSERT_EQ(dial.connection, current_ + 1);
    ASSERT_FALSE(in_queue_);
    current_ = dial.connection;
    closed_ = false;
    sent_at_.clear();
  }
  void check(const RequestIdentify&) {
    ASSERT_FALSE(in_queue_);
    in_queue_ = true;
  }
  void check(const CancelIdentify&) {
    ASSERT_TRUE(in_queue_);
    in_queue_ = false;
  }
  void check(const Send& send) {
    ASSERT_FALSE(closed_) << "nothing is sent behind a close";
    ++sends;
    sent_at_.push_back(now_);
    while (now_ - sent_at_.front() >= 60s) sent_at_.pop_front();
    ASSERT_LE(sent_at_.size(), 120U);
    if (send.payload.starts_with(R"({"op":2,)")) {
      ASSERT_TRUE(in_queue_);
      in_queue_ = false;
    }
    if (send.command == 0) return;
    ASSERT_EQ(session_.state(), SessionState::ready);
    finish(send.command);
    if (!send.payload.starts_with(R"({"op":3,)")) return;
    presences_at_.push_back(now_);
    while (now_ - presences_at_.front() >= 20s) presences_at_.pop_front();
    ASSERT_LE(presences_at_.size(), 5U);
  }
  void check(const Close& close) {
    ASSERT_EQ(close.connection, current_);
    ASSERT_LE(close.reason.size(), 123U) << "RFC 6455, section 5.5";
    ASSERT_TRUE(close.code != 1000 || session_.state() == SessionState::stopped);
    ASSERT_NE(close.code, 1001);
    closed_ = true;
  }
  void check(const Deliver& deliver) {
    if (!deliver.sequence) return;
    ASSERT_TRUE(deliver.session != session_number_ || *deliver.sequence > sequence_);
    session_number_ = deliver.session;
    sequence_ = *deliver.sequence;
    if (random_.below(2) == 0) session_.on_delivered(deliver);
    ASSERT_LE(session_.sequence().value_or(0), sequence_);
  }
  void check(const CommandDropped& dropped) { finish(dropped.command); }
  void check(const Reconnecting& reconnecting) {
    ASSERT_GE(reconnecting.delay, 0s);
    ASSERT_LT(reconnecting.delay, 60s);
    closed_ = true;
  }
  void check(const Ready&) { ++readies; }
  void check(const Resumed&) { ++resumes; }
  void check(const Fail&) {}
  void check(const Stopped&) {}

  void finish(CommandNumber command) {
    const auto found = std::find(waiting_.begin(), waiting_.end(), command);
    ASSERT_NE(found, waiting_.end()) << "each command ends once";
    waiting_.erase(found);
  }

  Random random_;
  Session session_;
  TimePoint now_{1000s};
  ConnectionId current_ = 0;
  bool closed_ = true;
  bool in_queue_ = false;
  CommandNumber last_command_ = 0;
  std::deque<CommandNumber> waiting_;
  std::deque<TimePoint> sent_at_;
  std::deque<TimePoint> presences_at_;
  std::uint64_t session_number_ = 0;
  std::int64_t sequence_ = 0;
};

TEST(SessionWalk, KeepsItsPromisesWhateverComes) {
  int ticks = 0;
  int sends = 0;
  int readies = 0;
  int resumes = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk walk(seed);
    for (int i = 0; i < 2000; ++i) {
      walk.step();
      if (testing::Test::HasFatalFailure()) return;
    }
    ticks += walk.ticks;
    sends += walk.sends;
    readies += walk.readies;
    resumes += walk.resumes;
  }
  // A walk that never gets anywhere proves nothing.
  EXPECT_GT(ticks, 10000);
  EXPECT_GT(sends, 10000);
  EXPECT_GT(readies, 200);
  EXPECT_GT(resumes, 50);
}

}  // namespace
}  // namespace pincer::core
