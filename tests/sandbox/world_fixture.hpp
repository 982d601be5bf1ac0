// A world with its REST API and control interface, in virtual time.
#pragma once

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <string>
#include <string_view>

#include "sandbox/cdn.hpp"
#include "sandbox/control_people.hpp"
#include "sandbox/rest_api.hpp"
#include "sandbox/scenario.hpp"

namespace pincer::sandbox {

struct Answer {
  HttpReply reply;
  boost::json::value json;  ///< Null: the body is no JSON.

  [[nodiscard]] int status() const { return reply.status; }
  [[nodiscard]] std::string header(std::string_view name) const {
    for (const auto& [known, text] : reply.headers) {
      if (known == name) return text;
    }
    return "(none)";
  }
  /// The value at a JSON pointer; null when there is none.
  [[nodiscard]] boost::json::value at(std::string_view pointer) const {
    boost::json::error_code error;
    const boost::json::value* found = json.find_pointer(pointer, error);
    return found == nullptr ? boost::json::value(nullptr) : *found;
  }
  [[nodiscard]] std::string text(std::string_view pointer) const {
    const boost::json::value found = at(pointer);
    return found.is_string() ? std::string(found.get_string()) : "(no text)";
  }
};

inline boost::json::value json(std::string_view text) { return boost::json::parse(text); }

inline boost::json::value parse_or_null(const std::string& text) {
  boost::json::error_code error;
  boost::json::value value = boost::json::parse(text, error);
  return error ? boost::json::value(nullptr) : value;
}

/// The default scenario without rate limits, unless a test gives another.
inline Scenario unlimited_scenario() {
  Scenario scenario = default_scenario();
  scenario.rate_limits.enabled = false;
  return scenario;
}

class WorldTest : public ::testing::Test {
 protected:
  explicit WorldTest(const Scenario& scenario = unlimited_scenario())
      : world(scenario, start),
        limits(scenario.rate_limits, scenario.seed, start, 1'700'000'000.0),
        log(start),
        api(world, limits, log),
        people(world, log, {}) {
    world.set_base_url("http://127.0.0.1:8080");
  }

  Answer rest(std::string method, std::string path, std::string body = {},
              Headers headers = {{"Content-Type", "application/json"}}) {
    HttpRequest request;
    request.method = std::move(method);
    request.path = "/api/v10" + path.substr(0, path.find('?'));
    if (path.find('?') != std::string::npos) request.query = path.substr(path.find('?') + 1);
    request.headers = std::move(headers);
    request.headers.emplace_back("Authorization", "Bot " + token);
    request.body = std::move(body);
    return answered(api.handle(request, now));
  }

  /// A call of the control interface, below /sandbox.
  Answer act(std::string method, std::string path, std::string body = {}) {
    HttpRequest request;
    request.method = std::move(method);
    request.path = "/sandbox" + path.substr(0, path.find('?'));
    if (path.find('?') != std::string::npos) request.query = path.substr(path.find('?') + 1);
    request.body = std::move(body);
    auto reply = people.handle(request, now);
    if (!reply) return {};
    return answered(std::move(*reply));
  }

  static Answer answered(HttpReply reply) {
    Answer answer;
    answer.json = parse_or_null(reply.body);
    answer.reply = std::move(reply);
    return answer;
  }

  [[nodiscard]] std::string channel(std::string_view name) const {
    for (const auto& [id, channel] : world.channels()) {
      if (channel.name == name) return std::to_string(id);
    }
    return "0";
  }
  [[nodiscard]] std::string user(std::string_view name) const {
    for (const auto& [id, user] : world.users()) {
      if (user.name == name) return std::to_string(id);
    }
    return "0";
  }
  [[nodiscard]] std::string guild() const { return std::to_string(world.guilds().begin()->first); }
  [[nodiscard]] std::string app() const { return user("pincer"); }
  [[nodiscard]] std::string messages_path(std::string_view name = "general") const {
    return "/channels/" + channel(name) + "/messages";
  }

  /// The names of the events since the last call.
  std::vector<std::string> event_names() {
    std::vector<std::string> names;
    for (const Event& event : world.take_events()) names.push_back(event.name);
    return names;
  }

  void forget_events() { static_cast<void>(world.take_events()); }

  TimePoint start = TimePoint() + std::chrono::hours(1);
  TimePoint now = start;
  std::string token = "sandbox-token";
  World world;
  Limits limits;
  TrafficLog log;
  RestApi api;
  PeopleControl people;
};

}  // namespace pincer::sandbox
