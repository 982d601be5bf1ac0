#include "sandbox/fault_kinds.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cassert>

#include "pincer/snowflake.hpp"

namespace pincer::sandbox {
namespace {

using Type = FaultParameter::Type;
using boost::json::value;

constexpr std::int64_t any_number = INT64_MAX;

std::string to_text(const value& v) {
  return v.is_string() ? std::string(v.get_string()) : boost::json::serialize(v);
}
template <class Integer>
Integer to_integer(const value& v) {
  return static_cast<Integer>(v.is_string() ? parse_snowflake(v.get_string().c_str()).value_or(0)
                                            : v.to_number<std::uint64_t>());
}
Duration to_duration(const value& v, double unit_seconds) {
  return from_seconds(v.to_number<double>() * unit_seconds);
}

// --- Parameters. One object each, shared by the kinds that have it.

constexpr FaultParameter connection{
    "connection",
    Type::integer,
    1,
    any_number,
    {},
    {},
    "Only this connection (GET /sandbox/connections lists them).",
    [](Fault& f, const value& v) { f.connection = to_integer<ConnectionId>(v); }};
constexpr FaultParameter session{"session",
                                 Type::text,
                                 0,
                                 0,
                                 {},
                                 {},
                                 "Only the session of this id.",
                                 [](Fault& f, const value& v) { f.session = to_text(v); }};
constexpr FaultParameter shard{"shard",
                               Type::integer,
                               0,
                               1'000'000,
                               {},
                               {},
                               "Only sessions of this shard.",
                               [](Fault& f, const value& v) { f.shard = to_integer<int>(v); }};
constexpr FaultParameter application{
    "application",
    Type::text,
    0,
    0,
    {},
    {},
    "Only sessions of the application of this id.",
    [](Fault& f, const value& v) { f.application = to_integer<std::uint64_t>(v); }};
constexpr FaultParameter times{
    "times",
    Type::integer,
    0,
    1'000'000,
    {},
    "1",
    "How often it takes effect; 0: until it is deleted.",
    [](Fault& f, const value& v) { f.times = to_integer<std::uint64_t>(v); }};
constexpr FaultParameter until_deleted{
    "times",
    Type::integer,
    0,
    1'000'000,
    {},
    "0",
    "How often it takes effect; 0: until it is deleted.",
    [](Fault& f, const value& v) { f.times = to_integer<std::uint64_t>(v); }};
constexpr FaultParameter method{"method",
                                Type::text,
                                0,
                                0,
                                {},
                                {},
                                "Only requests of this method.",
                                [](Fault& f, const value& v) { f.method = to_text(v); }};
constexpr FaultParameter route{
    "route",
    Type::text,
    0,
    0,
    {},
    {},
    "Only this path below /api/v10; * and {name} stand for one segment: /channels/*/messages.",
    [](Fault& f, const value& v) { f.route = to_text(v); }};
constexpr FaultParameter code{
    "code", Type::integer, 1000, 4999, {}, "4000", "The close code.", [](Fault& f, const value& v) {
      f.code = to_integer<int>(v);
    }};
constexpr FaultParameter reason{
    "reason",
    Type::text,
    0,
    0,
    {},
    "\"Injected by the sandbox\"",
    "The close frame's reason.",
    [](Fault& f, const value& v) { f.reason = to_text(v).substr(0, 123); }};
constexpr FaultParameter resumable{
    "resumable",
    Type::truth,
    0,
    0,
    {},
    "false",
    "The payload's d: true asks the client to resume, false to identify anew.",
    [](Fault& f, const value& v) { f.resumable = v.get_bool(); }};
constexpr FaultParameter milliseconds{
    "milliseconds",
    Type::integer,
    0,
    600'000,
    {},
    "1000",
    "How long everything is held back.",
    [](Fault& f, const value& v) { f.delay = to_duration(v, 0.001); }};
constexpr FaultParameter fragments{
    "fragments",
    Type::integer,
    2,
    1000,
    {},
    "3",
    "WebSocket frames, each in a TCP write of its own.",
    [](Fault& f, const value& v) { f.fragments = to_integer<std::size_t>(v); }};
constexpr FaultParameter bytes{
    "bytes",
    Type::integer,
    1,
    4096,
    {},
    "8",
    "How many leading bytes become 0xFF.",
    [](Fault& f, const value& v) { f.bytes = to_integer<std::size_t>(v); }};
constexpr FaultParameter megabytes{
    "megabytes",
    Type::integer,
    1,
    1024,
    {},
    "100",
    "Size of the message.",
    [](Fault& f, const value& v) { f.megabytes = to_integer<std::size_t>(v); }};
constexpr FaultParameter inflated_megabytes{
    "megabytes",
    Type::integer,
    1,
    65'536,
    {},
    "1024",
    "What the message inflates to.",
    [](Fault& f, const value& v) { f.megabytes = to_integer<std::size_t>(v); }};
constexpr FaultParameter what{
    "what",
    Type::choice,
    0,
    0,
    "close, drop, op7, silence",
    "\"close\"",
    "What the client gets instead of Hello; silence: nothing, on an open socket.",
    [](Fault& f, const value& v) { f.what = to_text(v); }};
constexpr FaultParameter status{
    "status", Type::integer, 400, 599, {}, "500", "The HTTP status.", [](Fault& f, const value& v) {
      f.status = to_integer<int>(v);
    }};
constexpr FaultParameter scope{"scope",
                               Type::choice,
                               0,
                               0,
                               "user, global, shared",
                               "\"user\"",
                               "X-RateLimit-Scope.",
                               [](Fault& f, const value& v) {
                                 const auto text = to_text(v);
                                 f.scope = text == "global"   ? RateLimitScope::global
                                           : text == "shared" ? RateLimitScope::shared
                                                              : RateLimitScope::user;
                               }};
constexpr FaultParameter retry_after{
    "retry_after", Type::number, 0, 86'400, {}, "1", "Seconds.", [](Fault& f, const value& v) {
      f.retry_after = to_duration(v, 1);
    }};
constexpr FaultParameter where{
    "where",
    Type::choice,
    0,
    0,
    "before, inside",
    "\"inside\"",
    "before: the request is not carried out; inside: it is, and half of the reply is sent.",
    [](Fault& f, const value& v) { f.inside = to_text(v) == "inside"; }};

// --- Kinds.

constexpr std::array<const FaultParameter*, 0> nothing{};
constexpr std::array close_parameters{&code, &reason};
constexpr std::array op9_parameters{&resumable};
constexpr std::array huge_parameters{&megabytes};
constexpr std::array bomb_parameters{&inflated_megabytes};
constexpr std::array times_parameters{&times};
constexpr std::array split_parameters{&fragments, &times};
constexpr std::array corrupt_parameters{&bytes, &times};
constexpr std::array delay_parameters{&milliseconds, &until_deleted};
constexpr std::array before_hello_parameters{&what, &code, &reason, &times};
constexpr std::array rest_status_parameters{&status, &times};
constexpr std::array rest_429_parameters{&scope, &retry_after, &times};
constexpr std::array rest_edge_429_parameters{&retry_after, &times};
constexpr std::array rest_delay_parameters{&milliseconds, &times};
constexpr std::array rest_cut_parameters{&where, &times};

constexpr std::array gateway_parameters{&connection, &session, &shard, &application};
constexpr std::array rest_parameters{&method, &route};

constexpr auto at_once = FaultTrigger::at_once;
constexpr auto next_message = FaultTrigger::next_message;
constexpr auto next_connection = FaultTrigger::next_connection;
constexpr auto next_request = FaultTrigger::next_request;

constexpr std::array kinds{
    FaultKindInfo{FaultKind::drop, "drop", at_once, "Cuts the TCP connection: no close frame.",
                  nothing},
    FaultKindInfo{FaultKind::close, "close", at_once, "Closes with a code and a reason.",
                  close_parameters},
    FaultKindInfo{FaultKind::op1, "op1", at_once, "Asks for a heartbeat (opcode 1).", nothing},
    FaultKindInfo{FaultKind::op7, "op7", at_once, "Asks to reconnect and resume (opcode 7).",
                  nothing},
    FaultKindInfo{FaultKind::op9, "op9", at_once,
                  "Invalid session (opcode 9). Not resumable: the session is forgotten.",
                  op9_parameters},
    FaultKindInfo{
        FaultKind::forget_session, "forget_session", at_once,
        "Drops connections and forgets sessions, also of clients that are away: a resume is "
        "answered with opcode 9.",
        nothing},
    FaultKindInfo{FaultKind::stop_acks, "stop_acks", at_once,
                  "Heartbeats are no longer acknowledged, until the connection ends.", nothing},
    FaultKindInfo{FaultKind::half_open, "half_open", at_once,
                  "Nothing is sent or read any more; the socket stays open.", nothing},
    FaultKindInfo{FaultKind::garbage, "garbage", at_once, "Sends a message that is not JSON.",
                  nothing},
    FaultKindInfo{FaultKind::unknown_opcode, "unknown_opcode", at_once,
                  "Sends a payload with an opcode nobody knows.", nothing},
    FaultKindInfo{FaultKind::unknown_event, "unknown_event", at_once,
                  "Dispatches an event nobody knows; it takes a sequence number.", nothing},
    FaultKindInfo{FaultKind::huge_message, "huge_message", at_once,
                  "Sends one huge uncompressed message.", huge_parameters},
    FaultKindInfo{FaultKind::bomb, "bomb", at_once,
                  "Sends a small compressed message that inflates without end.", bomb_parameters},
    FaultKindInfo{FaultKind::split, "split", next_message, "Splits a message over frames.",
                  split_parameters},
    FaultKindInfo{FaultKind::corrupt, "corrupt", next_message,
                  "Overwrites the head of a message, so that it cannot be decoded.",
                  corrupt_parameters},
    FaultKindInfo{FaultKind::truncate, "truncate", next_message,
                  "Cuts the connection in the middle of a frame.", times_parameters},
    FaultKindInfo{FaultKind::delay, "delay", next_message, "Holds messages back.",
                  delay_parameters},
    FaultKindInfo{FaultKind::refuse, "refuse", next_connection,
                  "Cuts a connection as soon as it opens.", times_parameters},
    FaultKindInfo{FaultKind::before_hello, "before_hello", next_connection,
                  "Answers a connection with something else than Hello.", before_hello_parameters},
    FaultKindInfo{FaultKind::rest_status, "rest_status", next_request,
                  "Answers with an error status and Discord's JSON error.", rest_status_parameters},
    FaultKindInfo{FaultKind::rest_429, "rest_429", next_request, "Answers 429 as the API does.",
                  rest_429_parameters},
    FaultKindInfo{FaultKind::rest_edge_429, "rest_edge_429", next_request,
                  "Answers 429 as the edge does: an HTML page, no Via header.",
                  rest_edge_429_parameters},
    FaultKindInfo{FaultKind::rest_edge_502, "rest_edge_502", next_request,
                  "Answers 502 with the edge's HTML page.", times_parameters},
    FaultKindInfo{FaultKind::rest_not_json, "rest_not_json", next_request,
                  "Carries the request out and answers with a body that is not JSON.",
                  times_parameters},
    FaultKindInfo{FaultKind::rest_no_headers, "rest_no_headers", next_request,
                  "Carries the request out and answers without any header of its own.",
                  times_parameters},
    FaultKindInfo{FaultKind::rest_delay, "rest_delay", next_request,
                  "Carries the request out and holds the reply back.", rest_delay_parameters},
    FaultKindInfo{FaultKind::rest_cut, "rest_cut", next_request,
                  "Cuts the connection instead of answering.", rest_cut_parameters},
};

std::span<const FaultParameter* const> common_parameters(FaultTrigger trigger) {
  switch (trigger) {
    case FaultTrigger::at_once:
    case FaultTrigger::next_message: return gateway_parameters;
    case FaultTrigger::next_connection: return {};
    case FaultTrigger::next_request: return rest_parameters;
  }
  return {};
}

/// Why `v` is not what the parameter takes; empty when it is.
std::string mistake(const FaultParameter& parameter, const value& v) {
  boost::system::error_code error;
  switch (parameter.type) {
    case Type::text:
      // Ids may be written as numbers.
      return v.is_string() || v.is_number() ? "" : "a string";
    case Type::truth: return v.is_bool() ? "" : "true or false";
    case Type::choice: {
      std::string_view rest = parameter.choices;
      while (v.is_string() && !rest.empty()) {
        const auto choice = rest.substr(0, rest.find(", "));
        if (std::string_view(v.get_string()) == choice) return "";
        rest.remove_prefix(std::min(choice.size() + 2, rest.size()));
      }
      return "one of " + std::string(parameter.choices);
    }
    case Type::integer:
    case Type::number: {
      const double number = v.is_number() ? v.to_number<double>(error) : -1;
      const bool whole = v.is_int64() || v.is_uint64() || parameter.type == Type::number;
      if (v.is_number() && whole && number >= static_cast<double>(parameter.min) &&
          number <= static_cast<double>(parameter.max)) {
        return "";
      }
      return (parameter.type == Type::integer ? "an integer from " : "a number from ") +
             std::to_string(parameter.min) +
             (parameter.max == any_number ? "" : " to " + std::to_string(parameter.max));
    }
  }
  return "";
}

Error invalid(std::string message) { return {ErrorKind::invalid_argument, std::move(message)}; }

std::string known_kinds() {
  std::string names;
  for (const auto& kind : kinds) names += (names.empty() ? "" : ", ") + std::string(kind.name);
  return names;
}

std::string known_parameters(const FaultKindInfo& kind) {
  std::string names = "kind";
  for_each_parameter(kind,
                     [&](const auto& parameter) { names += ", " + std::string(parameter.name); });
  return names;
}

}  // namespace

