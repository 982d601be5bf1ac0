#include "harbour_bot/harbour_bot.hpp"

#include <pincer/rest.hpp>
#include <utility>

using namespace pincer;

HarbourBot::HarbourBot(Bot& bot) : bot_(bot) {
  bot.on<Ready>([this](Ready ready) { return on_ready(std::move(ready)); });
  bot.on<MessageCreate>(
      [this](MessageCreate event) { return on_message(std::move(event.message)); });
  bot.on<InteractionCreate>(
      [this](InteractionCreate event) { return on_interaction(std::move(event.interaction)); });
}

awaitable<void> HarbourBot::on_ready(Ready ready) {
  if (std::exchange(registered_, true)) co_return;
  CreateCommand roll("roll", "Roll a die");
  roll.option(
      CommandOption(CommandOptionType::integer, "sides", "How many sides it has").range(2, 100));
  const std::vector<CreateCommand> commands{roll};
  co_await bot_.rest().bulk_set_application_commands(ready.application_id, commands);
}

awaitable<void> HarbourBot::on_message(Message message) {
  if (message.author.bot) co_return;
  const std::string& text = message.content;
  if (text.starts_with("boat ")) {
    boats_.push_back(text.substr(5));
  } else if (text.find("hello") != std::string::npos) {
    co_await greet(std::move(message));
  } else if (text.find("tide") != std::string::npos) {
    co_await tell_the_tide(std::move(message));
  } else if (text.find("lighthouse is fixed") != std::string::npos) {
    co_await bot_.rest().add_my_message_reaction(message.channel_id, message.id, "🎉");
  } else if (text.find("count the lamps") != std::string::npos) {
    co_await count_lamps(std::move(message));
  } else if (text.find("which boats") != std::string::npos) {
    co_await list_boats(std::move(message));
  }
}

awaitable<void> HarbourBot::greet(Message message) {
  const std::string name = message.author.global_name.value_or(message.author.username);
  co_await bot_.rest().create_message(message.channel_id,
                                      CreateMessage("Hello " + name + ", welcome to the harbour!")
                                          .reply_to(message.id)
                                          .allowed_mentions(AllowedMentions()));
}

awaitable<void> HarbourBot::tell_the_tide(Message message) {
  Embed embed;
  embed.title("Tide table")
      .description("High water comes with the evening ferry.")
      .color(0x1f8b4c)
      .field("High", "18:42, 4.1 m", true)
      .field("Low", "00:55, 0.7 m", true);
  co_await bot_.rest().create_message(message.channel_id, CreateMessage().embed(embed));
}

awaitable<void> HarbourBot::count_lamps(Message message) {
  const Message sent =
      co_await bot_.rest().create_message(message.channel_id, "Counting the lamps ...");
  co_await bot_.rest().update_message(sent.channel_id, sent.id, "Counted the lamps: 12, all lit.");
}

awaitable<void> HarbourBot::list_boats(Message message) {
  std::string list;
  for (const std::string& boat : boats_) list += (list.empty() ? "" : ", ") + boat;
  co_await bot_.rest().create_message(
      message.channel_id, CreateMessage("I saw " + list + ".").allowed_mentions(AllowedMentions()));
}

awaitable<void> HarbourBot::on_interaction(Interaction interaction) {
  if (interaction.data.name != "roll") co_return;
  const std::int64_t sides = interaction.data.integer("sides").value_or(6);
  const auto roll = static_cast<std::int64_t>(dice_() % static_cast<std::uint64_t>(sides)) + 1;
  const std::string answer =
      "The die shows " + std::to_string(roll) + " of " + std::to_string(sides) + ".";
  co_await bot_.rest().create_interaction_response(interaction,
                                                   InteractionResponse::message(answer));
}
