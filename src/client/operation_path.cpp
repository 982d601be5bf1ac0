#include "client/operation_path.hpp"

#include "wire/query.hpp"

namespace pincer {

std::string PathValue::encoded() const {
  switch (type_) {
    case Type::id: return std::to_string(id_);
    case Type::number: return std::to_string(number_);
    case Type::text: break;
  }
  return wire::percent_encode(text_);
}

void PathValue::check(FormCheck& form) const {
  switch (type_) {
    case Type::id:
      if (id_ == 0) form.required({});
      return;
    case Type::number: return form.range(number_, range_);
    case Type::text: break;
  }
  // An empty reaction would name the list of all reactions, and a dot the folder above.
  form.required(text_);
  if (text_ == "." || text_ == "..") {
    form.add("STRING_TYPE_REGEX", "String value did not match validation regex.");
  }
}

CheckedPath path(std::string_view pattern, std::initializer_list<PathValue> values) {
  CheckedPath made(pattern);
  made.text.clear();
  FormCheck form;
  for (const PathValue& value : values) {
    const auto open = pattern.find('{');
    const auto close = pattern.find('}', open);
    made.text += pattern.substr(0, open);
    made.text += value.encoded();
    const FormCheck::Step step(form, pattern.substr(open + 1, close - open - 1));
    value.check(form);
    pattern.remove_prefix(close + 1);
  }
  made.text += pattern;
  made.errors = form.take();
  return made;
}

}  // namespace pincer
