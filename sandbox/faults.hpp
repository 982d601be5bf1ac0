// The faults that are armed, and what they are armed for. Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "sandbox/fault_kinds.hpp"
#include "sandbox/http.hpp"

namespace pincer::sandbox {

/// What a fault's target is matched against.
struct GatewayTarget {
  ConnectionId connection = 0;
  std::string_view session;  ///< Empty before a session began: only faults that name none match.
  int shard = -1;
  std::uint64_t application = 0;
};
bool matches(const Fault& fault, const GatewayTarget& target);
/// True when the request is one that the fault's method and route name.
bool matches(const Fault& fault, const HttpRequest& request);

/// Changes one output of the gateway as a fault of the trigger `next_message` says.
void alter(const Fault& fault, GatewayOutput& output);
/// What a fault of the trigger `next_request` answers without carrying the request out, if it does
/// so. A 429 of the API is left to the API, which knows the bucket.
std::optional<HttpReply> reply_instead(const Fault& fault);
/// Changes the reply to a request that was carried out.
void alter(const Fault& fault, HttpReply& reply);

/// The faults that wait for a message, a connection or a request.
class Faults {
 public:
  static constexpr std::size_t armed_max = 1'000;

  /// Arms it and returns its number. Its kind must not be one that works at once.
  /// Errors: invalid_argument when `armed_max` are armed already.
  Result<std::uint64_t> arm(Fault fault);
  /// False when there is none of that number.
  bool disarm(std::uint64_t id);
  void disarm_all() { armed_.clear(); }
  [[nodiscard]] const std::list<Fault>& armed() const noexcept { return armed_; }

  /// The first armed fault of the trigger that `wanted` accepts, counted as used once.
  std::optional<Fault> take(FaultTrigger trigger, const std::function<bool(const Fault&)>& wanted);
  [[nodiscard]] bool any(FaultTrigger trigger) const;

 private:
  std::list<Fault> armed_;
  std::uint64_t last_id_ = 0;
};

}  // namespace pincer::sandbox
