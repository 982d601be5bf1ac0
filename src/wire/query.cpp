#include "wire/query.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace pincer::wire {

Query& Query::add(std::string_view name, std::string_view value) {
  if (!text_.empty()) text_ += '&';
  text_ += percent_encode(name);
  text_ += '=';
  text_ += percent_encode(value);
  return *this;
}

std::string percent_encode(std::string_view text) {
  return boost::urls::encode(text, boost::urls::unreserved_chars);
}

std::string encode_audit_log_reason(std::string_view reason) {
  std::size_t characters = 0;
  std::size_t end = 0;
  for (; end < reason.size(); ++end) {
    const bool begins_character = (static_cast<unsigned char>(reason[end]) & 0xC0U) != 0x80U;
    if (begins_character && ++characters > audit_log_reason_length_max) break;
  }
  return percent_encode(reason.substr(0, end));
}

}  // namespace pincer::wire
