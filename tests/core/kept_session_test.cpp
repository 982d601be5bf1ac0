#include "core/kept_session.hpp"

#include <gtest/gtest.h>

namespace pincer::core {
namespace {

class KeptSessionTest : public testing::Test {
 protected:
  void SetUp() override {
    kept.begin();
    kept.start("s1", "wss://resume.test", 1);
  }
  [[nodiscard]] Deliver of_this(std::int64_t sequence) const {
    return Deliver{kept.number(), sequence};
  }

  KeptSession kept;
};

TEST_F(KeptSessionTest, TakesEachEventOnceAndNeverGoesBack) {
  EXPECT_TRUE(kept.receive(2));
  EXPECT_FALSE(kept.receive(2));
  EXPECT_FALSE(kept.receive(1));
  EXPECT_TRUE(kept.receive(5));
  EXPECT_EQ(kept.received(), 5);
}

TEST_F(KeptSessionTest, StoresOnlyWhatTheUserHas) {
  EXPECT_TRUE(kept.receive(2));
  EXPECT_TRUE(kept.can_resume());
  EXPECT_EQ(kept.resume_state(), std::nullopt);
  kept.deliver(of_this(2));
  kept.deliver(of_this(1));
  EXPECT_EQ(kept.resume_state(), (ResumeState{"s1", "wss://resume.test", 2}));
}

TEST_F(KeptSessionTest, IsNotMovedByWhatAHandlerReportsOfAnotherSession) {
  const Deliver late = of_this(500);
  kept.begin();
  kept.start("s2", "", 1);
  kept.deliver(late);
  EXPECT_EQ(kept.delivered(), std::nullopt);
  kept.restore(ResumeState{"s3", "", 70});
  kept.deliver(late);
  EXPECT_EQ(kept.delivered(), 70);
}

TEST_F(KeptSessionTest, CannotBeResumedWithoutAnIdOrANumber) {
  kept.forget();
  EXPECT_FALSE(kept.can_resume());
  EXPECT_EQ(kept.resume_url(), "");
  EXPECT_EQ(kept.received(), std::nullopt);
  kept.start("", "", 1);
  EXPECT_FALSE(kept.can_resume());
  kept.start("s2", "", std::nullopt);
  EXPECT_FALSE(kept.can_resume());
}

TEST_F(KeptSessionTest, IsForgottenAfterSoManyResumesInVainInARow) {
  for (int i = 1; i < failed_resumes_max; ++i) kept.count_failed_resume();
  kept.forgive_failed_resumes();
  for (int i = 1; i < failed_resumes_max; ++i) kept.count_failed_resume();
  EXPECT_TRUE(kept.can_resume());
  kept.count_failed_resume();
  EXPECT_FALSE(kept.can_resume());
}

}  // namespace
}  // namespace pincer::core
