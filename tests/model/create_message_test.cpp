// What a message may have beside text, embeds and components, and the limits of it.
#include "pincer/model/create_message.hpp"

#include "model/check_support.hpp"
#include "model/generated/request_list.hpp"
#include "pincer/model/command.hpp"
#include "pincer/model/layout.hpp"

namespace pincer {
namespace {

using test::bad_length;
using test::expect_at_most;
using test::expect_between;
using test::expect_limit;
using test::text;
using test::too_great;
using test::too_long;
using test::too_small;
using testing::ElementsAre;
using testing::IsEmpty;

static_assert(!std::is_aggregate_v<CreatePoll>);

TEST(CheckCreateMessage, BoundsPolls) {
  const auto with = [](const CreatePoll& poll) { return CreateMessage().poll(poll); };
  expect_between(1, 300, "poll.question.text",
                 [&](std::size_t size) { return with(CreatePoll(text(size)).answer("yes")); });
  expect_between(1, 55, "poll.answers[0].poll_media.text",
                 [&](std::size_t size) { return with(CreatePoll("Tea?").answer(text(size))); });
  expect_between(1, 10, "poll.answers", [&](std::size_t count) {
    CreatePoll poll("Tea?");
    for (std::size_t i = 0; i < count; ++i) poll.answer("yes");
    return with(poll);
  });
  const CreatePoll poll = CreatePoll("Tea?").answer("yes");
  expect_limit(too_small("poll.duration", 1),
               with(CreatePoll(poll).duration(std::chrono::hours(1))),
               with(CreatePoll(poll).duration(std::chrono::hours(0))));
  expect_limit(too_great("poll.duration", 768),
               with(CreatePoll(poll).duration(std::chrono::hours(768))),
               with(CreatePoll(poll).duration(std::chrono::hours(769))));
}

TEST(CheckCreateMessage, BoundsStickersTagsAndNames) {
  expect_at_most(3, too_long("sticker_ids", 3), [](std::size_t count) {
    CreateMessage message;
    for (std::size_t i = 0; i < count; ++i) message.sticker(StickerId(7));
    return message;
  });
  expect_at_most(5, too_long("applied_tags", 5), [](std::size_t count) {
    CreateMessage message;
    for (std::size_t i = 0; i < count; ++i) message.applied_tag(ForumTagId(7));
    return message;
  });
  expect_between(1, 80, "username",
                 [](std::size_t size) { return CreateMessage().username(text(size)); });
  expect_at_most(100, too_long("thread_name", 100),
                 [](std::size_t size) { return CreateMessage().thread_name(text(size)); });
  expect_at_most(2048, too_long("avatar_url", 2048),
                 [](std::size_t size) { return CreateMessage().avatar_url(text(size)); });
}

TEST(CheckCreateMessage, BoundsThemes) {
  const auto theme = [](std::size_t colors, std::int32_t angle, std::int32_t mix) {
    return CreateMessage().shared_client_theme(std::vector<std::string>(colors, "5865F2"), angle,
                                               mix);
  };
  expect_limit(bad_length("shared_client_theme.colors", 1, 5), theme(5, 0, 0), theme(6, 0, 0));
  expect_limit(too_great("shared_client_theme.gradient_angle", 360), theme(1, 360, 0),
               theme(1, 361, 0));
  expect_limit(too_great("shared_client_theme.base_mix", 100), theme(1, 0, 100), theme(1, 0, 101));
  EXPECT_THAT(errors_in(CreateMessage().shared_client_theme({"red"}, 0, 0)),
              ElementsAre(bad_length("shared_client_theme.colors[0]", 6, 6)));
}

TEST(CheckCreateMessage, HasComponentsAloneOrTheRest) {
  const CreateMessage message = CreateMessage()
                                    .component(TextDisplay("tide"))
                                    .sticker(StickerId(1))
                                    .poll(CreatePoll("Tea?").answer("yes"))
                                    .shared_client_theme({"5865F2"}, 0, 0);
  const auto legacy = [](const std::string& key) {
    return FieldError{
        key, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
        "The '" + key + "' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"};
  };
  EXPECT_THAT(errors_in(message),
              ElementsAre(legacy("sticker_ids"), legacy("poll"), legacy("shared_client_theme")));
}

TEST(CheckEditMessage, BoundsFiles) {
  expect_at_most(10, too_long("attachments", 10), [](std::size_t count) {
    EditMessage edit;
    for (std::size_t i = 0; i < count; ++i) edit.file(File("tide.txt", ""));
    return edit;
  });
}

TEST(CheckLists, OfCommandsByTheirType) {
  const auto make = [](std::size_t count, const CreateCommand& command) {
    return std::vector<CreateCommand>(count, command);
  };
  const auto error = [](int type, int most) {
    return FieldError{"", "APPLICATION_COMMANDS_MAX_REACHED",
                      "Maximum number of application commands of type " + std::to_string(type) +
                          " reached (" + std::to_string(most) + ")."};
  };
  const CreateCommand slash("tide", "Tells the tide");
  expect_limit(error(1, 100), make(100, slash), make(101, slash));
  const CreateCommand menu = CreateCommand::context_menu(CommandType::message, "Log it");
  expect_limit(error(3, 15), make(15, menu), make(16, menu));
  // Each is checked too.
  EXPECT_THAT(
      errors_in(make(2, CreateCommand("tide", ""))),
      ElementsAre(bad_length("[0].description", 1, 100), bad_length("[1].description", 1, 100)));
}

TEST(CheckLists, OfGeneratedBodies) {
  const std::vector members(25, UpdateLobbyMember(UserId(7)));
  const std::vector too_many(26, UpdateLobbyMember(UserId(7)));
  expect_limit(bad_length("", 1, 25), members, too_many);
  EXPECT_THAT(errors_in(std::vector<UpdateLobbyMember>()), ElementsAre(bad_length("", 1, 25)));
}

}  // namespace
}  // namespace pincer
