#include "sandbox/faults.hpp"

#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>
#include <cassert>

namespace pincer::sandbox {
namespace {

/// The next segment of a path, removed from it with its slash.
std::string_view take_segment(std::string_view& path) {
  while (!path.empty() && path.front() == '/') path.remove_prefix(1);
  const auto segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

bool route_matches(std::string_view route, std::string_view path) {
  while (true) {
    const auto wanted = take_segment(route);
    const auto found = take_segment(path);
    if (wanted.empty() || found.empty()) return wanted.empty() && found.empty();
    const bool any = wanted == "*" || (wanted.front() == '{' && wanted.back() == '}');
    if (!any && wanted != found) return false;
  }
}

HttpReply html_reply(int status, std::string_view title) {
  HttpReply reply;
  reply.status = status;
  reply.headers = {{"Content-Type", "text/html; charset=UTF-8"}, {"Server", "cloudflare"}};
  reply.body = "<!DOCTYPE html>\n<html>\n<head><title>" + std::string(title) +
               "</title></head>\n<body><h1>" + std::string(title) + "</h1></body>\n</html>\n";
  return reply;
}

HttpReply error_reply(int status) {
  HttpReply reply;
  reply.status = status;
  reply.headers = {{"Content-Type", "application/json"}, {"Via", "1.1 google"}};
  reply.body =
      "{\"message\": \"" + std::to_string(status) + ": Injected by the sandbox\", \"code\": 0}";
  return reply;
}

}  // namespace

bool matches(const Fault& fault, const GatewayTarget& target) {
  return (!fault.connection || *fault.connection == target.connection) &&
         (fault.session.empty() || fault.session == target.session) &&
         (!fault.shard || *fault.shard == target.shard) &&
         (!fault.application || *fault.application == target.application);
}

bool matches(const Fault& fault, const HttpRequest& request) {
  if (!fault.method.empty() && !boost::algorithm::iequals(fault.method, request.method)) {
    return false;
  }
  if (fault.route.empty()) return true;
  std::string_view path = request.path;
  take_segment(path);  // "api"
  std::string_view after_version = path;
  const auto version = take_segment(after_version);
  const bool versioned = version.size() > 1 && version.front() == 'v' &&
                         version.find_first_not_of("0123456789", 1) == std::string_view::npos;
  return route_matches(fault.route, versioned ? after_version : path);
}

void alter(const Fault& fault, GatewayOutput& output) {
  // A delay holds everything back, also a close: a later output must not overtake.
  output.delay += fault.kind == FaultKind::delay ? fault.delay : Duration::zero();
  if (output.kind != GatewayOutput::Kind::message) return;
  switch (fault.kind) {
    case FaultKind::split: output.fragments = fault.fragments; break;
    case FaultKind::corrupt: {
      // 0xFF is no UTF-8, no zlib header, no deflate block type, no zstd magic and no zstd block
      // type: whatever the compression, the receiver can tell.
      const auto count = std::min(fault.bytes, output.bytes.size());
      std::fill_n(output.bytes.begin(), count, '\xff');
      break;
    }
    case FaultKind::truncate: output.kind = GatewayOutput::Kind::truncated; break;
    default: break;
  }
}

std::optional<HttpReply> reply_instead(const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::rest_status: return error_reply(fault.status);
    case FaultKind::rest_edge_429: return edge_ban_reply(fault.retry_after);
    case FaultKind::rest_edge_502: return html_reply(502, "502: Bad gateway");
    case FaultKind::rest_cut: {
      if (fault.inside) return std::nullopt;
      HttpReply reply;
      reply.cut = HttpReply::Cut::before;
      return reply;
    }
    default: return std::nullopt;
  }
}

void alter(const Fault& fault, HttpReply& reply) {
  switch (fault.kind) {
    case FaultKind::rest_not_json: reply.body = "<this is not JSON>"; break;
    case FaultKind::rest_no_headers: reply.headers.clear(); break;
    case FaultKind::rest_delay: reply.delay += fault.delay; break;
    case FaultKind::rest_cut: reply.cut = HttpReply::Cut::inside; break;
    default: break;
  }
}

Result<std::uint64_t> Faults::arm(Fault fault) {
  assert(info(fault.kind).trigger != FaultTrigger::at_once);
  if (armed_.size() >= armed_max) {
    return Error(ErrorKind::invalid_argument,
                 std::to_string(armed_max) + " faults are armed; delete some first");
  }
  fault.id = ++last_id_;
  armed_.push_back(std::move(fault));
  return last_id_;
}

bool Faults::disarm(std::uint64_t id) {
  return armed_.remove_if([id](const Fault& fault) { return fault.id == id; }) != 0;
}

std::optional<Fault> Faults::take(FaultTrigger trigger,
                                  const std::function<bool(const Fault&)>& wanted) {
  const auto found = std::find_if(armed_.begin(), armed_.end(), [&](const Fault& fault) {
    return info(fault.kind).trigger == trigger && wanted(fault);
  });
  if (found == armed_.end()) return std::nullopt;
  Fault fault = *found;
  if (found->times == 1) {
    armed_.erase(found);
  } else if (found->times != 0) {
    --found->times;
  }
  return fault;
}

bool Faults::any(FaultTrigger trigger) const {
  return std::any_of(armed_.begin(), armed_.end(),
                     [trigger](const Fault& fault) { return info(fault.kind).trigger == trigger; });
}

}  // namespace pincer::sandbox
