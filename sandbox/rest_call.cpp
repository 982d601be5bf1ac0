#include "sandbox/rest_call.hpp"

#include <cassert>
#include <charconv>

#include "pincer/snowflake.hpp"
#include "sandbox/api_errors.hpp"
#include "sandbox/permissions.hpp"

namespace pincer::sandbox {

const std::string& RestCall::text(std::string_view name) const {
  for (const auto& [known, value] : parameters_) {
    if (known == name) return value;
  }
  assert(false && "the route's template has no such parameter");
  throw Refused(api_error::not_found);
}

Id RestCall::id(std::string_view name) const { return parse_snowflake(text(name)).value_or(0); }

std::optional<std::string> RestCall::query(std::string_view name) const {
  return query_value(request_.query, name);
}

std::optional<std::int64_t> RestCall::query_integer(std::string_view name) const {
  const auto text = query(name);
  if (!text) return std::nullopt;
  std::int64_t number = 0;
  std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

std::optional<Id> RestCall::query_id(std::string_view name) const {
  const auto text = query(name);
  return text ? parse_snowflake(*text) : std::nullopt;
}

bool RestCall::query_flag(std::string_view name) const {
  const auto text = query(name);
  return text && (*text == "true" || *text == "True" || *text == "1");
}

const Channel& RestCall::channel(std::uint64_t permissions) const {
  const Channel* channel = world_.channel(id("channel_id"));
  if (channel == nullptr) throw Refused(api_error::unknown_channel);
  if (!world_.can_see(me(), *channel)) throw Refused(api_error::missing_access);
  demand(*channel, permissions);
  return *channel;
}

const Channel& RestCall::text_channel(std::uint64_t permissions) const {
  const Channel& channel = this->channel(permissions);
  if (channel.type == ChannelType::category) throw Refused(api_error::not_a_text_channel);
  return channel;
}

const Message& RestCall::message(const Channel& channel) const {
  const Message* message = world_.message(channel.id, id("message_id"));
  if (message == nullptr) throw Refused(api_error::unknown_message);
  return *message;
}

const Guild& RestCall::guild() const {
  const Guild* guild = world_.guild(id("guild_id"));
  if (guild == nullptr || !guild->members.contains(me())) throw Refused(api_error::unknown_guild);
  return *guild;
}

void RestCall::demand(const Channel& channel, std::uint64_t permissions) const {
  if ((world_.permissions(me(), channel) & permissions) != permissions) {
    throw Refused(api_error::missing_permissions);
  }
}

}  // namespace pincer::sandbox
