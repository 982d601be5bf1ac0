#include "sandbox/http.hpp"

#include "net/headers.hpp"

namespace pincer::sandbox {

std::string_view HttpRequest::header(std::string_view name) const {
  return net::find_header(headers, name);
}

}  // namespace pincer::sandbox
