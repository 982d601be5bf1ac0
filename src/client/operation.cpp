#include "client/operation.hpp"

#include "pincer/error.hpp"

namespace pincer {

CheckedOptions with_query(CheckedOptions checked, std::span<const QueryRule> rules) {
  FormCheck form;
  check_query(form, checked.options.query_string(), rules);
  std::vector<FieldError> found = form.take();
  checked.errors.insert(checked.errors.begin(), found.begin(), found.end());
  return checked;
}

void refuse_if_over_limits(const HTTPClient& http, std::string_view method,
                           const CheckedPath& target, const CheckedOptions& checked) {
  const bool is_fine = target.errors.empty() && checked.errors.empty();
  if (is_fine || !http.settings().check_limits) return;
  Error error(ErrorKind::invalid_argument,
              "Invalid Form Body (found here: nothing was sent, and no rate limit was spent)");
  error.method = method;
  error.route = target.pattern;
  error.discord_code = JsonErrorCode::invalid_form_body;
  error.field_errors = target.errors;
  error.field_errors.insert(error.field_errors.end(), checked.errors.begin(), checked.errors.end());
  throw Exception(std::move(error));
}

}  // namespace pincer
