// What asks the user in a modal, beside text inputs and select menus. Layer: model.
// Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pincer/model/component.hpp"

namespace pincer {

/// The words around one input of a modal: `Label("Why?", TextInput("why"))`.
/// https://discord.com/developers/docs/components/reference#label
class Label : public NumberedComponent<Label> {
 public:
  /// A label of 1 to 45 characters. `input` is a `TextInput` without a label of its own, a
  /// `StringSelect`, an `EntitySelect`, or one of those below.
  Label(std::string label, AnyComponent input);

  /// 1 to 100 characters.
  Label& description(std::string text) & {
    description_ = std::move(text);
    return *this;
  }
  Label&& description(std::string text) && { return std::move(this->description(std::move(text))); }

 private:
  friend void write(json::Writer& writer, const Label& label);
  friend void check(FormCheck& form, const Label& label);

  std::string label_;
  std::optional<std::string> description_;
  AnyComponent input_;
};

/// Lets the user upload files.
/// https://discord.com/developers/docs/components/reference#file-upload
class FileUpload : public NumberedComponent<FileUpload> {
 public:
  FileUpload(const FileUpload& other);
  FileUpload(FileUpload&& other) noexcept;
  FileUpload& operator=(const FileUpload& other);
  FileUpload& operator=(FileUpload&& other) noexcept;
  ~FileUpload();

  /// `custom_id`: 1 to 100 characters.
  explicit FileUpload(std::string custom_id);

  /// How many files must and may be uploaded, up to 10: 1 and 1 unless set, or where given
  /// nothing. 0 only where it is not `required`.
  FileUpload& choose(std::optional<std::int32_t> min_values,
                     std::optional<std::int32_t> max_values) & {
    min_values_ = min_values;
    max_values_ = max_values;
    return *this;
  }
  FileUpload&& choose(std::optional<std::int32_t> min_values,
                      std::optional<std::int32_t> max_values) && {
    return std::move(this->choose(min_values, max_values));
  }
  /// True unless set.
  FileUpload& required(bool required) & {
    required_ = required;
    return *this;
  }
  FileUpload&& required(bool required) && { return std::move(this->required(required)); }
  /// Adds a kind of file that is accepted, 10 at most: "image", "video", "audio", or an extension
  /// such as ".pdf". Discord looks at the file's name only.
  FileUpload& file_type(std::string type) &;
  FileUpload&& file_type(std::string type) && {
    return std::move(this->file_type(std::move(type)));
  }

 private:
  friend void write(json::Writer& writer, const FileUpload& upload);
  friend void check(FormCheck& form, const FileUpload& upload);

  std::string custom_id_;
  std::optional<std::int32_t> min_values_;
  std::optional<std::int32_t> max_values_;
  std::optional<bool> required_;
  std::vector<std::string> file_types_;
};

/// Two to ten options, of which the user chooses one.
/// https://discord.com/developers/docs/components/reference#radio-group
class RadioGroup : public NumberedComponent<RadioGroup> {
 public:
  RadioGroup(const RadioGroup& other);
  RadioGroup(RadioGroup&& other) noexcept;
  RadioGroup& operator=(const RadioGroup& other);
  RadioGroup& operator=(RadioGroup&& other) noexcept;
  ~RadioGroup();

  /// `custom_id`: 1 to 100 characters.
  explicit RadioGroup(std::string custom_id);

  RadioGroup& option(ComponentOption option) &;
  RadioGroup&& option(ComponentOption option) && {
    return std::move(this->option(std::move(option)));
  }
  /// True unless set.
  RadioGroup& required(bool required) & {
    required_ = required;
    return *this;
  }
  RadioGroup&& required(bool required) && { return std::move(this->required(required)); }

 private:
  friend void write(json::Writer& writer, const RadioGroup& group);
  friend void check(FormCheck& form, const RadioGroup& group);

  std::string custom_id_;
  std::vector<ComponentOption> options_;
  std::optional<bool> required_;
};

/// One to ten options, of which the user chooses any.
/// https://discord.com/developers/docs/components/reference#checkbox-group
class CheckboxGroup : public NumberedComponent<CheckboxGroup> {
 public:
  CheckboxGroup(const CheckboxGroup& other);
  CheckboxGroup(CheckboxGroup&& other) noexcept;
  CheckboxGroup& operator=(const CheckboxGroup& other);
  CheckboxGroup& operator=(CheckboxGroup&& other) noexcept;
  ~CheckboxGroup();

  /// `custom_id`: 1 to 100 characters.
  explicit CheckboxGroup(std::string custom_id);

  CheckboxGroup& option(ComponentOption option) &;
  CheckboxGroup&& option(ComponentOption option) && {
    return std::move(this->option(std::move(option)));
  }
  /// How many must and may be chosen: 1 and all of them unless set, or where given
  /// nothing. 0 only where it is not `required`.
  CheckboxGroup& choose(std::optional<std::int32_t> min_values,
                        std::optional<std::int32_t> max_values) & {
    min_values_ = min_values;
    max_values_ = max_values;
    return *this;
  }
  CheckboxGroup&& choose(std::optional<std::int32_t> min_values,
                         std::optional<std::int32_t> max_values) && {
    return std::move(this->choose(min_values, max_values));
  }
  /// True unless set.
  CheckboxGroup& required(bool required) & {
    required_ = required;
    return *this;
  }
  CheckboxGroup&& required(bool required) && { return std::move(this->required(required)); }

 private:
  friend void write(json::Writer& writer, const CheckboxGroup& group);
  friend void check(FormCheck& form, const CheckboxGroup& group);

  std::string custom_id_;
  std::vector<ComponentOption> options_;
  std::optional<std::int32_t> min_values_;
  std::optional<std::int32_t> max_values_;
  std::optional<bool> required_;
};

/// Yes or no.
/// https://discord.com/developers/docs/components/reference#checkbox
class Checkbox : public NumberedComponent<Checkbox> {
 public:
  /// `custom_id`: 1 to 100 characters.
  explicit Checkbox(std::string custom_id) : custom_id_(std::move(custom_id)) {}

  /// Checked already when the user sees it: Discord's field "default".
  Checkbox& selected(bool selected = true) & {
    selected_ = selected;
    return *this;
  }
  Checkbox&& selected(bool selected = true) && { return std::move(this->selected(selected)); }

 private:
  friend void write(json::Writer& writer, const Checkbox& checkbox);
  friend void check(FormCheck& form, const Checkbox& checkbox);

  std::string custom_id_;
  std::optional<bool> selected_;
};

}  // namespace pincer
