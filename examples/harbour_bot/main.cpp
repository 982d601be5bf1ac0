#include "harbour_bot/harbour_bot.hpp"

int main() {
  pincer::Bot bot(pincer::Token::from_environment(), HarbourBot::intents);
  HarbourBot harbour_bot(bot);
  return bot.run();
}
