#include "net/url.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>

namespace pincer::net {
namespace {

/// The text without user information, which may be a password.
std::string shown(std::string_view text) {
  const auto slashes = text.find("//");
  const std::size_t begin = slashes == std::string_view::npos ? 0 : slashes + 2;
  const auto end = text.rfind('@');  // the password itself may hold a slash
  if (end == std::string_view::npos || end < begin) return std::string(text);
  return std::string(text.substr(0, begin)) + "..." + std::string(text.substr(end));
}

Error bad_url(std::string_view text, std::string_view reason) {
  return {ErrorKind::invalid_argument,
          "\"" + shown(text) + "\" is not a usable URL: " + std::string(reason) +
              " (expected something like https://discord.com/api/v10)"};
}

std::uint16_t default_port(std::string_view scheme) {
  return scheme == "https" || scheme == "wss" ? 443 : 80;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
  if (!parsed) return bad_url(text, "it does not follow RFC 3986");
  const boost::urls::url_view& view = *parsed;
  Url url;
  url.scheme = view.scheme();
  for (char& c : url.scheme) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  if (url.scheme != "http" && url.scheme != "https" && url.scheme != "ws" && url.scheme != "wss") {
    return bad_url(text, "the scheme must be http, https, ws or wss");
  }
  if (view.has_userinfo()) return bad_url(text, "user information is not allowed");
  if (view.has_fragment()) return bad_url(text, "a fragment is not allowed");
  url.host = view.host_address();
  if (url.host.empty()) return bad_url(text, "it names no host");
  url.port = default_port(url.scheme);
  if (view.has_port()) {
    const auto digits = view.port();
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
    if (error != std::errc() || end != digits.data() + digits.size() || url.port == 0) {
      return bad_url(text, "the port must be 1 to 65535");
    }
  }
  url.path = view.encoded_path().empty() ? std::string("/") : std::string(view.encoded_path());
  url.query = std::string(view.encoded_query());
  return url;
}

std::string Url::target() const { return query.empty() ? path : path + "?" + query; }

std::string Url::authority() const {
  std::string text = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != default_port(scheme)) text += ":" + std::to_string(port);
  return text;
}

std::string Url::to_string() const { return scheme + "://" + authority() + target(); }

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host.ends_with(".localhost")) return true;
  boost::system::error_code code;
  const auto address = boost::asio::ip::make_address(std::string(host), code);
  return !code && address.is_loopback();
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace pincer::net
