#include "pincer/model/interaction_response.hpp"

#include "model/write.hpp"

namespace pincer {

void write(json::Writer& writer, const Modal& modal) {
  writer.begin_object().field("custom_id", modal.custom_id_).field("title", modal.title_);
  writer.key("components");
  write(writer, modal.inputs_);
  writer.end_object();
}

void write(json::Writer& writer, const Autocomplete& autocomplete) {
  writer.begin_object().key("choices");
  write(writer, autocomplete.choices_);
  writer.end_object();
}

const std::vector<File>& InteractionResponse::files() const {
  static const std::vector<File> none;
  const auto* const message = std::get_if<CreateMessage>(&data_);
  return message == nullptr ? none : message->files();
}

std::string InteractionResponse::to_json() const {
  json::Writer writer;
  writer.begin_object().field("type", type_);
  std::visit(
      [&writer](const auto& data) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(data)>, std::monostate>) {
          writer.key("data");
          write(writer, data);
        }
      },
      data_);
  writer.end_object();
  return writer.take();
}

}  // namespace pincer
