// One call of the control interface as its handler sees it. Checks that fail throw `Refused` with a
// reply that says what was expected. Thread safety: one thread.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/control_people.hpp"
#include "sandbox/router.hpp"

namespace pincer::sandbox {

class ControlCall {
 public:
  ControlCall(World& world, const TrafficLog& log, const HttpRequest& request,
              const PathParameters& parameters, boost::json::object body, TimePoint now)
      : world_(world),
        log_(log),
        request_(request),
        parameters_(parameters),
        body_(std::move(body)),
        now_(now) {}

  [[nodiscard]] World& world() const noexcept { return world_; }
  [[nodiscard]] const TrafficLog& log() const noexcept { return log_; }
  [[nodiscard]] TimePoint now() const noexcept { return now_; }
  [[nodiscard]] const boost::json::object& body() const noexcept { return body_; }

  /// A parameter of the path.
  [[nodiscard]] const std::string& parameter(std::string_view name) const;
  /// A whole number of the query.
  [[nodiscard]] std::uint64_t query_number(std::string_view name, std::uint64_t otherwise) const;

  /// Members of the body. Null counts as absent.
  [[nodiscard]] const boost::json::value* find(std::string_view key) const;
  [[nodiscard]] std::optional<std::string> text(std::string_view key) const;
  [[nodiscard]] std::string required_text(std::string_view key) const;
  [[nodiscard]] bool flag(std::string_view key) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;

  /// Look-ups by name or id.
  [[nodiscard]] const User& user(std::string_view name_or_id) const;
  [[nodiscard]] const User& person(std::string_view name_or_id) const;
  [[nodiscard]] const Guild& guild(std::string_view name_or_id) const;
  /// "general", "#general", "Harbour/general", an id; with a person also "@pincer", the direct
  /// messages with that bot.
  [[nodiscard]] const Channel& channel(std::string_view name_or_id,
                                       const User* person = nullptr) const;
  /// Wherever it is, also an ephemeral one.
  [[nodiscard]] const Message& message(std::string_view id) const;
  [[nodiscard]] const Role& role(const Guild& guild, std::string_view name_or_id) const;
  [[nodiscard]] const Interaction& interaction(std::string_view id) const;

  /// The {person} of the path.
  [[nodiscard]] const User& acting_person() const { return person(parameter("person")); }
  /// Refuses unless the person may see the channel and has these permissions there.
  void demand(const User& person, const Channel& channel, std::uint64_t permissions,
              std::string_view act) const;

 private:
  World& world_;
  const TrafficLog& log_;
  const HttpRequest& request_;
  const PathParameters& parameters_;
  boost::json::object body_;
  TimePoint now_;
};

/// What a handler did.
struct ControlResult {
  int status = 200;
  boost::json::object body;
  std::string summary;  ///< For the traffic log; empty: nothing happened that it should hold.
};

/// "#general", "DM with pincer".
std::string shown_channel(const World& world, const Channel& channel);
/// The display name, or the name.
const std::string& shown_name(const User& user);
/// A text in one line of bounded length, for summaries.
std::string shown_text(std::string_view text);

[[noreturn]] void refuse_control(int status, std::string_view message);

namespace control {

/// {"filename", "content", "content_type"?}
Upload read_upload(const boost::json::object& json);

// control_acts.cpp
ControlResult post_message(ControlCall& call);
ControlResult edit_message(ControlCall& call);
ControlResult delete_message(ControlCall& call);
ControlResult add_reaction(ControlCall& call);
ControlResult remove_reaction(ControlCall& call);
ControlResult type(ControlCall& call);
ControlResult set_presence(ControlCall& call);
ControlResult set_voice(ControlCall& call);

// control_commands.cpp
ControlResult run_command(ControlCall& call);

// control_components.cpp
ControlResult click(ControlCall& call);
ControlResult choose(ControlCall& call);
ControlResult submit_modal(ControlCall& call);
ControlResult get_interaction(ControlCall& call);

// control_guilds.cpp
ControlResult get_state(ControlCall& call);
ControlResult get_log(ControlCall& call);
ControlResult get_messages(ControlCall& call);
ControlResult create_person(ControlCall& call);
ControlResult create_guild(ControlCall& call);
ControlResult create_channel(ControlCall& call);
ControlResult delete_channel(ControlCall& call);
ControlResult add_member(ControlCall& call);
ControlResult remove_member(ControlCall& call);

}  // namespace control
}  // namespace pincer::sandbox
