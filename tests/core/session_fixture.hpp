// A Session in virtual time, for the tests of its rules.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "core/session.hpp"

namespace pincer::core {

/// Compares whole lists, and prints them as logs would. (gtest would print a variant's members.)
template <class... Expected>
testing::AssertionResult are(const Actions& actual, Expected... expected) {
  Actions wanted;
  (wanted.emplace_back(std::move(expected)), ...);
  if (actual == wanted) return testing::AssertionSuccess();
  auto result = testing::AssertionFailure() << "\nactual:";
  for (const Action& action : actual)
    result << "\n  " << testing::PrintToString((std::ostringstream() << action).str());
  result << "\nexpected:";
  for (const Action& action : wanted)
    result << "\n  " << testing::PrintToString((std::ostringstream() << action).str());
  return result;
}

using std::chrono::milliseconds;
using std::chrono::seconds;

class SessionTest : public testing::Test {
 protected:
  static constexpr std::uint64_t seed = 20;
  static constexpr Duration interval = std::chrono::milliseconds(41250);
  static constexpr const char* base_url =
      "wss://gateway.test/?v=10&encoding=json&compress=zlib-stream";
  static constexpr const char* resume_url =
      "wss://resume.test/?v=10&encoding=json&compress=zlib-stream";
  static constexpr const char* identify =
      R"({"op":2,"d":{"token":"secret","intents":513,"properties":{"os":"linux",)"
      R"("browser":"pincer","device":"pincer"},"large_threshold":50,"shard":[0,1]}})";

  static SessionOptions default_options() {
    SessionOptions options;
    options.token = Token("secret");
    options.intents = Intents::guilds | Intents::guild_messages;
    options.gateway_url = "wss://gateway.test";
    options.compression = TransportCompression::zlib_stream;
    return options;
  }

  /// Starts over with these options.
  void use(const SessionOptions& options, std::optional<ResumeState> resume = std::nullopt) {
    session = Session(options, Random(seed), std::move(resume));
    random = Random(seed);
    connection = 0;
  }

  // The session draws from a generator with our seed, in the order of these calls.
  Duration next_jitter() { return scaled(interval); }
  Duration next_delay(int failures = 0) { return scaled(seconds(1) * (1 << failures)); }

  static GatewayDispatch hello() { return GatewayDispatch(10, R"({"heartbeat_interval":41250})"); }
  static GatewayDispatch ready(std::int64_t sequence = 1) {
    return GatewayDispatch(0, R"({"session_id":"s1","resume_gateway_url":"wss://resume.test"})",
                           sequence, "READY");
  }
  static GatewayDispatch event(std::int64_t sequence) {
    return GatewayDispatch(0, "{}", sequence, "MESSAGE_CREATE");
  }
  static GatewayDispatch resumed() { return GatewayDispatch(0, "{}", std::nullopt, "RESUMED"); }
  static GatewayDispatch ack() { return GatewayDispatch(11); }

  static Send heartbeat(const std::string& sequence) {
    return Send{R"({"op":1,"d":)" + sequence + "}", 0};
  }
  static Send resume(int sequence, const std::string& id = "s1") {
    return Send{R"({"op":6,"d":{"token":"secret","session_id":")" + id + R"(","seq":)" +
                    std::to_string(sequence) + "}}",
                0};
  }
  static GatewayDispatch command(const std::string& data = "{}") {
    return GatewayDispatch(4, data);
  }
  static Send sent(CommandNumber number, const std::string& data = "{}") {
    return Send{R"({"op":4,"d":)" + data + "}", number};
  }
  static Deliver deliver(std::optional<std::int64_t> sequence = std::nullopt,
                         std::uint64_t number = 1) {
    return Deliver{number, sequence};
  }

  Actions receive(const GatewayDispatch& dispatch) {
    return session.handle_data(connection, dispatch, now);
  }
  Actions close(int code, std::string_view reason = {}) {
    return session.on_close(connection, code, reason, now);
  }
  /// Waits for the deadline, and ticks.
  Actions fire() {
    now = std::max(now, session.deadline().value());
    return session.on_tick(now);
  }

  void to_dialing() {
    connection = 1;
    (void)session.start_loop(now);
  }
  void to_hello() {
    to_dialing();
    (void)session.on_open(connection, now);
  }
  void to_waiting_identify() {
    to_hello();
    jitter = next_jitter();
    (void)receive(hello());
  }
  void to_identifying() {
    to_waiting_identify();
    (void)session.on_identify_granted(now);
  }
  void to_ready() {
    to_identifying();
    (void)receive(ready());
  }
  /// From a dropped connection to a sent Resume.
  void to_resuming() {
    if (session.state() == SessionState::backing_off) (void)fire();
    ++connection;
    (void)session.on_open(connection, now);
    jitter = next_jitter();
    (void)receive(hello());
  }

  Session session{default_options(), Random(seed)};
  Random random{seed};
  TimePoint now{seconds(1000)};
  ConnectionId connection = 0;
  Duration jitter{};  ///< From the last Hello to its first beat.

 private:
  Duration scaled(Duration longest) {
    return std::chrono::duration_cast<Duration>(longest * random.unit());
  }
};

}  // namespace pincer::core
