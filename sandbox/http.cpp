#include "sandbox/http.hpp"

#include <boost/algorithm/string/predicate.hpp>

namespace pincer::sandbox {

std::string_view HttpRequest::header(std::string_view name) const {
  for (const auto& [known, value] : headers) {
    if (boost::algorithm::iequals(known, name)) return value;
  }
  return {};
}

}  // namespace pincer::sandbox
