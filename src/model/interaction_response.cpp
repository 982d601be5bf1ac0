#include "pincer/model/interaction_response.hpp"

#include <cstdint>
#include <variant>

#include "model/check.hpp"
#include "model/write.hpp"

namespace pincer {

Autocomplete::Autocomplete() = default;
Autocomplete::Autocomplete(const Autocomplete& other) = default;
Autocomplete::Autocomplete(Autocomplete&& other) noexcept = default;
Autocomplete& Autocomplete::operator=(const Autocomplete& other) = default;
Autocomplete& Autocomplete::operator=(Autocomplete&& other) noexcept = default;
Autocomplete::~Autocomplete() = default;

Modal::Modal(std::string custom_id, std::string title)
    : custom_id_(std::move(custom_id)), title_(std::move(title)) {}
Modal::Modal(const Modal& other) = default;
Modal::Modal(Modal&& other) noexcept = default;
Modal& Modal::operator=(const Modal& other) = default;
Modal& Modal::operator=(Modal&& other) noexcept = default;
Modal::~Modal() = default;

Modal& Modal::input(TextInput input) & {
  components_.emplace_back(std::move(input));
  return *this;
}

Modal& Modal::component(AnyComponent component) & {
  components_.push_back(std::move(component));
  return *this;
}

Autocomplete& Autocomplete::choice(std::string name, ChoiceValue value,
                                   Localizations name_localizations) & {
  choices_.push_back({std::move(name), std::move(value), std::move(name_localizations)});
  return *this;
}

void write(json::Writer& writer, const Modal& modal) {
  writer.begin_object().field("custom_id", modal.custom_id_).field("title", modal.title_);
  write_required(writer, "components", modal.components_);
  writer.end_object();
}

void write(json::Writer& writer, const Autocomplete& autocomplete) {
  writer.begin_object().key("choices");
  write(writer, autocomplete.choices_);
  writer.end_object();
}

/// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type
struct InteractionResponse::Data {
  std::int32_t type;
  std::variant<std::monostate, CreateMessage, EditMessage, Autocomplete, Modal> content;
};

InteractionResponse::InteractionResponse(Data data) : data_(std::move(data)) {}
InteractionResponse::InteractionResponse(const InteractionResponse& other) = default;
InteractionResponse::InteractionResponse(InteractionResponse&& other) noexcept = default;
InteractionResponse& InteractionResponse::operator=(const InteractionResponse& other) = default;
InteractionResponse& InteractionResponse::operator=(InteractionResponse&& other) noexcept = default;
InteractionResponse::~InteractionResponse() = default;

InteractionResponse InteractionResponse::pong() { return InteractionResponse(Data{1, {}}); }
InteractionResponse InteractionResponse::message(CreateMessage message) {
  return InteractionResponse(Data{4, std::move(message)});
}
InteractionResponse InteractionResponse::ephemeral(CreateMessage message) {
  message.flags(MessageFlag::ephemeral);
  return InteractionResponse(Data{4, std::move(message)});
}
InteractionResponse InteractionResponse::deferred() { return InteractionResponse(Data{5, {}}); }
InteractionResponse InteractionResponse::deferred_ephemeral() {
  return InteractionResponse(Data{5, CreateMessage().flags(MessageFlag::ephemeral)});
}
InteractionResponse InteractionResponse::deferred_update() {
  return InteractionResponse(Data{6, {}});
}
InteractionResponse InteractionResponse::update(EditMessage message) {
  return InteractionResponse(Data{7, std::move(message)});
}
InteractionResponse InteractionResponse::autocomplete(Autocomplete choices) {
  return InteractionResponse(Data{8, std::move(choices)});
}
InteractionResponse InteractionResponse::modal(Modal modal) {
  return InteractionResponse(Data{9, std::move(modal)});
}
InteractionResponse InteractionResponse::launch_activity() {
  return InteractionResponse(Data{12, {}});
}

const std::vector<File>& InteractionResponse::files() const {
  static const std::vector<File> none;
  if (const auto* const message = std::get_if<CreateMessage>(&data_->content)) {
    return message->files();
  }
  const auto* const edit = std::get_if<EditMessage>(&data_->content);
  return edit == nullptr ? none : edit->files();
}

std::string InteractionResponse::to_json() const {
  json::Writer writer;
  writer.begin_object().field("type", data_->type);
  std::visit(
      [&writer](const auto& data) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(data)>, std::monostate>) {
          writer.key("data");
          write(writer, data);
        }
      },
      data_->content);
  writer.end_object();
  return writer.take();
}

void check(FormCheck& form, const InteractionResponse& response) {
  const FormCheck::Step step(form, "data");
  std::visit(
      [&form](const auto& data) {
        if constexpr (HasLimits<std::decay_t<decltype(data)>>) check(form, data);
      },
      response.data_->content);
}

Autocomplete&& Autocomplete::choice(std::string name, ChoiceValue value,
                                    Localizations name_localizations) && {
  return std::move(this->choice(std::move(name), std::move(value), std::move(name_localizations)));
}

}  // namespace pincer
