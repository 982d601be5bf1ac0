#include "sandbox/rest_call.hpp"

#include <fmt/core.h>

#include <boost/algorithm/string/predicate.hpp>
#include <boost/json/parse.hpp>
#include <cassert>
#include <charconv>

#include "pincer/snowflake.hpp"
#include "sandbox/api_errors.hpp"
#include "sandbox/permissions.hpp"
#include "sandbox/validate.hpp"

namespace pincer::sandbox {
namespace {

[[noreturn]] void refuse_field(std::string_view name, std::string_view code,
                               const std::string& message) {
  FormErrors errors;
  errors.add({std::string(name)}, code, message);
  throw Refused(errors.reply());
}

}  // namespace

const std::string& RestCall::text(std::string_view name) const {
  for (const auto& [known, value] : parameters_) {
    if (known == name) return value;
  }
  assert(false && "the route's template has no such parameter");
  throw Refused(api_error::not_found);
}

Id RestCall::id(std::string_view name) const {
  const auto id = parse_snowflake(text(name));
  if (!id) {
    refuse_field(name, "NUMBER_TYPE_COERCE",
                 fmt::format("Value \"{}\" is not snowflake.", text(name)));
  }
  return *id;
}

std::optional<std::string> RestCall::query(std::string_view name) const {
  return query_value(request_.query, name);
}

std::optional<std::int64_t> RestCall::query_integer(std::string_view name, std::int64_t least,
                                                    std::int64_t most) const {
  const auto text = query(name);
  if (!text) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size()) {
    refuse_field(name, "NUMBER_TYPE_COERCE", fmt::format("Value \"{}\" is not int.", *text));
  }
  if (number < least) {
    refuse_field(name, "NUMBER_TYPE_MIN",
                 fmt::format("int value should be greater than or equal to {}.", least));
  }
  if (number > most) {
    refuse_field(name, "NUMBER_TYPE_MAX",
                 fmt::format("int value should be less than or equal to {}.", most));
  }
  return number;
}

std::optional<Id> RestCall::query_id(std::string_view name) const {
  const auto text = query(name);
  if (!text) return std::nullopt;
  const auto id = parse_snowflake(*text);
  if (!id) {
    refuse_field(name, "NUMBER_TYPE_COERCE", fmt::format("Value \"{}\" is not snowflake.", *text));
  }
  return id;
}

bool RestCall::query_flag(std::string_view name) const {
  const auto text = query(name);
  return text && (*text == "true" || *text == "True" || *text == "1");
}

boost::json::value parse_json_body(std::string_view text) {
  boost::json::error_code error;
  boost::json::value value =
      boost::json::parse(boost::json::string_view(text.data(), text.size()), error);
  if (error) throw Refused(api_error::invalid_json);
  return value;
}

boost::json::value RestCall::body() const {
  if (!boost::algorithm::istarts_with(request_.header("Content-Type"), "application/json")) {
    FormErrors errors;
    errors.add({}, "CONTENT_TYPE_INVALID",
               "Expected \"Content-Type\" header to be one of {'application/json'}.");
    throw Refused(errors.reply());
  }
  return parse_json_body(request_.body);
}

boost::json::object RestCall::object_body() const {
  boost::json::value value = body();
  if (value.is_object()) return std::move(value.get_object());
  FormErrors errors;
  errors.add({}, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
  throw Refused(errors.reply());
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
