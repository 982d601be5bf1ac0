// A world in which the bot knows some commands and people run them.
#pragma once

#include "sandbox/world_fixture.hpp"

namespace pincer::sandbox {

class InteractionsTest : public WorldTest {
 protected:
  InteractionsTest() {
    rest("PUT", "/applications/" + app() + "/commands", R"([
        {"name":"roll","description":"Rolls","options":[
          {"type":4,"name":"sides","description":"Sides","min_value":2,"max_value":100},
          {"type":6,"name":"for","description":"For whom"}]},
        {"name":"dice","description":"Dice","options":[
          {"type":1,"name":"roll","description":"Rolls","options":[
            {"type":3,"name":"color","description":"Color","required":true,
             "choices":[{"name":"Red","value":"r"}]}]}]},
        {"name":"Wave","type":2},
        {"name":"Quote","type":3}])");
  }

  /// Runs a command as Ada in #general and keeps the event.
  std::string run(const std::string& body = R"({"command":"roll","channel":"general"})") {
    forget_events();
    const Answer answer = act("POST", "/people/ada/commands", body);
    EXPECT_EQ(answer.status(), 201) << answer.reply.body;
    return take_interaction(answer);
  }
  std::string take_interaction(const Answer& answer) {
    for (Event& event : world.take_events()) {
      if (event.name == "INTERACTION_CREATE") last = std::move(event.data);
    }
    return answer.text("/interaction");
  }

  [[nodiscard]] std::string callback_path() const {
    return "/interactions/" + std::string(last.at("id").as_string()) + "/" +
           std::string(last.at("token").as_string()) + "/callback";
  }
  [[nodiscard]] std::string webhook_path() const {
    return "/webhooks/" + app() + "/" + std::string(last.at("token").as_string());
  }
  Answer respond(const std::string& body) {
    token = "none";  // The token in the path is enough.
    Answer answer = rest("POST", callback_path() + "?with_response=true", body);
    token = "sandbox-token";
    return answer;
  }

  boost::json::object last;  ///< The data of the last INTERACTION_CREATE.
};

}  // namespace pincer::sandbox
