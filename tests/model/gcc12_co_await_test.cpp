// g++ 12 destroys an aggregate temporary twice when it stands inside a co_await expression. Here
// each request type is built inside one, as users do it; AddressSanitizer sees the second free.
#include <gtest/gtest.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <type_traits>

#include "pincer/awaitable.hpp"
#include "pincer/model/command.hpp"
#include "pincer/model/create_message.hpp"
#include "pincer/model/entity_select.hpp"
#include "pincer/model/gateway_commands.hpp"
#include "pincer/model/interaction_response.hpp"
#include "pincer/model/layout.hpp"
#include "pincer/model/modal_input.hpp"
#include "pincer/model/requests/channel.hpp"
#include "pincer/model/requests/member.hpp"

namespace pincer {
namespace {

static_assert(!std::is_aggregate_v<AnyComponent>);
static_assert(!std::is_aggregate_v<Checkbox>);
static_assert(!std::is_aggregate_v<CheckboxGroup>);
static_assert(!std::is_aggregate_v<ComponentEmoji>);
static_assert(!std::is_aggregate_v<ComponentOption>);
static_assert(!std::is_aggregate_v<Container>);
static_assert(!std::is_aggregate_v<EntitySelect>);
static_assert(!std::is_aggregate_v<FileComponent>);
static_assert(!std::is_aggregate_v<FileUpload>);
static_assert(!std::is_aggregate_v<Label>);
static_assert(!std::is_aggregate_v<MediaGallery>);
static_assert(!std::is_aggregate_v<RadioGroup>);
static_assert(!std::is_aggregate_v<Section>);
static_assert(!std::is_aggregate_v<Separator>);
static_assert(!std::is_aggregate_v<TextDisplay>);
static_assert(!std::is_aggregate_v<Thumbnail>);

const std::string long_text(100, 'x');  // too long for the small-string optimisation

/// Suspends, as a request does, and only then reads its argument.
template <class Request>
awaitable<std::string> send(Request request) {
  co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
  co_return request.to_json();
}

awaitable<std::string> send_message(ChannelId, CreateMessage message) {
  return send(std::move(message));
}

awaitable<std::string> send_by_reference(const CreateMessage& message) {
  co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
  co_return message.to_json();
}

/// Runs a coroutine to its end.
template <class Coroutine>
void run(Coroutine coroutine) {
  boost::asio::io_context context;
  std::exception_ptr failure;
  boost::asio::co_spawn(context, coroutine(),
                        [&](const std::exception_ptr& error) { failure = error; });
  context.run();
  if (failure) std::rethrow_exception(failure);
}

TEST(CoAwait, TakesTemporaryMessages) {
  run([]() -> awaitable<void> {
    EXPECT_NE(co_await send_message(ChannelId(1), long_text.c_str()), "");
    EXPECT_NE(co_await send_message(ChannelId(1), std::string(long_text)), "");
    EXPECT_NE(
        co_await send(
            CreateMessage()
                .content(long_text)
                .nonce(long_text)
                .embed(Embed().title(long_text).footer(long_text).field(long_text, long_text))
                .allowed_mentions(AllowedMentions().users().user(UserId(1)))
                .row(ActionRow()
                         .button(Button(long_text, long_text).emoji(long_text))
                         .select(StringSelect(long_text).option(long_text, long_text, long_text)))
                .file(File(long_text, long_text, long_text))),
        "");
    EXPECT_NE(co_await send_by_reference(CreateMessage(long_text).embed(Embed().title(long_text))),
              "");
    EXPECT_NE(co_await send(EditMessage(long_text).embed(Embed().description(long_text))), "");
  });
}

TEST(CoAwait, TakesTemporaryLayouts) {
  run([]() -> awaitable<void> {
    EXPECT_NE(co_await send(
                  CreateMessage()
                      .component(Container()
                                     .text(long_text)
                                     .component(Section(Thumbnail(long_text)).text(long_text))
                                     .component(MediaGallery().item(long_text, long_text))
                                     .component(FileComponent(long_text))
                                     .component(Separator())
                                     .component(ActionRow().select(
                                         EntitySelect::users(long_text).placeholder(long_text))))
                      .component(ActionRow().select(StringSelect(long_text).option(
                          ComponentOption(long_text, long_text)
                              .emoji(ComponentEmoji(EmojiId(1), long_text))
                              .description(long_text))))),
              "");
    EXPECT_NE(co_await send(EditMessage().component(TextDisplay(long_text))), "");
    EXPECT_NE(co_await send(InteractionResponse::modal(
                  Modal(long_text, long_text)
                      .component(Label(long_text, FileUpload(long_text).file_type(long_text)))
                      .component(Label(long_text, RadioGroup(long_text).option(
                                                      ComponentOption(long_text, long_text))))
                      .component(Label(long_text, CheckboxGroup(long_text).option(
                                                      ComponentOption(long_text, long_text))))
                      .component(Label(long_text, Checkbox(long_text)).description(long_text)))),
              "");
  });
}

TEST(CoAwait, TakesTemporaryAnswers) {
  run([]() -> awaitable<void> {
    EXPECT_NE(co_await send(InteractionResponse::message(long_text)), "");
    EXPECT_NE(co_await send(InteractionResponse::ephemeral(CreateMessage(long_text))), "");
    EXPECT_NE(co_await send(InteractionResponse::update(EditMessage(long_text))), "");
    EXPECT_NE(co_await send(
                  InteractionResponse::autocomplete(Autocomplete().choice(long_text, long_text))),
              "");
    EXPECT_NE(co_await send(InteractionResponse::modal(
                  Modal(long_text, long_text).input(TextInput(long_text, long_text)))),
              "");
  });
}

TEST(CoAwait, TakesTemporaryGatewayCommands) {
  run([]() -> awaitable<void> {
    EXPECT_NE(co_await send(UpdatePresence(PresenceStatus::dnd)
                                .playing(long_text)
                                .streaming(long_text, long_text)
                                .custom_status(long_text)),
              "");
    EXPECT_NE(co_await send(UpdateVoiceState(GuildId(1), ChannelId(2)).self_deaf()), "");
    EXPECT_NE(co_await send(RequestGuildMembers(GuildId(1)).query(long_text).nonce(long_text)), "");
    EXPECT_NE(co_await send(RequestGuildMembers(GuildId(1)).user(UserId(2)).user(UserId(3))), "");
    EXPECT_NE(co_await send(RequestSoundboardSounds(GuildId(1)).guild(GuildId(2))), "");
    EXPECT_NE(co_await send(RequestChannelInfo(GuildId(1)).status()), "");
  });
}

TEST(CoAwait, TakesTemporaryCommands) {
  run([]() -> awaitable<void> {
    EXPECT_NE(
        co_await send(CreateCommand(long_text, long_text)
                          .option(CommandOption(CommandOptionType::string, long_text, long_text)
                                      .choice(long_text, long_text))),
        "");
  });
}

TEST(CoAwait, TakesTemporaryRequests) {
  run([]() -> awaitable<void> {
    EXPECT_NE(co_await send(CreateChannel(long_text).topic(long_text).default_reaction_emoji(
                  DefaultReactionRequest().emoji_name(long_text))),
              "");
    EXPECT_NE(co_await send(EditMember().nick(long_text).channel_id(std::nullopt)), "");
    EXPECT_NE(co_await send(StartThread(long_text).message(CreateMessage(long_text))), "");
  });
}

}  // namespace
}  // namespace pincer
