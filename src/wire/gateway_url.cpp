#include "wire/gateway_url.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <charconv>
#include <cstdint>

#include "pincer/version.hpp"

namespace pincer::wire {
namespace {

/// RFC 3986 permits any digits, and none.
bool is_port(std::string_view digits) {
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return digits.empty() || (error == std::errc() && number != 0);
}

Result<boost::urls::url> parse_websocket_url(std::string_view text) {
  const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
  const bool is_websocket = parsed && (parsed->scheme_id() == boost::urls::scheme::ws ||
                                       parsed->scheme_id() == boost::urls::scheme::wss);
  if (is_websocket && !parsed->host().empty() &&
      is_port({parsed->port().data(), parsed->port().size()})) {
    return boost::urls::url(*parsed);
  }
  return Error(ErrorKind::invalid_argument,
               "\"" + std::string(text) +
                   "\" is not a usable gateway URL (expected something like "
                   "wss://gateway.discord.gg)");
}

}  // namespace

Result<std::string> gateway_url(std::string_view base, TransportCompression compression) {
  Result<boost::urls::url> parsed = parse_websocket_url(base);
  if (!parsed) return parsed.error();
  boost::urls::url& url = *parsed;
  url.set_path_absolute(true);
  auto parameters = url.params();
  parameters.set("v", std::to_string(discord_api_version));
  parameters.set("encoding", "json");
  if (compression == TransportCompression::none) {
    parameters.erase("compress");
  } else {
    const std::string_view name = to_string(compression);
    parameters.set("compress", {name.data(), name.size()});
  }
  return std::string(url.buffer());
}

bool resume_url_is_acceptable(std::string_view resume_url, std::string_view base) {
  const Result<boost::urls::url> resume = parse_websocket_url(resume_url);
  const Result<boost::urls::url> first = parse_websocket_url(base);
  if (!resume || !first || resume->host().empty()) return false;
  return resume->scheme_id() == boost::urls::scheme::wss ||
         first->scheme_id() == boost::urls::scheme::ws;
}

}  // namespace pincer::wire
