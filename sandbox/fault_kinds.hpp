// The kinds of fault the sandbox can inject, and what each takes: one table that parses, checks and
// explains itself.
// Thread safety: one thread at a time.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "sandbox/gateway_output.hpp"
#include "sandbox/limits.hpp"

namespace pincer::sandbox {

enum class FaultKind {
  // At once, on every gateway connection or session that matches:
  drop,
  close,
  op1,
  op7,
  op9,
  forget_session,
  stop_acks,
  half_open,
  garbage,
  unknown_opcode,
  unknown_event,
  huge_message,
  bomb,
  // On the next messages to a gateway connection that matches:
  split,
  corrupt,
  truncate,
  delay,
  // On the next gateway connections that open:
  refuse,
  before_hello,
  // On the next REST requests that match:
  rest_status,
  rest_429,
  rest_edge_429,
  rest_edge_502,
  rest_not_json,
  rest_no_headers,
  rest_delay,
  rest_cut,
};

/// When a fault takes effect.
enum class FaultTrigger { at_once, next_message, next_connection, next_request };

/// One fault with its parameters. Those that its kind does not have keep their defaults.
struct Fault {
  std::uint64_t id = 0;
  FaultKind kind = FaultKind::drop;
  boost::json::object as_given;  ///< For people who ask what is armed.

  // Which gateway connections and sessions; each empty for "any".
  std::optional<ConnectionId> connection;
  std::string session;
  std::optional<int> shard;
  std::optional<std::uint64_t> application;

  // Which REST requests; each empty for "any".
  std::string method;
  std::string route;  ///< "/channels/*/messages", below /api/v10.

  std::uint64_t times = 1;  ///< How often it takes effect; 0: until it is deleted.
  int code = 4000;
  std::string reason;
  bool resumable = true;
  Duration delay{};
  std::size_t fragments = 3;
  std::size_t bytes = 8;
  std::size_t megabytes = 100;
  std::string what;  ///< before_hello: drop, close, op7 or silence.
  int status = 500;
  RateLimitScope scope = RateLimitScope::user;
  Duration retry_after = std::chrono::seconds(1);
  bool inside = false;  ///< rest_cut: in the middle of the reply rather than before the request.
};

/// One parameter of a kind: how it is written in JSON, its default, and what it means.
struct FaultParameter {
  enum class Type { integer, number, text, truth, choice };

  std::string_view name;
  Type type;
  std::int64_t min;
  std::int64_t max;
  std::string_view choices;       ///< Of a choice: "user, global, shared".
  std::string_view default_json;  ///< Empty: no restriction.
  std::string_view help;
  void (*set)(Fault& fault, const boost::json::value& value);
};

struct FaultKindInfo {
  FaultKind kind;
  std::string_view name;
  FaultTrigger trigger;
  std::string_view help;
  std::span<const FaultParameter* const> parameters;  ///< Beside the common ones of its trigger.
};

/// Every kind, in the order of the enumeration.
std::span<const FaultKindInfo> fault_kinds() noexcept;
const FaultKindInfo& info(FaultKind kind) noexcept;

/// Calls `visit` for each parameter of the kind: its own, then those of its trigger.
void for_each_parameter(const FaultKindInfo& kind,
                        const std::function<void(const FaultParameter&)>& visit);

/// {"kind": "close", "code": 4000, ...}. The error (invalid_argument) names what is known.
Result<Fault> parse_fault(const boost::json::object& body);

}  // namespace pincer::sandbox
