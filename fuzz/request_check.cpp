// Whatever a client sends for any of Discord's operations, the sandbox reads it or says what is
// wrong. The first two bytes pick the operation, the third the type of the body; then come a line
// for the path and the query, and the body.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>

#include "sandbox/api_errors.hpp"
#include "sandbox/request_check.hpp"

using namespace pincer::sandbox;

namespace {

constexpr std::string_view media_types[] = {"application/json", "application/x-www-form-urlencoded",
                                            "multipart/form-data; boundary=X", ""};

void attempt(const Operation& operation, const HttpRequest& request) {
  RequestBody body = read_request_body(request, operation);
  PathParameters parameters;
  for (const Property& property : operation.path_parameters) {
    parameters.emplace_back(property.name, request.query);
  }
  FormErrors errors;
  check_request(operation, parameters, request.query, body, errors);
  if (errors.size() > form_errors_max) std::abort();
  errors.refuse_if_any();
  // What was read as a number is one now, and fits as well.
  FormErrors again;
  check_request(operation, parameters, request.query, body, again);
  if (!again.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t head_size = 3;
  if (size < head_size) return 0;
  const auto operations = described_operations();
  const Operation& operation = operations[(data[0] * 256U + data[1]) % operations.size()];
  const std::string_view text(reinterpret_cast<const char*>(data) + head_size, size - head_size);
  const std::size_t line_end = std::min(text.find('\n'), text.size());
  HttpRequest request;
  request.headers = {{"Content-Type", std::string(media_types[data[2] % std::size(media_types)])}};
  request.query = text.substr(0, line_end);
  request.body = text.substr(std::min(line_end + 1, text.size()));
  try {
    attempt(operation, request);
  } catch (Refused& refused) {
    const HttpReply reply = refused.take_reply();
    if ((reply.status != 400 && reply.status != 413) || reply.body.empty()) std::abort();
  }
  return 0;
}
