// A bot that shows what the library does, on a few screens: replies, an embed, a reaction, an edit,
// and a slash command. `pincer demo` plays a conversation with it.
#pragma once

#include <pincer/bot.hpp>
#include <random>
#include <string>
#include <vector>

class HarbourBot {
 public:
  static constexpr pincer::Intents intents =
      pincer::Intents::guilds | pincer::Intents::guild_messages | pincer::Intents::message_content;

  /// Adds its handlers to `bot`, which they call: both must live until `run()` or `start()` of
  /// `bot` has returned.
  explicit HarbourBot(pincer::Bot& bot);

 private:
  pincer::awaitable<void> on_ready(pincer::Ready ready);
  pincer::awaitable<void> on_message(pincer::Message message);
  pincer::awaitable<void> on_interaction(pincer::Interaction interaction);

  pincer::awaitable<void> greet(pincer::Message message);
  pincer::awaitable<void> tell_the_tide(pincer::Message message);
  pincer::awaitable<void> count_lamps(pincer::Message message);
  pincer::awaitable<void> list_boats(pincer::Message message);

  pincer::Bot& bot_;
  bool registered_ = false;  // the commands: READY comes for every shard and session
  std::vector<std::string> boats_;
  std::mt19937 dice_;  // the default seed: the same rolls in every run, as in a film
};
