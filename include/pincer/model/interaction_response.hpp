// Answers to interactions. Layer: model. Thread safety: as a value type.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "pincer/boxed.hpp"
#include "pincer/model/command.hpp"
#include "pincer/model/component.hpp"
#include "pincer/model/create_message.hpp"

namespace pincer {

/// A window with inputs.
/// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-modal
class Modal {
 public:
  Modal(const Modal& other);
  Modal(Modal&& other) noexcept;
  Modal& operator=(const Modal& other);
  Modal& operator=(Modal&& other) noexcept;
  ~Modal();

  /// A custom id of 1 to 100 characters, a title of at most 45.
  Modal(std::string custom_id, std::string title);

  /// Adds an input with a label of its own; 5 at most, and other components counted.
  Modal& input(TextInput input) &;
  Modal&& input(TextInput input) && { return std::move(this->input(std::move(input))); }
  /// Adds a `Label` with any input (see pincer/model/modal_input.hpp), or a `TextDisplay`.
  Modal& component(AnyComponent component) &;
  Modal&& component(AnyComponent component) && {
    return std::move(this->component(std::move(component)));
  }

 private:
  friend void write(json::Writer& writer, const Modal& modal);
  friend void check(FormCheck& form, const Modal& modal);

  std::string custom_id_;
  std::string title_;
  std::vector<AnyComponent> components_;
};

/// Suggestions for the option that the user is typing in.
/// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-autocomplete
class Autocomplete {
 public:
  Autocomplete();
  Autocomplete(const Autocomplete& other);
  Autocomplete(Autocomplete&& other) noexcept;
  Autocomplete& operator=(const Autocomplete& other);
  Autocomplete& operator=(Autocomplete&& other) noexcept;
  ~Autocomplete();

  /// Adds a suggestion; 25 at most.
  Autocomplete& choice(std::string name, ChoiceValue value,
                       Localizations name_localizations = {}) &;
  Autocomplete&& choice(std::string name, ChoiceValue value,
                        Localizations name_localizations = {}) &&;

 private:
  friend void write(json::Writer& writer, const Autocomplete& autocomplete);
  friend void check(FormCheck& form, const Autocomplete& autocomplete);

  std::vector<CommandChoice> choices_;
};

/// An answer to an interaction: `InteractionResponse::message("pong")`. The first answer must be
/// there within 3 seconds; `deferred()` gains time.
/// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object
class InteractionResponse {
 public:
  InteractionResponse(const InteractionResponse& other);
  InteractionResponse(InteractionResponse&& other) noexcept;
  InteractionResponse& operator=(const InteractionResponse& other);
  InteractionResponse& operator=(InteractionResponse&& other) noexcept;
  ~InteractionResponse();

  /// To a ping that came over HTTP.
  static InteractionResponse pong();
  static InteractionResponse message(CreateMessage message);
  /// A message that only the user sees.
  static InteractionResponse ephemeral(CreateMessage message);
  /// Shows that the bot is thinking; the message follows as an edit of the original response.
  static InteractionResponse deferred();
  static InteractionResponse deferred_ephemeral();
  /// For components: acknowledges, and shows nothing.
  static InteractionResponse deferred_update();
  /// For components: changes the message that they belong to.
  static InteractionResponse update(EditMessage message);
  static InteractionResponse autocomplete(Autocomplete choices);
  static InteractionResponse modal(Modal modal);
  /// Opens the activity of the application. Only where it has one.
  static InteractionResponse launch_activity();

  /// The files of the message, which travel beside the JSON; empty for other answers.
  [[nodiscard]] const std::vector<File>& files() const;

  [[nodiscard]] std::string to_json() const;

 private:
  friend void check(FormCheck& form, const InteractionResponse& response);
  struct Data;
  explicit InteractionResponse(Data data);

  Boxed<Data> data_;
};

}  // namespace pincer
