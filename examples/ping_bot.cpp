// Answers "ping", and says hello by slash command. Build: ./dev demo, or see README.md.
#include <pincer/bot.hpp>
#include <utility>
#include <vector>

using namespace pincer;

int main() {
  Bot bot(Token::from_environment(),
          Intents::guilds | Intents::guild_messages | Intents::message_content);

  bool registered = false;
  bot.on<Ready>([&](Ready ready) -> awaitable<void> {
    if (std::exchange(registered, true)) co_return;  // READY comes for every shard and session
    std::vector<CreateCommand> commands{CreateCommand("hello", "Says hello")};
    co_await bot.rest().bulk_set_application_commands(ready.application_id, commands);
  });

  bot.on<MessageCreate>([&](MessageCreate event) -> awaitable<void> {
    if (event.message.content != "ping") co_return;
    co_await bot.rest().create_message(event.message.channel_id, "pong");
  });

  bot.on<InteractionCreate>([&](InteractionCreate event) -> awaitable<void> {
    if (event.interaction.data.name != "hello") co_return;
    co_await bot.rest().create_interaction_response(event.interaction,
                                                    InteractionResponse::message("Hello!"));
  });

  return bot.run();
}
