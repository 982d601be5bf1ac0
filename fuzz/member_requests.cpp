// Answers to requests for members, whatever the peer sends: a line of input is one event or one
// thing that happens. A request ends once, and only what it asked for is taken.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "core/member_requests.hpp"
#include "model/decode.hpp"
#include "pincer/events.hpp"

namespace {

using namespace pincer;

class Run {
 public:
  Run() {
    for (const core::MembersRequestId id : {1U, 2U}) {
      open_.insert(id);
      const bool asks_for_all = id == 1;
      perform(requests_.request(
          id, core::MembersRequest{GuildId(5), std::to_string(id), asks_for_all, false}, now_));
      requests_.on_sent(id, now_);
    }
  }

  void line(char what, std::string_view data) {
    const auto event = [data](const char* name) {
      return GatewayDispatch(0, std::string(data), std::nullopt, name);
    };
    switch (what) {
      case 'c':
        (void)decode<GuildMembersChunk>(data);
        return perform(requests_.on_event(event("GUILD_MEMBERS_CHUNK"), now_));
      case 'r': return perform(requests_.on_event(event("RATE_LIMITED"), now_));
      case 'l': return requests_.on_connection_lost();
      case 's': return perform(requests_.on_resumed(now_));
      case 'n': return perform(requests_.on_new_session(now_));
      default: break;
    }
    if (const auto deadline = requests_.deadline()) now_ = std::max(now_, *deadline);
    perform(requests_.on_tick(now_));
    if (const auto next = requests_.deadline(); next && *next <= now_) std::abort();
  }

 private:
  void perform(const core::MembersActions& actions) {
    for (const core::MembersAction& action : actions) {
      if (const auto* const ask = std::get_if<core::AskMembers>(&action)) {
        if (!open_.contains(ask->request)) std::abort();
        requests_.on_sent(ask->request, now_);
      } else if (const auto* const take = std::get_if<core::TakeMembers>(&action)) {
        if (!open_.contains(take->request)) std::abort();
      } else if (const auto* const complete = std::get_if<core::MembersComplete>(&action)) {
        if (open_.erase(complete->request) != 1) std::abort();
      } else if (const auto* const failed = std::get_if<core::MembersFailed>(&action)) {
        if (open_.erase(failed->request) != 1) std::abort();
      }
    }
  }

  core::MemberRequests requests_{Random(1)};
  TimePoint now_{std::chrono::seconds(1000)};
  std::set<core::MembersRequestId> open_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(bytes), size);
  Run run;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (!line.empty()) run.line(line[0], line.substr(1));
  }
  return 0;
}