std::span<const FaultKindInfo> fault_kinds() noexcept { return kinds; }

const FaultKindInfo& info(FaultKind kind) noexcept {
  const auto& found = kinds[static_cast<std::size_t>(kind)];
  assert(found.kind == kind);
  return found;
}

void for_each_parameter(const FaultKindInfo& kind,
                        const std::function<void(const FaultParameter&)>& visit) {
  for (const auto* parameter : kind.parameters) visit(*parameter);
  for (const auto* parameter : common_parameters(kind.trigger)) visit(*parameter);
}

Result<Fault> parse_fault(const boost::json::object& body) {
  const auto* name = body.if_contains("kind");
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const auto& kind) {
    return name != nullptr && name->is_string() &&
           std::string_view(name->get_string()) == kind.name;
  });
  if (found == kinds.end()) {
    return invalid((name == nullptr ? "\"kind\" is missing"
                                    : "unknown kind " + boost::json::serialize(*name)) +
                   "; known: " + known_kinds());
  }
  Fault fault;
  fault.kind = found->kind;
  fault.as_given = body;
  std::size_t known = 1;
  std::string wrong;
  for_each_parameter(*found, [&](const FaultParameter& parameter) {
    const auto* given = body.if_contains(parameter.name);
    if (given == nullptr) {
      if (!parameter.default_json.empty()) {
        parameter.set(fault, boost::json::parse(std::string(parameter.default_json)));
      }
      return;
    }
    ++known;
    const auto expected = mistake(parameter, *given);
    if (expected.empty()) return parameter.set(fault, *given);
    if (wrong.empty()) wrong = "\"" + std::string(parameter.name) + "\" must be " + expected;
  });
  if (!wrong.empty()) return invalid(wrong + " (" + std::string(found->name) + ")");
  if (known != body.size()) {
    return invalid("unknown parameter; " + std::string(found->name) +
                   " knows: " + known_parameters(*found));
  }
  return fault;
}

}  // namespace pincer::sandbox
