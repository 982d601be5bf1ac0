// What a user's program needs of an installed pincer: headers that compile, symbols that link. The
// bot is only built: there is no Discord to talk to here.
#include <cstdlib>
#include <iostream>
#include <pincer/pincer.hpp>

using namespace pincer;

namespace {

int run_bot() {
  Bot bot(Token::from_environment(), Intents::guilds | Intents::guild_messages);
  bot.on<MessageCreate>([&](MessageCreate event) -> awaitable<void> {
    co_await bot.rest().create_message(event.message.channel_id, "pong");
  });
  return bot.run();
}

}  // namespace

int main() {
  if (std::getenv("DISCORD_TOKEN") != nullptr) return run_bot();
  std::cout << "pincer " << PINCER_VERSION << ", Discord API " << discord_api_version
            << ", intents " << Intents::privileged.to_string() << ", token " << Token("abc")
            << '\n';
  return ChannelId::from_string("175928847299117063") ? 0 : 1;
}
