#include "pincer/model/create_poll.hpp"

#include "model/check.hpp"
#include "model/write.hpp"

namespace pincer {
namespace {

constexpr Length question_limit{1, 300};
constexpr Length answer_limit{1, 55};
constexpr Length answers_limit{1, 10};
/// 32 days.
constexpr IntegerRange hours_range{.min = 1, .max = 768};

}  // namespace

CreatePoll::CreatePoll(std::string question) : question_(std::move(question)) {}
CreatePoll::CreatePoll(const CreatePoll& other) = default;
CreatePoll::CreatePoll(CreatePoll&& other) noexcept = default;
CreatePoll& CreatePoll::operator=(const CreatePoll& other) = default;
CreatePoll& CreatePoll::operator=(CreatePoll&& other) noexcept = default;
CreatePoll::~CreatePoll() = default;

CreatePoll& CreatePoll::answer(std::string text, std::optional<ComponentEmoji> emoji) & {
  answers_.push_back({std::move(text), std::move(emoji)});
  return *this;
}

void write(json::Writer& writer, const CreatePoll& poll) {
  writer.begin_object().key("question").begin_object().field("text", poll.question_).end_object();
  writer.key("answers").begin_array();
  for (const CreatePoll::Answer& answer : poll.answers_) {
    writer.begin_object().key("poll_media").begin_object().field("text", answer.text);
    write_field(writer, "emoji", answer.emoji);
    writer.end_object().end_object();
  }
  writer.end_array();
  write_field(writer, "duration", poll.duration_);
  write_field(writer, "allow_multiselect", poll.allow_multiselect_);
  writer.end_object();
}

/// https://discord.com/developers/docs/resources/poll#poll-media-object
void check(FormCheck& form, const CreatePoll& poll) {
  {
    const FormCheck::Step step(form, "question");
    check_field(form, "text", poll.question_, question_limit);
  }
  check_field(form, "answers", poll.answers_, answers_limit);
  check_field(form, "duration", poll.duration_, hours_range);
  const FormCheck::Step answers(form, "answers");
  for (std::size_t i = 0; i < poll.answers_.size(); ++i) {
    const FormCheck::Step answer(form, i);
    const FormCheck::Step media(form, "poll_media");
    check_field(form, "text", poll.answers_[i].text, answer_limit);
    check_parts(form, "emoji", poll.answers_[i].emoji);
  }
}

}  // namespace pincer
