// Answers to interactions. Layer: model. Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "pincer/model/command.hpp"
#include "pincer/model/component.hpp"
#include "pincer/model/create_message.hpp"

namespace pincer {

/// A window with inputs.
/// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-modal
class Modal {
 public:
  /// A custom id of 1 to 100 characters, a title of at most 45.
  Modal(std::string custom_id, std::string title)
      : custom_id_(std::move(custom_id)), title_(std::move(title)) {}

  /// Adds an input; 5 at most.
  Modal& input(TextInput input) & {
    inputs_.push_back(std::move(input));
    return *this;
  }
  Modal&& input(TextInput input) && { return std::move(this->input(std::move(input))); }

 private:
  friend void write(json::Writer& writer, const Modal& modal);

  std::string custom_id_;
  std::string title_;
  std::vector<TextInput> inputs_;
};

/// Suggestions for the option that the user is typing in.
/// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-autocomplete
class Autocomplete {
 public:
  Autocomplete() = default;

  /// Adds a suggestion; 25 at most.
  Autocomplete& choice(std::string name, ChoiceValue value) & {
    choices_.push_back({std::move(name), std::move(value)});
    return *this;
  }
  Autocomplete&& choice(std::string name, ChoiceValue value) && {
    return std::move(this->choice(std::move(name), std::move(value)));
  }

 private:
  friend void write(json::Writer& writer, const Autocomplete& autocomplete);

  std::vector<CommandChoice> choices_;
};

/// An answer to an interaction: `InteractionResponse::message("pong")`. The first answer must be
/// there within 3 seconds; `deferred()` gains time.
/// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object
class InteractionResponse {
 public:
  /// To a ping that came over HTTP.
  static InteractionResponse pong() { return InteractionResponse(1, {}); }
  static InteractionResponse message(CreateMessage message) { return {4, std::move(message)}; }
  /// A message that only the user sees.
  static InteractionResponse ephemeral(CreateMessage message) {
    message.flags(MessageFlag::ephemeral);
    return {4, std::move(message)};
  }
  /// Shows that the bot is thinking; the message follows as an edit of the original response.
  static InteractionResponse deferred() { return {5, {}}; }
  static InteractionResponse deferred_ephemeral() {
    return {5, CreateMessage().flags(MessageFlag::ephemeral)};
  }
  /// For components: acknowledges, and shows nothing.
  static InteractionResponse deferred_update() { return {6, {}}; }
  /// For components: changes the message that they belong to.
  static InteractionResponse update(EditMessage message) { return {7, std::move(message)}; }
  static InteractionResponse autocomplete(Autocomplete choices) { return {8, std::move(choices)}; }
  static InteractionResponse modal(Modal modal) { return {9, std::move(modal)}; }

  /// The files of the message, which travel beside the JSON; empty for other answers.
  [[nodiscard]] const std::vector<File>& files() const;

  [[nodiscard]] std::string to_json() const;

 private:
  using Data = std::variant<std::monostate, CreateMessage, EditMessage, Autocomplete, Modal>;
  InteractionResponse(std::int32_t type, Data data) : type_(type), data_(std::move(data)) {}

  /// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type
  std::int32_t type_;
  Data data_;
};

}  // namespace pincer
