#include "cli/demo/director.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/serialize.hpp>

#include "net/url.hpp"
#include "pincer/error.hpp"

namespace pincer::cli {
namespace {

namespace asio = boost::asio;
using boost::json::object;
using Kind = sandbox::TrafficEntry::Kind;

bool has_text(const sandbox::TrafficEntry& entry, std::string_view key, std::string_view text) {
  const auto* const found = entry.details.if_contains(key);
  return found != nullptr && found->is_string() && std::string_view(found->get_string()) == text;
}

}  // namespace

Director::Director(asio::any_io_executor executor, std::string url, Transcript& transcript,
                   std::chrono::milliseconds pace)
    : executor_(std::move(executor)),
      url_(std::move(url)),
      transcript_(transcript),
      pace_(pace),
      http_(net::HttpConnectionPool::create(net::TlsContext::client().value(), {})),
      arrived_(executor_, TimePoint::max()) {}

void Director::on_traffic(const sandbox::TrafficEntry& entry) {
  transcript_.entry(entry);
  entries_.push_back(entry);
  arrived_.cancel();
}

awaitable<void> Director::play() {
  co_await log_in();
  co_await greeting();
  co_await slash_command();
  co_await embed();
  co_await reaction();
  co_await edit();
  co_await reconnect();
  check_that_nothing_is_lost();
}

awaitable<void> Director::log_in() {
  co_await begin("The bot asks where the gateway is, logs in, and registers a slash command");
  co_await expect_event("READY");
  co_await expect_rest("bulk_set_application_commands");
}

awaitable<void> Director::greeting() {
  co_await begin("A greeting is answered with a reply");
  co_await say("ada", "hello pincer!");
  co_await expect_rest("create_message");
  co_await expect_event("MESSAGE_CREATE");
}

awaitable<void> Director::slash_command() {
  co_await begin("A slash command: an interaction comes in, and is answered within 3 seconds");
  object options{{"sides", 20}};
  object body{{"command", "roll"}, {"channel", "general"}, {"options", std::move(options)}};
  co_await control("/sandbox/people/grace/commands", std::move(body));
  co_await expect_rest("create_interaction_response");
  co_await expect_event("MESSAGE_CREATE");
}

awaitable<void> Director::embed() {
  co_await begin("An embed");
  co_await say("linus", "when is the tide high?");
  co_await expect_rest("create_message");
  co_await expect_event("MESSAGE_CREATE");
}

awaitable<void> Director::reaction() {
  co_await begin("A reaction");
  co_await say("ada", "the lighthouse is fixed");
  co_await expect_rest("add_my_message_reaction");
}

awaitable<void> Director::edit() {
  co_await begin("A message is sent, and then edited");
  co_await say("grace", "please count the lamps");
  co_await expect_rest("update_message");
  co_await expect_event("MESSAGE_UPDATE");
}

awaitable<void> Director::reconnect() {
  co_await begin("Discord asks for a reconnect, and three boats arrive while the bot is away");
  // The first attempt to come back is refused, so that the boats certainly arrive in between.
  object refusal{{"kind", "refuse"}};
  co_await control("/sandbox/faults", std::move(refusal));
  object request{{"kind", "op7"}};
  co_await control("/sandbox/faults", std::move(request));
  co_await expect("the bot to leave", [](const auto& entry) {
    return entry.kind == Kind::gateway_state &&
           entry.summary.find("connection ended") != std::string::npos;
  });
  co_await say("ada", "boat Albatross");
  co_await say("linus", "boat Merluza");
  co_await say("grace", "boat Petrel");
  co_await expect_event("RESUMED");
  co_await begin("The missed events were replayed; the bot knows every boat");
  co_await say("ada", "which boats came in?");
  co_await expect("the bot to name the three boats", [](const auto& entry) {
    const auto* const request_body = entry.details.if_contains("request");
    return entry.kind == Kind::rest && request_body != nullptr &&
           boost::json::serialize(*request_body).find("Albatross, Merluza, Petrel") !=
               std::string::npos;
  });
  co_await expect_event("MESSAGE_CREATE");
}

void Director::check_that_nothing_is_lost() const {
  // A session numbers its events from 1; those that were missed are replayed before RESUMED.
  std::int64_t last = 0;
  int identifies = 0;
  for (const sandbox::TrafficEntry& entry : entries_) {
    if (entry.kind == Kind::gateway_command && entry.summary.starts_with("Identify")) ++identifies;
    if (const auto* const replayed = entry.details.if_contains("replayed")) {
      last += replayed->to_number<std::int64_t>();
    }
    if (entry.kind != Kind::gateway_event) continue;
    const std::int64_t number = entry.details.at("sequence").to_number<std::int64_t>();
    if (number > last + 1) {
      throw Exception(Error(ErrorKind::protocol,
                            "event number " + std::to_string(last + 1) + " never reached the bot"));
    }
    last = std::max(last, number);
  }
  if (identifies != 1) {
    throw Exception(Error(ErrorKind::protocol, "the bot began " + std::to_string(identifies) +
                                                   " sessions where one would have done"));
  }
}

awaitable<void> Director::begin(std::string title) {
  if (consumed_ != 0 && pace_.count() > 0) {
    asio::steady_timer pause(executor_, pace_);
    co_await pause.async_wait(asio::use_awaitable);
  }
  transcript_.scene(title);
}

awaitable<void> Director::control(std::string path, object body) {
  net::HttpRequest request;
  request.method = "POST";
  request.url = net::Url::parse(url_ + path).value();
  request.add_header("Content-Type", "application/json");
  request.body = boost::json::serialize(body);
  bool was_sent = false;
  const auto response = co_await http_->send(request, was_sent);
  if (!response) throw Exception(response.error());
  if (response->status >= 300) {
    throw Exception(Error(
        ErrorKind::http,
        "POST " + path + " answered " + std::to_string(response->status) + ": " + response->body));
  }
}

awaitable<void> Director::say(std::string person, std::string text) {
  object body{{"channel", "general"}, {"content", text}};
  co_await control("/sandbox/people/" + person + "/messages", std::move(body));
}

awaitable<void> Director::expect(std::string what, Matcher matches) {
  const TimePoint give_up = Clock::now() + part_timeout;
  for (;;) {
    while (consumed_ < entries_.size()) {
      if (matches(entries_[consumed_++])) co_return;
    }
    arrived_.expires_at(give_up);
    co_await arrived_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (consumed_ == entries_.size() && Clock::now() >= give_up) {
      throw Exception(Error(ErrorKind::timeout, "waited in vain for " + what));
    }
  }
}

awaitable<void> Director::expect_rest(std::string operation) {
  co_await expect("the bot's call of " + operation, [&operation](const auto& entry) {
    return entry.kind == Kind::rest && has_text(entry, "operation", operation);
  });
}

awaitable<void> Director::expect_event(std::string name) {
  co_await expect("the event " + name, [&name](const auto& entry) {
    return entry.kind == Kind::gateway_event && has_text(entry, "event", name);
  });
}

}  // namespace pincer::cli
