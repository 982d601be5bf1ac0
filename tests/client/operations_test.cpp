#include "pincer/operations.hpp"

#include <gtest/gtest.h>

#include "client/generated/operation_list.hpp"
#include "client/operation.hpp"
#include "pincer/model/create_message.hpp"
#include "pincer/rest.hpp"

namespace pincer {
namespace {

TEST(Operations, AreAllThere) {
  int count = handwritten_operation_count;
#define PINCER_COUNT(name)                                             \
  {                                                                    \
    const auto function = &Operations::name; /* defined, or no link */ \
    count += function != nullptr ? 1 : 0;                              \
  }
  PINCER_FOR_EACH_OPERATION(PINCER_COUNT)
#undef PINCER_COUNT
  EXPECT_EQ(count, operation_count);
  EXPECT_EQ(operation_count, 242);
}

TEST(OperationPath, TakesIdsNumbersAndText) {
  EXPECT_EQ(path("/guilds/{}/bans/{}", GuildId(1), UserId(2)), "/guilds/1/bans/2");
  EXPECT_EQ(path("/channels/{}/polls/{}/answers/{}", ChannelId(1), MessageId(2), 3),
            "/channels/1/polls/2/answers/3");
  EXPECT_EQ(path("/invites/{}", std::string("a/b c")), "/invites/a%2Fb%20c");
}

}  // namespace
}  // namespace pincer
