// Polls to send. Layer: model. Thread safety: as a value type.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pincer/model/component.hpp"

namespace pincer {

/// A poll of a message: `CreatePoll("Where to?").answer("North").answer("South",
/// "🧭").duration(48h)`.
/// https://discord.com/developers/docs/resources/poll#poll-create-request-object
class CreatePoll {
 public:
  CreatePoll(const CreatePoll& other);
  CreatePoll(CreatePoll&& other) noexcept;
  CreatePoll& operator=(const CreatePoll& other);
  CreatePoll& operator=(CreatePoll&& other) noexcept;
  ~CreatePoll();

  /// A question of 1 to 300 characters.
  explicit CreatePoll(std::string question);

  /// Adds an answer of 1 to 55 characters; 1 to 10 of them.
  CreatePoll& answer(std::string text, std::optional<ComponentEmoji> emoji = {}) &;
  CreatePoll&& answer(std::string text, std::optional<ComponentEmoji> emoji = {}) && {
    return std::move(this->answer(std::move(text), std::move(emoji)));
  }
  /// How long it is open: up to 768 hours, which are 32 days; 24 unless set.
  CreatePoll& duration(std::chrono::hours duration) & {
    duration_ = duration;
    return *this;
  }
  CreatePoll&& duration(std::chrono::hours duration) && {
    return std::move(this->duration(duration));
  }
  /// Users may choose several answers.
  CreatePoll& allow_multiselect(bool allow = true) & {
    allow_multiselect_ = allow;
    return *this;
  }
  CreatePoll&& allow_multiselect(bool allow = true) && {
    return std::move(this->allow_multiselect(allow));
  }

 private:
  friend void write(json::Writer& writer, const CreatePoll& poll);
  friend void check(FormCheck& form, const CreatePoll& poll);
  struct Answer {
    std::string text;
    std::optional<ComponentEmoji> emoji;
  };

  std::string question_;
  std::vector<Answer> answers_;
  std::optional<std::chrono::hours> duration_;
  std::optional<bool> allow_multiselect_;
};

}  // namespace pincer
