// One REST call as its handler sees it: parameters, caller, body, and the checks that many
// operations share. Every check that fails throws `Refused`. Thread safety: one thread.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/http.hpp"
#include "sandbox/request_body.hpp"
#include "sandbox/router.hpp"
#include "sandbox/world.hpp"

namespace pincer::sandbox {

class RestCall {
 public:
  /// All must outlive the call. `application`: the caller, or null where a token in the path is
  /// enough.
  RestCall(World& world, const HttpRequest& request, const PathParameters& parameters,
           const Application* application, TimePoint now, RequestBody body)
      : world_(world),
        request_(request),
        parameters_(parameters),
        application_(application),
        now_(now),
        body_(std::move(body)) {}

  [[nodiscard]] World& world() const noexcept { return world_; }
  [[nodiscard]] TimePoint now() const noexcept { return now_; }
  /// The caller. Only where the route demands a bot.
  [[nodiscard]] const Application& application() const { return *application_; }
  /// The id of the caller's bot user.
  [[nodiscard]] Id me() const { return application_->id; }

  // The parameters of the path and the query, and the body, fit the operation's schema.
  [[nodiscard]] const std::string& text(std::string_view name) const;
  [[nodiscard]] Id id(std::string_view name) const;
  [[nodiscard]] std::optional<std::string> query(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> query_integer(std::string_view name) const;
  [[nodiscard]] std::optional<Id> query_id(std::string_view name) const;
  [[nodiscard]] bool query_flag(std::string_view name) const;
  [[nodiscard]] const boost::json::value& body() const noexcept { return body_.json; }
  [[nodiscard]] const boost::json::object& object_body() const { return body_.json.as_object(); }
  [[nodiscard]] std::map<std::uint64_t, Upload> take_files() { return std::move(body_.files); }

  /// The channel of the path, where the caller has those permissions: 10003, 50001, 50013.
  [[nodiscard]] const Channel& channel(std::uint64_t permissions = 0) const;
  /// As `channel`, and it must hold messages: 50008.
  [[nodiscard]] const Channel& text_channel(std::uint64_t permissions) const;
  /// The message of the path in that channel: 10008.
  [[nodiscard]] const Message& message(const Channel& channel) const;
  /// The guild of the path, of which the caller is a member: 10004.
  [[nodiscard]] const Guild& guild() const;
  /// Refuses (50013) unless the caller has all of `permissions` in the channel.
  void demand(const Channel& channel, std::uint64_t permissions) const;

 private:
  World& world_;
  const HttpRequest& request_;
  const PathParameters& parameters_;
  const Application* application_;
  TimePoint now_;
  RequestBody body_;
};

}  // namespace pincer::sandbox
