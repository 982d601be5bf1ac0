// The `resolved` part of an interaction's data: the objects behind the ids that a person chose.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-resolved-data-structure
// Thread safety: one thread.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "sandbox/control_call.hpp"

namespace pincer::sandbox {

class ResolvedData {
 public:
  /// All must outlive this object.
  ResolvedData(const ControlCall& call, const User& person, const Channel& channel)
      : call_(call), person_(person), channel_(channel) {}

  /// Each finds what the text names, records it, and answers its id.
  std::string add_user(std::string_view name_or_id);
  std::string add_role(std::string_view name_or_id);
  std::string add_channel(std::string_view name_or_id);
  /// A role when the guild has one of that name or id, else a user.
  std::string add_mentionable(std::string_view name_or_id);
  std::string add_message(const Message& message);
  std::string add_upload(const boost::json::object& described);

  [[nodiscard]] bool empty() const noexcept { return data_.empty(); }
  [[nodiscard]] boost::json::object take() { return std::move(data_); }

 private:
  [[nodiscard]] const Guild& guild() const;
  std::string record(std::string_view kind, Id id, boost::json::object json);

  const ControlCall& call_;
  const User& person_;
  const Channel& channel_;
  boost::json::object data_;
};

}  // namespace pincer::sandbox
