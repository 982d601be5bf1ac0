#include "core/global_gate.hpp"

#include <gtest/gtest.h>

namespace pincer::core {
namespace {

using namespace std::chrono_literals;

TimePoint at(Duration offset) { return TimePoint(1h) + offset; }

TEST(GlobalGate, OpensASecondAfterTheSendingThatFilledIt) {
  GlobalGate gate(2, 20ms);
  EXPECT_LE(gate.opens_at(false), at(0s));
  gate.on_send(at(0s));
  EXPECT_LE(gate.opens_at(false), at(0s));
  gate.on_send(at(300ms));
  EXPECT_EQ(gate.opens_at(false), at(1020ms));
  EXPECT_LE(gate.opens_at(true), at(0s)) << "interactions are exempt";
  EXPECT_LE(gate.held_until(false), at(0s)) << "nothing that an answer told";
  gate.on_send(at(1020ms));
  EXPECT_EQ(gate.opens_at(false), at(1320ms));
}

TEST(GlobalGate, PausesAllButInteractionsAndStopsEverything) {
  GlobalGate gate(50, 0s);
  gate.pause(at(5s));
  gate.pause(at(2s));
  EXPECT_EQ(gate.opens_at(false), at(5s)) << "the longer one holds";
  EXPECT_LE(gate.opens_at(true), at(0s));
  gate.stop(at(3s));
  EXPECT_EQ(gate.opens_at(false), at(5s));
  EXPECT_EQ(gate.opens_at(true), at(3s));
}

TEST(GlobalGate, CountsNothingWhereAnyNumberMayGo) {
  GlobalGate gate(std::nullopt, 0s);
  for (int i = 0; i < 1000; ++i) gate.on_send(at(0s));
  EXPECT_LE(gate.opens_at(false), at(0s));
  EXPECT_EQ(gate.snapshot(at(0s)), GlobalLimit());
  gate.pause(at(5s));
  EXPECT_EQ(gate.opens_at(false), at(5s)) << "what Discord says holds all the same";
}

TEST(GlobalGate, ShowsWhatIsLeft) {
  GlobalGate gate(3, 0s);
  gate.on_send(at(0s));
  gate.on_send(at(500ms));
  GlobalLimit expected;
  expected.per_second = 3;
  expected.remaining = 1;
  EXPECT_EQ(gate.snapshot(at(999ms)), expected);
  expected.remaining = 2;
  EXPECT_EQ(gate.snapshot(at(1s)), expected);
  gate.pause(at(5s));
  gate.stop(at(4s));
  expected.remaining = 0;
  expected.limited_until = at(5s);
  expected.stopped_until = at(4s);
  EXPECT_EQ(gate.snapshot(at(1s)), expected);
  expected.stopped_until.reset();
  EXPECT_EQ(gate.snapshot(at(4s)), expected);
}

}  // namespace
}  // namespace pincer::core
