// Each limit of what bots send, and its neighbour.
#include "model/check.hpp"

#include "model/check_support.hpp"
#include "pincer/model/command.hpp"
#include "pincer/model/create_message.hpp"
#include "pincer/model/interaction_response.hpp"
#include "pincer/model/requests/application.hpp"
#include "pincer/model/requests/auto_moderation.hpp"
#include "pincer/model/requests/channel.hpp"
#include "pincer/model/requests/command.hpp"
#include "pincer/model/requests/guild.hpp"
#include "pincer/model/requests/role.hpp"
#include "pincer/model/requests/soundboard.hpp"

namespace pincer::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(CheckText, CountsCodePointsWithoutSpaceAround) {
  const std::string boat = "\xe2\x9b\xb5";
  std::string boats;
  for (int i = 0; i < 2000; ++i) boats += boat;
  EXPECT_THAT(errors_in(CreateMessage(boats)), IsEmpty());
  EXPECT_THAT(errors_in(CreateMessage(boats + boat)), ElementsAre(too_long("content", 2000)));
  EXPECT_THAT(errors_in(CreateMessage(" \n" + boats + "\t ")), IsEmpty());
}

TEST(CheckMessage, LimitsItsTexts) {
  expect_at_most(2000, too_long("content", 2000),
                 [](std::size_t size) { return CreateMessage(text(size)); });
  expect_at_most(2000, too_long("content", 2000),
                 [](std::size_t size) { return EditMessage(text(size)); });
  expect_at_most(25, too_long("nonce", 25),
                 [](std::size_t size) { return CreateMessage("hi").nonce(text(size)); });
}

TEST(CheckMessage, LimitsItsLists) {
  expect_at_most(10, too_long("embeds", 10), [](std::size_t count) {
    CreateMessage message;
    for (std::size_t i = 0; i < count; ++i) message.embed(Embed().title("t"));
    return message;
  });
  expect_at_most(5, too_long("components", 5), [](std::size_t count) {
    EditMessage message;
    for (std::size_t i = 0; i < count; ++i) message.row(ActionRow().button(Button("id", "label")));
    return message;
  });
  expect_at_most(10, too_long("attachments", 10), [](std::size_t count) {
    CreateMessage message;
    for (std::size_t i = 0; i < count; ++i) message.file(File("a.txt", "a"));
    return message;
  });
}

TEST(CheckMessage, CountsAllComponentsOfTheNewKind) {
  const auto make = [](std::size_t buttons_of_last) {
    // Seven rows of five buttons are 42 components; with four of the last row missing, 38.
    CreateMessage message;
    message.flags(MessageFlag::is_components_v2);
    for (std::size_t i = 0; i < 7; ++i) {
      ActionRow row;
      for (std::size_t j = 0; j < (i < 6 ? 5 : buttons_of_last); ++j) {
        row.button(Button("id", "label"));
      }
      message.row(row);
    }
    return message;
  };
  EXPECT_THAT(errors_in(make(3)), IsEmpty());
  EXPECT_THAT(errors_in(make(4)),
              ElementsAre(FieldError{"components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
                                     "Total number of components exceeds maximum of 40"}));
}

