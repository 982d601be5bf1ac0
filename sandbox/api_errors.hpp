// Discord's errors, as replies. Thread-safe: pure functions and constants.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes
#pragma once

#include <boost/json/value.hpp>
#include <stdexcept>
#include <string_view>

#include "sandbox/http.hpp"

namespace pincer::sandbox {

struct ApiError {
  int status;
  int code;
  std::string_view message;
};

namespace api_error {
inline constexpr ApiError unauthorized{401, 0, "401: Unauthorized"};
inline constexpr ApiError not_found{404, 0, "404: Not Found"};
inline constexpr ApiError method_not_allowed{405, 0, "405: Method Not Allowed"};
inline constexpr ApiError unknown_application{404, 10002, "Unknown Application"};
inline constexpr ApiError unknown_channel{404, 10003, "Unknown Channel"};
inline constexpr ApiError unknown_guild{404, 10004, "Unknown Guild"};
inline constexpr ApiError unknown_member{404, 10007, "Unknown Member"};
inline constexpr ApiError unknown_message{404, 10008, "Unknown Message"};
inline constexpr ApiError unknown_user{404, 10013, "Unknown User"};
inline constexpr ApiError unknown_emoji{400, 10014, "Unknown Emoji"};
inline constexpr ApiError unknown_webhook{404, 10015, "Unknown Webhook"};
inline constexpr ApiError unknown_interaction{404, 10062, "Unknown interaction"};
inline constexpr ApiError unknown_command{404, 10063, "Unknown application command"};
inline constexpr ApiError not_for_bots{403, 20001, "Bots cannot use this endpoint"};
inline constexpr ApiError not_this_application{
    403, 20012, "You are not authorized to perform this action on this application"};
inline constexpr ApiError too_many_commands{400, 30032,
                                            "Maximum number of application commands reached (100)"};
inline constexpr ApiError too_many_reactions{400, 30010,
                                             "Maximum number of reactions reached (20)"};
inline constexpr ApiError too_large{413, 40005, "Request entity too large"};
inline constexpr ApiError already_acknowledged{400, 40060,
                                               "Interaction has already been acknowledged."};
inline constexpr ApiError missing_access{403, 50001, "Missing Access"};
inline constexpr ApiError other_authors_message{403, 50005,
                                                "Cannot edit a message authored by another user"};
inline constexpr ApiError empty_message{400, 50006, "Cannot send an empty message"};
inline constexpr ApiError cannot_message_user{403, 50007, "Cannot send messages to this user"};
inline constexpr ApiError not_a_text_channel{400, 50008,
                                             "Cannot send messages in a non-text channel"};
inline constexpr ApiError missing_permissions{403, 50013, "Missing Permissions"};
inline constexpr ApiError invalid_webhook_token{401, 50027, "Invalid Webhook Token"};
inline constexpr ApiError invalid_version{400, 50041, "Invalid API version"};
inline constexpr ApiError invalid_json{400, 50109, "The request body contains invalid JSON."};
inline constexpr ApiError no_history_permission{
    403, 160002, "You cannot reply without permission to read message history"};
}  // namespace api_error

/// A reply with a JSON body.
HttpReply json_reply(int status, const boost::json::value& body);
HttpReply no_content_reply();
HttpReply error_reply(const ApiError& error);

/// Ends a request's handling with a reply. Dozens of rules may refuse a request, most of them deep
/// inside a handler's helpers; an exception that RestApi::handle alone catches keeps the handlers
/// straight. It never leaves the REST API.
class Refused : public std::runtime_error {
 public:
  explicit Refused(HttpReply reply)
      : std::runtime_error("the request is refused"), reply_(std::move(reply)) {}
  explicit Refused(const ApiError& error) : Refused(error_reply(error)) {}

  [[nodiscard]] HttpReply take_reply() { return std::move(reply_); }

 private:
  HttpReply reply_;
};

}  // namespace pincer::sandbox
