#include "net/proxy.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <cstdlib>

#include "base/base64.hpp"

namespace pincer::net {
namespace {

namespace ip = boost::asio::ip;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

Error bad_proxy(const std::string& source, const std::string& problem) {
  return {ErrorKind::invalid_argument, "the proxy of " + source + " is not usable: " + problem +
                                           " (expected something like http://proxy:3128)"};
}

Result<Proxy> parse_proxy(std::string_view text, const std::string& source) {
  const std::size_t scheme_end = text.find("://");
  if (scheme_end != std::string_view::npos) {
    if (lower(text.substr(0, scheme_end)) != "http") {
      return bad_proxy(source, "its scheme must be http");
    }
    text.remove_prefix(scheme_end + 3);
  }
  text = text.substr(0, text.find('/'));
  Proxy proxy;
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    proxy.authorization = "Basic " + base64_encode(percent_decode(text.substr(0, at)));
    text.remove_prefix(at + 1);
  }
  const auto url = Url::parse("http://" + std::string(text));
  if (!url) return bad_proxy(source, "it names no host and port");
  proxy.host = url->host;
  proxy.port = url->port;
  return proxy;
}

/// One entry of NO_PROXY: "*", "example.com", ".example.com", "10.0.0.0/8", "host:8080", "::1".
bool matches(std::string_view entry, const std::string& host, std::uint16_t port) {
  if (entry == "*") return true;
  boost::system::error_code code;
  const auto address = ip::make_address(host, code);
  const bool host_is_address = !code;
  if (entry.find('/') != std::string_view::npos) {
    if (!host_is_address) return false;
    const std::string network(entry);
    if (address.is_v4()) {
      const auto v4 = ip::make_network_v4(network, code);
      return !code && (v4.canonical().address() ==
                       ip::network_v4(address.to_v4(), v4.prefix_length()).canonical().address());
    }
    const auto v6 = ip::make_network_v6(network, code);
    return !code && (v6.canonical().address() ==
                     ip::network_v6(address.to_v6(), v6.prefix_length()).canonical().address());
  }
  const std::size_t colon = entry.rfind(':');
  const bool has_port = colon != std::string_view::npos &&
                        (entry.find(':') == colon || (colon > 0 && entry[colon - 1] == ']'));
  if (has_port) {
    if (entry.substr(colon + 1) != std::to_string(port)) return false;
    entry = entry.substr(0, colon);
  }
  if (entry.starts_with('[') && entry.ends_with(']')) entry = entry.substr(1, entry.size() - 2);
  if (host_is_address) {
    const auto known = ip::make_address(std::string(entry), code);
    return !code && known == address;
  }
  if (entry.starts_with("*.")) entry.remove_prefix(2);
  if (entry.starts_with('.')) entry.remove_prefix(1);
  if (entry.empty()) return false;
  return host == entry || (host.ends_with(entry) && host[host.size() - entry.size() - 1] == '.');
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> entries;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(", \t"), text.size());
    if (end > 0) entries.push_back(lower(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return entries;
}

}  // namespace

Result<ProxySettings> ProxySettings::create(const std::optional<std::string>& option) {
  if (!option) {
    return from_environment([](const char* name) -> const char* { return std::getenv(name); });
  }
  ProxySettings settings;
  if (option->empty()) return settings;
  auto proxy = parse_proxy(*option, "the options");
  if (!proxy) return proxy.error();
  settings.for_tls_ = *proxy;
  settings.for_plain_ = std::move(*proxy);
  return settings;
}

Result<ProxySettings> ProxySettings::from_environment(
    const std::function<const char*(const char* name)>& get_variable) {
  const auto variable = [&](const std::string& name) {
    std::string capitals = name;
    for (char& c : capitals) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    for (const std::string& spelling : {name, capitals}) {
      // In a CGI program HTTP_PROXY is a header of the request, which anybody may send.
      if (spelling == "HTTP_PROXY" && get_variable("REQUEST_METHOD") != nullptr) continue;
      const char* const value = get_variable(spelling.c_str());
      if (value != nullptr && *value != '\0') return std::string(value);
    }
    return std::string();
  };
  ProxySettings settings;
  settings.excludes_loopback_ = true;
  settings.excluded_ = split_list(variable("no_proxy"));
  const std::string for_all = variable("all_proxy");
  const auto read = [&](const std::string& name, std::optional<Proxy>& target) -> Result<void> {
    const std::string own = variable(name);
    const std::string& text = own.empty() ? for_all : own;
    if (text.empty()) return {};
    auto proxy =
        parse_proxy(text, "the environment variable " + (own.empty() ? "all_proxy" : name));
    if (!proxy) return proxy.error();
    target = std::move(*proxy);
    return {};
  };
  if (auto result = read("https_proxy", settings.for_tls_); !result) return result.error();
  if (auto result = read("http_proxy", settings.for_plain_); !result) return result.error();
  return settings;
}

std::optional<Proxy> ProxySettings::proxy_for(const Url& url) const {
  const std::optional<Proxy>& proxy = url.uses_tls() ? for_tls_ : for_plain_;
  return proxy && !is_excluded(url) ? proxy : std::nullopt;
}

bool ProxySettings::is_excluded(const Url& url) const {
  const std::string host = lower(url.host);
  if (excludes_loopback_ && is_loopback(host)) return true;
  return std::ranges::any_of(
      excluded_, [&](const std::string& entry) { return matches(entry, host, url.port); });
}

}  // namespace pincer::net