TEST(CheckMessage, LimitsMentions) {
  const auto users = [](std::size_t count) {
    AllowedMentions mentions;
    for (std::size_t i = 0; i < count; ++i) mentions.user(UserId(i + 1));
    return CreateMessage("hi").allowed_mentions(mentions);
  };
  expect_at_most(100, too_long("allowed_mentions.users", 100), users);
  const auto roles = [](std::size_t count) {
    AllowedMentions mentions;
    for (std::size_t i = 0; i < count; ++i) mentions.role(RoleId(i + 1));
    return EditMessage("hi").allowed_mentions(mentions);
  };
  expect_at_most(100, too_long("allowed_mentions.roles", 100), roles);
  const auto both = CreateMessage("hi").allowed_mentions(AllowedMentions().users().user(UserId(1)));
  EXPECT_THAT(
      errors_in(both),
      ElementsAre(FieldError{"allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                             "parse:[\"users\"] and users: [ids...] are mutually exclusive."}));
}

TEST(CheckEmbed, LimitsItsTexts) {
  const auto expect = [](std::size_t max, const std::string& path, auto make) {
    expect_at_most(max, too_long("embeds[0]." + path, max),
                   [&](std::size_t size) { return CreateMessage().embed(make(text(size))); });
  };
  expect(256, "title", [](const std::string& t) { return Embed().title(t); });
  expect(4096, "description", [](const std::string& t) { return Embed().description(t); });
  expect(2048, "url", [](const std::string& t) { return Embed().url(t); });
  expect(2048, "footer.text", [](const std::string& t) { return Embed().footer(t); });
  expect(2048, "footer.icon_url", [](const std::string& t) { return Embed().footer("f", t); });
  expect(256, "author.name", [](const std::string& t) { return Embed().author(t); });
  expect(2048, "author.url", [](const std::string& t) { return Embed().author("a", t); });
  expect(2048, "author.icon_url", [](const std::string& t) { return Embed().author("a", {}, t); });
  expect(2048, "image.url", [](const std::string& t) { return Embed().image(t); });
  expect(2048, "thumbnail.url", [](const std::string& t) { return Embed().thumbnail(t); });
  expect(256, "fields[0].name", [](const std::string& t) { return Embed().field(t, "v"); });
  expect(1024, "fields[0].value", [](const std::string& t) { return Embed().field("n", t); });
}

TEST(CheckEmbed, LimitsItsFieldsAndColor) {
  expect_at_most(25, too_long("embeds[0].fields", 25), [](std::size_t count) {
    Embed embed;
    for (std::size_t i = 0; i < count; ++i) embed.field("name", "value");
    return CreateMessage().embed(embed);
  });
  EXPECT_THAT(errors_in(EditMessage().embed(Embed().color(0xffffff))), IsEmpty());
  EXPECT_THAT(errors_in(EditMessage().embed(Embed().color(0x1000000))),
              ElementsAre(too_great("embeds[0].color", 0xffffff)));
}

TEST(CheckEmbed, MissesWhatIsEmptyAsDiscordDoes) {
  Embed embed;
  for (int i = 0; i < 3; ++i) embed.field("name", "value");
  embed.field("name", " ");
  EXPECT_THAT(errors_in(CreateMessage().embed(embed)),
              ElementsAre(FieldError{"embeds[0].fields[3].value", "BASE_TYPE_REQUIRED",
                                     "This field is required"}));
}

TEST(CheckEmbed, LimitsAllTextOfAMessageTogether) {
  const auto make = [](std::size_t size) {
    return CreateMessage()
        .embed(Embed().title(text(100)).description(text(2900)).field(text(100), text(900)))
        .embed(Embed().footer(text(1000)).author(text(200)).description(text(size - 5200)));
  };
  expect_at_most(
      6000,
      FieldError{"embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000"},
      make);
}

TEST(CheckResponse, LimitsModals) {
  const auto modal = [](std::string id, std::string title, TextInput input) {
    return InteractionResponse::modal(
        Modal(std::move(id), std::move(title)).input(std::move(input)));
  };
  const TextInput input("id", "label");
  expect_between(1, 100, "data.custom_id",
                 [&](std::size_t size) { return modal(text(size), "title", input); });
  expect_between(1, 45, "data.title",
                 [&](std::size_t size) { return modal("id", text(size), input); });
  expect_between(1, 5, "data.components", [&](std::size_t count) {
    Modal made("id", "title");
    for (std::size_t i = 0; i < count; ++i) made.input(input);
    return InteractionResponse::modal(made);
  });
  expect_between(1, 45, "data.components[0].label", [&](std::size_t size) {
    return modal("id", "title", TextInput("id", text(size)));
  });
  const std::string place = "data.components[0].component.";
  expect_between(1, 100, place + "custom_id", [&](std::size_t size) {
    return modal("id", "title", TextInput(text(size), "label"));
  });
  expect_at_most(4000, too_long(place + "value", 4000), [&](std::size_t size) {
    return modal("id", "title", TextInput("id", "label").value(text(size)));
  });
  expect_at_most(100, too_long(place + "placeholder", 100), [&](std::size_t size) {
    return modal("id", "title", TextInput("id", "label").placeholder(text(size)));
  });
  EXPECT_THAT(errors_in(modal("id", "title", TextInput("id", "label").length(0, 4000))), IsEmpty());
  EXPECT_THAT(
      errors_in(modal("id", "title", TextInput("id", "label").length(-1, 4001))),
      ElementsAre(too_small(place + "min_length", 0), too_great(place + "max_length", 4000)));
}

TEST(CheckResponse, LimitsMessagesAndSuggestions) {
  expect_at_most(2000, too_long("data.content", 2000), [](std::size_t size) {
    return InteractionResponse::message(CreateMessage(text(size)));
  });
  expect_at_most(2000, too_long("data.content", 2000), [](std::size_t size) {
    return InteractionResponse::update(EditMessage(text(size)));
  });
  expect_at_most(25, too_long("data.choices", 25), [](std::size_t count) {
    Autocomplete choices;
    for (std::size_t i = 0; i < count; ++i) choices.choice("name", "value");
    return InteractionResponse::autocomplete(choices);
  });
  EXPECT_THAT(errors_in(InteractionResponse::deferred()), IsEmpty());
}

TEST(CheckCommand, LimitsNamesAndDescriptions) {
  expect_between(1, 32, "name", [](std::size_t size) { return CreateCommand(text(size), "d"); });
  expect_between(1, 100, "description",
                 [](std::size_t size) { return CreateCommand("name", text(size)); });
  expect_between(1, 32, "name", [](std::size_t size) {
    return CreateCommand::context_menu(CommandType::user, text(size));
  });
  const FieldError invalid{"name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid"};
  EXPECT_THAT(errors_in(CreateCommand("Ping", "d")), ElementsAre(invalid));
  EXPECT_THAT(errors_in(CreateCommand("two words", "d")), ElementsAre(invalid));
  EXPECT_THAT(errors_in(CreateCommand("\xc3\xa9t\xc3\xa9-2_x", "d")), IsEmpty());
  EXPECT_THAT(errors_in(CreateCommand::context_menu(CommandType::user, "Two Words")), IsEmpty());
}

TEST(CheckCommand, LimitsOtherLanguages) {
  const CommandOption plain(CommandOptionType::string, "o", "d");
  const auto command = [](CommandOption option) {
    return CreateCommand("name", "d").option(std::move(option));
  };
  expect_between(1, 32, "name_localizations.de", [](std::size_t size) {
    return CreateCommand("name", "d").name_localization("de", text(size));
  });
  expect_between(1, 100, "description_localizations.de", [](std::size_t size) {
    return CreateCommand("name", "d").description_localization("de", text(size));
  });
  expect_between(1, 32, "options[0].name_localizations.de", [&](std::size_t size) {
    return command(CommandOption(plain).name_localization("de", text(size)));
  });
  expect_between(1, 100, "options[0].description_localizations.de", [&](std::size_t size) {
    return command(CommandOption(plain).description_localization("de", text(size)));
  });
  expect_between(1, 100, "options[0].choices[0].name_localizations.de", [&](std::size_t size) {
    return command(CommandOption(plain).choice("c", "v", {{"de", text(size)}}));
  });
  EXPECT_THAT(errors_in(CreateCommand("name", "d").name_localization("de", "Name")),
              ElementsAre(FieldError{"name_localizations.de", "APPLICATION_COMMAND_INVALID_NAME",
                                     "Command name is invalid"}));
  EXPECT_THAT(errors_in(CreateCommand::context_menu(CommandType::user, "Name")
                            .name_localization("de", "Der Name")),
              IsEmpty());
}

TEST(CheckCommand, LimitsEntryPoints) {
  expect_at_most(100, too_long("description", 100), [](std::size_t size) {
    return CreateCommand::entry_point("Play", text(size), CommandHandler::app_handler);
  });
}

TEST(CheckCommand, LimitsFileTypes) {
  expect_at_most(10, too_long("options[0].file_types", 10), [](std::size_t count) {
    CommandOption option(CommandOptionType::attachment, "o", "d");
    for (std::size_t i = 0; i < count; ++i) option.file_type(".pdf");
    return CreateCommand("name", "d").option(option);
  });
}

TEST(CheckCommand, LimitsOptions) {
  const auto command = [](CommandOption option) {
    return CreateCommand("name", "d").option(std::move(option));
  };
  const auto plain = [](std::string name, std::string description) {
    return CommandOption(CommandOptionType::string, std::move(name), std::move(description));
  };
  expect_at_most(25, too_long("options", 25), [&](std::size_t count) {
    CreateCommand made("name", "d");
    for (std::size_t i = 0; i < count; ++i) made.option(plain("o" + std::to_string(i), "d"));
    return made;
  });
  expect_between(1, 32, "options[0].name",
                 [&](std::size_t size) { return command(plain(text(size), "d")); });
  expect_between(1, 100, "options[0].description",
                 [&](std::size_t size) { return command(plain("o", text(size))); });
  expect_at_most(25, too_long("options[0].choices", 25), [&](std::size_t count) {
    CommandOption made = plain("o", "d");
    for (std::size_t i = 0; i < count; ++i) made.choice("name", "value");
    return command(made);
  });
  expect_between(1, 100, "options[0].choices[0].name", [&](std::size_t size) {
    return command(plain("o", "d").choice(text(size), 1.5));
  });
  expect_at_most(100, too_long("options[0].choices[0].value", 100), [&](std::size_t size) {
    return command(plain("o", "d").choice("name", text(size)));
  });
  EXPECT_THAT(errors_in(command(plain("o", "d").length(0, 6000))), IsEmpty());
  EXPECT_THAT(
      errors_in(command(plain("o", "d").length(6001, 0))),
      ElementsAre(too_great("options[0].min_length", 6000), too_small("options[0].max_length", 1)));
}

TEST(CheckCommand, LimitsItsWholeSize) {
  expect_at_most(
      8000, FieldError{"", "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)"},
      [](std::size_t size) {
        // Four options of 1 + 1 + 9 choices of 200 are 7,208; the fifth has the rest.
        CreateCommand command("name", "text");
        for (int i = 0; i < 4; ++i) {
          CommandOption option(CommandOptionType::string, "o", "d");
          for (int j = 0; j < 9; ++j) option.choice(text(100), text(100));
          command.option(option);
        }
        CommandOption last(CommandOptionType::string, "o", "d");
        for (int j = 0; j < 3; ++j) last.choice(text(100), text(100));
        // Of two languages only the longer text counts.
        last.choice("x", text(size - 8 - 4 * 1802 - 702), {{"de", text(100)}});
        return command.option(last);
      });
}

TEST(CheckCommand, NamesTheOneOfAList) {
  const std::vector<CreateCommand> commands{CreateCommand("name", "d"), CreateCommand("name", "")};
  EXPECT_THAT(errors_in(commands), ElementsAre(bad_length("[1].description", 1, 100)));
}

TEST(CheckRequests, HaveTheLimitsOfTheDescription) {
  expect_between(1, 100, "name", [](std::size_t size) { return CreateChannel(text(size)); });
  expect_at_most(4096, too_long("topic", 4096),
                 [](std::size_t size) { return EditChannel().topic(text(size)); });
  expect_between(2, 100, "name", [](std::size_t size) { return EditGuild().name(text(size)); });
  EXPECT_THAT(errors_in(EditChannel().rate_limit_per_user(std::chrono::hours(6))), IsEmpty());
  EXPECT_THAT(errors_in(EditChannel().rate_limit_per_user(std::chrono::seconds(21601))),
              ElementsAre(too_great("rate_limit_per_user", 21600)));
  EXPECT_THAT(errors_in(CreateChannel("c").bitrate(7999)), ElementsAre(too_small("bitrate", 8000)));
  EXPECT_THAT(errors_in(CreateChannel("c").bitrate(std::nullopt)), IsEmpty());
  expect_between(2, 100, "messages", [](std::size_t count) {
    return BulkDeleteMessages(std::vector<MessageId>(count, MessageId(1)));
  });
  EXPECT_THAT(errors_in(CreateSound("name", DataUri::from_bytes("ID3 and a song")).volume(1.0)),
              IsEmpty());
  EXPECT_THAT(errors_in(CreateSound("name", DataUri::from_bytes("ID3 and a song")).volume(1.5)),
              ElementsAre(FieldError{"volume", "NUMBER_TYPE_MAX",
                                     "float value should be less than or equal to 1."}));
}

TEST(CheckRequests, ReachIntoTheirParts) {
  const std::vector<ForumTagRequest> tags{ForumTagRequest("fine"), ForumTagRequest(text(51))};
  EXPECT_THAT(errors_in(CreateChannel("c").available_tags(tags)),
              ElementsAre(too_long("available_tags[1].name", 50)));
  EXPECT_THAT(errors_in(CreateRole().colors(RoleColorsRequest().primary_color(-1))),
              ElementsAre(too_small("colors.primary_color", 0)));
  EXPECT_THAT(errors_in(StartThread("post").message(CreateMessage(text(2001)))),
              ElementsAre(too_long("message.content", 2000)));
  const std::map<std::string, std::string> metadata{{"a", text(100)}, {"b", text(101)}};
  EXPECT_THAT(errors_in(SetRoleConnection().metadata(metadata)),
              ElementsAre(bad_length("metadata.b", 1, 100)));
  EXPECT_THAT(errors_in(EditCommand().options(
                  std::vector<CommandOption>{CommandOption(CommandOptionType::string, "o", "")})),
              ElementsAre(bad_length("options[0].description", 1, 100)));
}

TEST(CheckRequests, AskNoMoreThanTheWidestKindOfABody) {
  // A group's name may be empty, a channel's not: only Discord knows which it is.
  EXPECT_THAT(errors_in(EditChannel().name("")), IsEmpty());
  EXPECT_THAT(errors_in(EditChannel().name(text(101))), ElementsAre(too_long("name", 100)));
}

TEST(CheckForm, KeepsABoundedNumberOfErrors) {
  const std::vector<CreateCommand> commands(2 * FormCheck::errors_max, CreateCommand("name", ""));
  EXPECT_EQ(errors_in(commands).size(), FormCheck::errors_max);
}

}  // namespace
}  // namespace pincer::test
