#include "core/member_requests.hpp"

#include <algorithm>
#include <cassert>
#include <ostream>
#include <utility>

#include "wire/members_payload.hpp"
#include "wire/opcode.hpp"

namespace pincer::core {
namespace {

/// What a peer may make us wait for one guild at most, whatever it says.
constexpr double retry_after_max_seconds = 24.0 * 3600;

Error limited(GuildId guild, Duration wait) {
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(wait);
  Error error(ErrorKind::rate_limited,
              "Discord answers a request for all members of a guild once in 30 seconds; guild " +
                  guild.to_string() + " may be asked again in " +
                  std::to_string(milliseconds.count()) + " ms");
  error.retry_after = milliseconds;
  return error;
}

Error overdue(std::size_t came, std::size_t count) {
  const std::string tail = "; nothing more came in 30 seconds";
  if (count == 0) {
    return {ErrorKind::timeout, "no part of the answer to the request for members came" + tail};
  }
  return {ErrorKind::timeout, std::to_string(came) + " of " + std::to_string(count) +
                                  " parts of the answer to the request for members came" + tail};
}

}  // namespace

MembersActions MemberRequests::request(MembersRequestId id, MembersRequest request, TimePoint now) {
  MembersActions actions;
  const auto refuse = [&](Error error) {
    actions.emplace_back(MembersFailed{id, std::move(error)});
    return actions;
  };
  // Those whose turn has come go first, even if this one is refused: the rule of a guild is
  // forgotten only when nobody waits for it.
  serve(now, actions);
  std::erase_if(paces_, [now](const auto& entry) {
    return !entry.second.given && entry.second.free_at <= now;
  });
  if (entries_.size() >= member_requests_max) {
    return refuse({ErrorKind::rate_limited, std::to_string(entries_.size()) +
                                                " requests for members are under way already"});
  }
  const bool is_taken = std::any_of(entries_.begin(), entries_.end(), [&](const auto& entry) {
    return entry.second.request.nonce == request.nonce;
  });
  if (is_taken) {
    return refuse({ErrorKind::invalid_argument,
                   "the nonce is that of another request for members, which is under way"});
  }
  if (request.fails_when_limited && !is_free(request, now)) {
    const Pace& pace = *pace_of(request);
    return refuse(limited(
        request.guild, pace.given ? all_members_interval + all_members_slack : pace.free_at - now));
  }
  if (request.nonce.empty()) request.nonce = new_nonce();
  Entry entry;
  entry.request = std::move(request);
  entries_.emplace(id, std::move(entry));
  serve(now, actions);
  return actions;
}

void MemberRequests::serve(TimePoint now, MembersActions& actions) {
  for (auto& [id, entry] : entries_) {
    if (entry.state != State::waiting || !is_free(entry.request, now)) continue;
    entry.state = State::given;
    if (entry.request.asks_for_all) paces_[entry.request.guild].given = true;
    actions.emplace_back(AskMembers{id, entry.request.nonce});
  }
}

void MemberRequests::cancel(MembersRequestId id) {
  const auto found = entries_.find(id);
  if (found != entries_.end()) remove(found);
}

void MemberRequests::on_sent(MembersRequestId id, TimePoint now) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  entry.state = State::asked;
  entry.last_progress = now;
  release(entry.request, now + all_members_interval + all_members_slack);
  if (entry.ended) entries_.erase(found);
}

MembersActions MemberRequests::on_dropped(MembersRequestId id, const Error& error, TimePoint now) {
  MembersActions actions;
  const auto found = entries_.find(id);
  if (found == entries_.end()) return actions;
  release(found->second.request, now);
  if (!found->second.ended) actions.emplace_back(MembersFailed{id, error});
  entries_.erase(found);
  serve(now, actions);
  return actions;
}

bool MemberRequests::awaits_answer() const noexcept {
  return std::any_of(entries_.begin(), entries_.end(),
                     [](const auto& item) { return item.second.state == State::asked; });
}

MembersActions MemberRequests::on_event(const GatewayDispatch& event, TimePoint now) {
  MembersActions actions;
  if (idle()) return actions;  // the steady state parses nothing
  if (event.event_name == "GUILD_MEMBERS_CHUNK") handle_chunk(event, now, actions);
  if (event.event_name == "RATE_LIMITED") handle_rate_limited(event, now, actions);
  return actions;
}

void MemberRequests::handle_chunk(const GatewayDispatch& event, TimePoint now,
                                  MembersActions& actions) {
  const wire::MembersChunkData chunk = wire::parse_members_chunk(event.data);
  const auto found = find(chunk.nonce, chunk.guild_id);
  if (found == entries_.end()) return;
  if (chunk.chunk_count < 1 || chunk.chunk_count > member_chunks_max) return;
  if (chunk.chunk_index < 0 || chunk.chunk_index >= chunk.chunk_count) return;
  Entry& entry = found->second;
  const auto count = static_cast<std::size_t>(chunk.chunk_count);
  const auto index = static_cast<std::size_t>(chunk.chunk_index);
  // Of the answers to a request that was sent twice the later one counts, if they differ.
  if (entry.came.size() != count) {
    entry.came.assign(count, false);
    entry.came_count = 0;
  }
  if (entry.came[index]) return;
  entry.came[index] = true;
  ++entry.came_count;
  entry.last_progress = now;
  // It had been sent before the connection was lost: it need not wait to be sent again.
  if (entry.state == State::waiting) entry.state = State::asked;
  actions.emplace_back(TakeMembers{found->first, entry.came_count == 1});
  if (entry.came_count < count) return;
  actions.emplace_back(MembersComplete{found->first});
  remove(found);
}

