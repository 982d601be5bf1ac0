// A harbour master's desk: commands, a deferred answer with a file and a button, a modal, a
// question and its answer, errors.
// docs/bots.md explains it. Build: ./dev demo.
#include <chrono>
#include <optional>
#include <pincer/bot.hpp>
#include <string>
#include <utility>
#include <vector>

using namespace pincer;

namespace {

std::vector<CreateCommand> commands() {
  CreateCommand report("report", "Reports a boat");
  report.option(CommandOption(CommandOptionType::string, "boat", "Its name")
                    .required()
                    .length(std::nullopt, 50));
  CreateCommand clear("clear", "Deletes the latest message of this channel");
  clear.default_member_permissions(Permission::manage_messages);
  return {report, clear};
}

awaitable<void> report(Bot& bot, const Interaction& interaction) {
  co_await bot.rest().create_interaction_response(interaction, InteractionResponse::deferred());
  const std::string boat = interaction.data.string("boat").value_or("");
  // Here is time for what takes longer than 3 seconds.
  EditMessage answer("The report on " + boat);
  answer.allowed_mentions(AllowedMentions());  // what users typed notifies nobody
  answer.file(File("report.txt", boat + " lies at quay 4.\n"));
  answer.row(ActionRow().button(Button("note " + boat, "Add a note", ButtonStyle::primary)));
  co_await bot.rest().update_original_response(interaction, answer);
}

awaitable<void> ask_for_note(Bot& bot, const Interaction& interaction) {
  Modal modal(interaction.data.custom_id, "A note");
  modal.input(TextInput("text", "What is to be noted?", TextInputStyle::paragraph));
  co_await bot.rest().create_interaction_response(interaction, InteractionResponse::modal(modal));
}

awaitable<void> take_note(Bot& bot, const Interaction& interaction) {
  const std::string boat = interaction.data.custom_id.substr(std::string_view("note ").size());
  const ModalInput* const text = interaction.data.input("text");
  CreateMessage answer("Noted for " + boat + ": " + (text != nullptr ? text->value : ""));
  answer.allowed_mentions(AllowedMentions());
  co_await bot.rest().create_interaction_response(interaction,
                                                  InteractionResponse::ephemeral(answer));
}

awaitable<std::string> delete_latest(Bot& bot, ChannelId channel) {
  try {
    const std::vector<Message> latest = co_await bot.rest().list_messages(channel, 1);
    for (const Message& message : latest) {
      co_await bot.rest().delete_message(channel, message.id, "asked for by /clear");
    }
  } catch (const Exception& exception) {
    const Error& error = exception.error();
    if (error.discord_code == JsonErrorCode::missing_permissions) {
      co_return "I may not delete messages here.";
    }
    if (error.discord_code == JsonErrorCode::unknown_message) {
      co_return "Somebody was faster.";
    }
    throw;  // the bot logs it and goes on
  }
  co_return "Deleted.";
}

awaitable<void> clear(Bot& bot, const Interaction& interaction) {
  const std::string yes = "clear " + interaction.id.to_string();
  auto clicks = bot.collect<InteractionCreate>(
      [&](const InteractionCreate& event) { return event.interaction.data.custom_id == yes; });
  CreateMessage question("Delete the latest message of this channel?");
  question.row(ActionRow().button(Button(yes, "Delete it", ButtonStyle::danger)));
  co_await bot.rest().create_interaction_response(interaction,
                                                  InteractionResponse::ephemeral(question));

  const std::optional<InteractionCreate> click = co_await clicks.next(std::chrono::minutes(1));
  if (!click) {
    co_await bot.rest().update_original_response(interaction,
                                                 EditMessage("Nothing was deleted.").no_rows());
    co_return;
  }
  co_await bot.rest().create_interaction_response(click->interaction,
                                                  InteractionResponse::deferred_update());
  const std::string result = co_await delete_latest(bot, interaction.channel_id);
  co_await bot.rest().update_original_response(click->interaction, EditMessage(result).no_rows());
}

}  // namespace

int main() {
  Bot bot(Token::from_environment(), Intents::guilds);

  bool registered = false;
  bot.on<Ready>([&](const Ready& ready) -> awaitable<void> {
    if (std::exchange(registered, true)) co_return;  // READY comes for every shard and session
    co_await bot.rest().bulk_set_application_commands(ready.application_id, commands());
  });

  bot.on<InteractionCreate>([&](const InteractionCreate& event) -> awaitable<void> {
    const Interaction& interaction = event.interaction;
    const InteractionData& data = interaction.data;
    const bool is_note = data.custom_id.starts_with("note ");
    if (data.name == "report") {
      co_await report(bot, interaction);
    } else if (data.name == "clear") {
      co_await clear(bot, interaction);
    } else if (is_note && interaction.type == InteractionType::message_component) {
      co_await ask_for_note(bot, interaction);
    } else if (is_note && interaction.type == InteractionType::modal_submit) {
      co_await take_note(bot, interaction);
    }
  });

  return bot.run();
}
