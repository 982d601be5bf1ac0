#include "cli/demo/transcript.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "net/url.hpp"

namespace pincer::cli {
namespace {

using boost::json::object;
using boost::json::value;
using Kind = sandbox::TrafficEntry::Kind;

constexpr std::string_view bold = "\033[1m";
constexpr std::string_view dim = "\033[2m";
constexpr std::string_view green = "\033[1;32m";
constexpr std::string_view cyan = "\033[36m";
constexpr std::size_t name_width = 10;

std::string text_of(const object& from, std::string_view key) {
  const value* const found = from.if_contains(key);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

const object* object_of(const object& from, std::string_view key) {
  const value* const found = from.if_contains(key);
  return found != nullptr ? found->if_object() : nullptr;
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

/// "/channels/1323984105371229632/messages" as "/channels/…9632/messages": an id is recognized by
/// its last digits, and the line stays short.
std::string short_ids(std::string_view path) {
  constexpr std::size_t id_digits_min = 15;
  std::string out;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find_first_not_of("0123456789", at), path.size());
    if (end - at >= id_digits_min) {
      out.append("…").append(path.substr(end - 4, 4));
      at = end;
    } else {
      const std::size_t next = std::max(end, at + 1);
      out += path.substr(at, next - at);
      at = next;
    }
  }
  return out;
}

/// What a message body shows: its text, its embeds, a hint at a reply.
std::string describe_message(const object& message) {
  std::string text = text_of(message, "content");
  const value* const embeds = message.if_contains("embeds");
  if (embeds != nullptr && embeds->is_array()) {
    for (const value& item : embeds->get_array()) {
      const object* const embed = item.if_object();
      if (embed == nullptr) continue;
      text += (text.empty() ? "▌" : "  ▌") + text_of(*embed, "title") + ": " +
              text_of(*embed, "description");
    }
  }
  if (message.if_contains("message_reference") != nullptr) text += "  (a reply)";
  return text;
}

/// The name after the last "reactions/" of a path, decoded: an emoji.
std::string emoji_of(std::string_view path) {
  constexpr std::string_view marker = "/reactions/";
  const auto start = path.find(marker);
  if (start == std::string_view::npos) return {};
  const std::string_view encoded = path.substr(start + marker.size());
  return net::percent_decode(encoded.substr(0, encoded.find('/')));
}

}  // namespace

std::string Transcript::styled(std::string_view text, std::string_view style) const {
  if (!colour_) return std::string(text);
  return std::string(style) + std::string(text) + "\033[0m";
}

void Transcript::heading(std::string_view text) { out_ << '\n' << styled(text, bold) << '\n'; }

void Transcript::note(std::string_view text) {
  out_ << "  " << text << '\n';
  out_.flush();
}

void Transcript::scene(std::string_view title) {
  out_ << '\n' << styled(std::to_string(++scenes_) + "  " + std::string(title), bold) << '\n';
  out_.flush();
}

void Transcript::wire(std::string_view from, std::string_view to, std::string_view channel,
                      const std::string& what) {
  std::string line = "      " + padded(std::string(from) + " → " + std::string(to), 18) + "  " +
                     padded(std::string(channel), 7) + "  " + what;
  out_ << styled(line, dim) << '\n';
  out_.flush();
}

void Transcript::says(const std::string& who, const std::string& text) {
  out_ << "  " << styled(padded(who, name_width), who == "pincer" ? green : cyan) << "  " << text
       << '\n';
  out_.flush();
}

void Transcript::entry(const sandbox::TrafficEntry& entry) {
  switch (entry.kind) {
    case Kind::person: return person(entry);
    case Kind::rest: return rest(entry);
    case Kind::gateway_event:
    case Kind::gateway_command:
    case Kind::gateway_state: return gateway(entry);
    case Kind::fault: return fault(entry);
  }
}

void Transcript::person(const sandbox::TrafficEntry& entry) {
  // "Ada in #general: hello", "Ada runs /roll in #general"
  const std::string& text = entry.summary;
  const auto space = text.find(' ');
  const std::string who = text.substr(0, space);
  const object* const request = object_of(entry.details, "request");
  const std::string content = request != nullptr ? text_of(*request, "content") : std::string();
  if (!content.empty()) return says(who, content);
  says(who, space == std::string::npos ? text : text.substr(space + 1));
}

void Transcript::rest(const sandbox::TrafficEntry& entry) {
  const value* const status = entry.details.if_contains("status");
  wire("bot", "discord", "REST",
       text_of(entry.details, "method") + " " +
           net::percent_decode(short_ids(text_of(entry.details, "path"))) + "  " +
           (status != nullptr && status->is_int64() ? std::to_string(status->get_int64()) : ""));
  rest_said(entry);
}

void Transcript::rest_said(const sandbox::TrafficEntry& entry) {
  const std::string operation = text_of(entry.details, "operation");
  const object* const request = object_of(entry.details, "request");
  if (operation == "create_message" && request != nullptr) {
    says("pincer", describe_message(*request));
  } else if (operation == "update_message" && request != nullptr) {
    says("pincer", describe_message(*request) + "  (edited)");
  } else if (operation == "add_my_message_reaction") {
    says("pincer", "reacts with " + emoji_of(text_of(entry.details, "path")));
  } else if (operation == "create_interaction_response" && request != nullptr) {
    if (const object* const data = object_of(*request, "data")) {
      says("pincer", describe_message(*data));
    }
  }
}

void Transcript::gateway(const sandbox::TrafficEntry& entry) {
  std::string what = entry.summary.substr(0, entry.summary.find(" -> connection"));
  what = what.substr(0, what.find(" (connection"));
  const auto number = what.find(" #");
  if (entry.kind == Kind::gateway_event && number != std::string::npos) {
    what.replace(number, 2, "  event number ");
  }
  const bool from_bot = entry.kind == Kind::gateway_command || what == "connection opened" ||
                        what.find("by the client") != std::string::npos;
  wire(from_bot ? "bot" : "discord", from_bot ? "discord" : "bot", "gateway", what);
}

void Transcript::fault(const sandbox::TrafficEntry& entry) {
  // Those that are armed, or hit a connection, show in what happens next.
  if (entry.summary.starts_with("op7")) {
    wire("discord", "bot", "gateway", "Reconnect (opcode 7): please connect again");
  }
}

}  // namespace pincer::cli