void MemberRequests::handle_rate_limited(const GatewayDispatch& event, TimePoint now,
                                         MembersActions& actions) {
  const wire::RateLimitedData data = wire::parse_rate_limited(event.data);
  if (data.opcode != static_cast<int>(wire::Opcode::request_guild_members)) return;
  const Duration wait = from_seconds(std::clamp(data.retry_after, 0.0, retry_after_max_seconds));
  // What somebody else was refused, past us, is no business of ours: it would grow the table.
  const auto found = find(data.nonce, data.guild_id);
  if (found == entries_.end()) return;
  // It may be the answer to an earlier sending of this request: whoever has been given the guild's
  // turn since keeps it.
  hold(found->second.request, now + wait);
  actions.emplace_back(MembersFailed{found->first, limited(data.guild_id, wait)});
  remove(found);
}

MembersActions MemberRequests::on_resumed(TimePoint now) {
  connected_ = true;
  for (auto& [id, entry] : entries_) {
    if (entry.state == State::asked && entry.came.empty()) entry.state = State::waiting;
  }
  restart_timeouts(now);
  MembersActions actions;
  serve(now, actions);
  return actions;
}

MembersActions MemberRequests::on_new_session(TimePoint now) {
  connected_ = true;
  for (auto& [id, entry] : entries_) {
    entry.came.clear();
    entry.came_count = 0;
    // One that was given out and not sent goes to the new session anyway.
    if (entry.state == State::asked) entry.state = State::waiting;
  }
  MembersActions actions;
  serve(now, actions);
  return actions;
}

MembersActions MemberRequests::on_ended(const Error& error) {
  MembersActions actions;
  for (const auto& [id, entry] : std::exchange(entries_, {})) {
    if (entry.state == State::given) release(entry.request, TimePoint{});
    if (!entry.ended) actions.emplace_back(MembersFailed{id, error});
  }
  return actions;
}

MembersActions MemberRequests::on_tick(TimePoint now) {
  MembersActions actions;
  if (connected_) fail_overdue(now, actions);
  serve(now, actions);
  return actions;
}

void MemberRequests::fail_overdue(TimePoint now, MembersActions& actions) {
  std::erase_if(entries_, [&](const auto& item) {
    const auto& [id, entry] = item;
    if (entry.state != State::asked || now < entry.last_progress + members_chunk_timeout) {
      return false;
    }
    actions.emplace_back(MembersFailed{id, overdue(entry.came_count, entry.came.size())});
    return true;
  });
}

std::optional<TimePoint> MemberRequests::deadline() const {
  std::optional<TimePoint> earliest;
  const auto consider = [&earliest](TimePoint moment) {
    if (!earliest || moment < *earliest) earliest = moment;
  };
  for (const auto& [id, entry] : entries_) {
    if (entry.state == State::asked && connected_) {
      consider(entry.last_progress + members_chunk_timeout);
    }
    if (entry.state == State::waiting) {
      // One that waits for another to be sent waits for no moment yet.
      const Pace* const pace = pace_of(entry.request);
      assert(pace != nullptr && "only the rule of a guild makes a request wait");
      if (!pace->given) consider(pace->free_at);
    }
  }
  return earliest;
}

void MemberRequests::restart_timeouts(TimePoint now) {
  for (auto& [id, entry] : entries_) entry.last_progress = now;
}

void MemberRequests::remove(Entries::iterator entry) {
  if (entry->second.state == State::given) {
    entry->second.ended = true;
  } else {
    entries_.erase(entry);
  }
}

void MemberRequests::release(const MembersRequest& request, TimePoint free_at) {
  if (!request.asks_for_all) return;
  paces_[request.guild].given = false;
  hold(request, free_at);
}

void MemberRequests::hold(const MembersRequest& request, TimePoint free_at) {
  if (!request.asks_for_all) return;
  Pace& pace = paces_[request.guild];
  pace.free_at = std::max(pace.free_at, free_at);
}

MemberRequests::Entries::iterator MemberRequests::find(std::string_view nonce, GuildId guild) {
  return std::find_if(entries_.begin(), entries_.end(), [&](const auto& item) {
    const MembersRequest& request = item.second.request;
    return request.nonce == nonce && request.guild == guild && !item.second.ended;
  });
}

const MemberRequests::Pace* MemberRequests::pace_of(const MembersRequest& request) const {
  if (!request.asks_for_all) return nullptr;
  const auto found = paces_.find(request.guild);
  return found == paces_.end() ? nullptr : &found->second;
}

bool MemberRequests::is_free(const MembersRequest& request, TimePoint now) const {
  const Pace* const pace = pace_of(request);
  return pace == nullptr || (!pace->given && pace->free_at <= now);
}

std::string MemberRequests::new_nonce() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string nonce(16, '0');
  std::uint64_t bits = random_.next();
  for (char& digit : nonce) {
    digit = digits[bits & 0xfU];
    bits >>= 4U;
  }
  return nonce;
}

std::ostream& operator<<(std::ostream& out, const MembersAction& action) {
  struct Printer {
    std::ostream& out;
    void operator()(const AskMembers& ask) const {
      out << "AskMembers{" << ask.request << ", \"" << ask.nonce << "\"}";
    }
    void operator()(const TakeMembers& take) const { out << "TakeMembers{" << take.request << "}"; }
    void operator()(const MembersComplete& complete) const {
      out << "MembersComplete{" << complete.request << "}";
    }
    void operator()(const MembersFailed& failed) const {
      out << "MembersFailed{" << failed.request << ", " << failed.error << "}";
    }
  };
  std::visit(Printer{out}, action);
  return out;
}

}  // namespace pincer::core
