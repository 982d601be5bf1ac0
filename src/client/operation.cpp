#include "client/operation.hpp"

#include "pincer/error.hpp"
#include "wire/route.hpp"

namespace pincer {

void refuse_if_over_limits(const HTTPClient& http, std::string_view method, std::string_view target,
                           std::vector<FieldError> errors) {
  if (errors.empty() || !http.settings().check_limits) return;
  Error error(ErrorKind::invalid_argument,
              "Invalid Form Body (found here: nothing was sent, and no rate limit was spent)");
  error.method = method;
  error.route = wire::Route(method, target).path_template();
  error.discord_code = JsonErrorCode::invalid_form_body;
  error.field_errors = std::move(errors);
  throw Exception(std::move(error));
}

}  // namespace pincer
