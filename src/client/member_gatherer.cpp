#include "client/member_gatherer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <iterator>
#include <utility>

#include "model/decode.hpp"
#include "pincer/events.hpp"
#include "wire/opcode.hpp"

namespace pincer::client {
namespace {

namespace asio = boost::asio;

template <class T>
void append(std::vector<T>& to, std::vector<T>&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

MemberGatherer::MemberGatherer(asio::any_io_executor executor, Random random, Submit submit)
    : executor_(std::move(executor)), submit_(std::move(submit)), machine_(random) {}

awaitable<GuildMembers> MemberGatherer::gather(RequestGuildMembers request) {
  core::MembersRequest asked;
  asked.guild = request.guild();
  asked.nonce = request.nonce();
  asked.asks_for_all = request.asks_for_all();
  asked.fails_when_limited = request.fails_when_limited();

  const core::MembersRequestId id = ++last_id_;
  Waiter waiter(executor_, std::move(request));
  const struct Listed {
    MemberGatherer& gatherer;
    core::MembersRequestId id;
    ~Listed() {
      gatherer.waiters_.erase(id);
      gatherer.machine_.cancel(id);  // unless it has ended
      gatherer.arm_timer();
    }
  } listed{*this, id};
  waiters_.emplace(id, &waiter);
  perform(machine_.request(id, std::move(asked), Clock::now()));
  while (!waiter.complete && !waiter.error) {
    co_await waiter.ended.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  if (waiter.error) throw Exception(*waiter.error);
  co_return std::move(waiter.gathered);
}

void MemberGatherer::on_event(const GatewayDispatch& event) {
  if (machine_.idle()) return;  // the steady state does not even ask for the time
  const core::MembersActions actions = machine_.on_event(event, Clock::now());
  if (!actions.empty()) perform(actions, &event);
}

void MemberGatherer::perform(const core::MembersActions& actions, const GatewayDispatch* event) {
  for (const core::MembersAction& action : actions) {
    if (const auto* const asked = std::get_if<core::AskMembers>(&action)) {
      ask(*asked);
    } else if (const auto* const taken = std::get_if<core::TakeMembers>(&action)) {
      take(*taken, *event);
    } else if (const auto* const complete = std::get_if<core::MembersComplete>(&action)) {
      end(complete->request, std::nullopt);
    } else if (const auto* const failed = std::get_if<core::MembersFailed>(&action)) {
      end(failed->request, failed->error);
    }
  }
  arm_timer();
}

void MemberGatherer::ask(const core::AskMembers& action) {
  const auto found = waiters_.find(action.request);
  if (found == waiters_.end()) return;
  Waiter& waiter = *found->second;
  waiter.request.nonce(action.nonce);
  const auto opcode = static_cast<int>(wire::Opcode::request_guild_members);
  submit_(GatewayDispatch(opcode, waiter.request.to_json()),
          [this, id = action.request](const std::optional<Error>& error) {
            if (error) {
              perform(machine_.on_dropped(id, *error, Clock::now()));
            } else {
              machine_.on_sent(id, Clock::now());
              arm_timer();
            }
          });
}

void MemberGatherer::take(const core::TakeMembers& action, const GatewayDispatch& event) {
  const auto found = waiters_.find(action.request);
  if (found == waiters_.end()) return;
  Result<GuildMembersChunk> chunk = decode<GuildMembersChunk>(event.data);
  if (!chunk) return end(action.request, chunk.error());
  GuildMembers& gathered = found->second->gathered;
  if (action.first) gathered = {};
  append(gathered.members, std::move(chunk->members));
  append(gathered.not_found, std::move(chunk->not_found));
  append(gathered.presences, std::move(chunk->presences));
}

void MemberGatherer::end(core::MembersRequestId id, std::optional<Error> error) {
  const auto found = waiters_.find(id);
  if (found == waiters_.end()) return;
  Waiter& waiter = *found->second;
  // The first word counts: a request whose chunk cannot be read is not completed by later ones.
  if (waiter.complete || waiter.error) return;
  waiter.complete = !error;
  waiter.error = std::move(error);
  waiter.ended.cancel();
}

void MemberGatherer::arm_timer() {
  const auto due = machine_.deadline();
  // A timer that rings early finds nothing to do and is set again.
  if (timer_ && due && timer_due_ <= *due) return;
  timer_.reset();
  if (!due) return;
  timer_due_ = *due;
  timer_.emplace(executor_, *due - Clock::now(), [this] {
    timer_.reset();
    perform(machine_.on_tick(Clock::now()));
  });
}

}  // namespace pincer::client
