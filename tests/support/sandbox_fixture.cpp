#include "support/sandbox_fixture.hpp"

#include <algorithm>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <mutex>

#include "pincer/error.hpp"
#include "pincer/log.hpp"

namespace pincer::test {
namespace {

namespace asio = boost::asio;

class ImmediateIdentifyQueue final : public IdentifyQueue {
 public:
  awaitable<void> wait_for_turn(int) override { co_return; }
  void update_limit(const SessionStartLimit&) override {}
};

boost::json::object parse_object(std::string_view text) {
  return boost::json::parse(boost::json::string_view(text.data(), text.size())).as_object();
}

}  // namespace

sandbox::ServerOptions quick_options() {
  sandbox::ServerOptions options;
  options.scenario.gateway.identify_interval = Duration::zero();
  return options;
}

std::shared_ptr<IdentifyQueue> immediate_identify_queue() {
  return std::make_shared<ImmediateIdentifyQueue>();
}

// ---- The sandbox

void SandboxFixture::serve(sandbox::ServerOptions options, const std::string& ca_file) {
  const std::string scheme = options.tls ? "https" : "http";
  options.on_traffic = [this](const sandbox::TrafficEntry&) { changed_.notify(); };
  server_ = sandbox::Server::start(context_.get_executor(), std::move(options)).value();
  base_url_ = scheme + "://127.0.0.1:" + std::to_string(server_->port());
  control_ = net::HttpConnectionPool::create(net::TlsContext::client(ca_file).value(), {});
  asio::co_spawn(context_, server_->run(), asio::detached);
}

void SandboxFixture::TearDown() {
  if (control_) control_->close();
  if (server_) asio::post(context_, [this] { server_->stop(); });
  // Each round ends as soon as nothing is left to do, or when a test's body that was given up ends
  // after all and stops the context.
  do {
    context_.restart();
  } while (context_.run_for(std::chrono::seconds(20)) != 0);
  EXPECT_TRUE(context_.stopped()) << "something was left running";
}

awaitable<boost::json::object> SandboxFixture::control(std::string method, std::string path,
                                                       std::string json) {
  net::HttpRequest request;
  request.method = std::move(method);
  request.url = net::Url::parse(base_url_ + path).value();
  request.body = std::move(json);
  bool was_sent = false;
  const auto response = co_await control_->send(request, was_sent);
  if (response.value().status / 100 != 2) throw std::runtime_error(path + ": " + response->body);
  co_return parse_object(response->body);
}

awaitable<net::HttpResponse> SandboxFixture::download(std::string url) {
  net::HttpRequest request;
  request.method = "GET";
  request.url = net::Url::parse(url).value();
  bool was_sent = false;
  co_return (co_await control_->send(request, was_sent)).value();
}

awaitable<void> SandboxFixture::inject(std::string json) {
  co_await control("POST", "/sandbox/faults", std::move(json));
}

awaitable<std::string> SandboxFixture::post(std::string content, std::string person) {
  const boost::json::object body{{"channel", "general"}, {"content", content}};
  const auto reply = co_await control("POST", "/sandbox/people/" + person + "/messages",
                                      boost::json::serialize(body));
  co_return std::string(reply.at("id").as_string());
}

ChannelId SandboxFixture::channel(std::string_view name) {
  for (const auto& [id, channel] : server_->sandbox().world().channels()) {
    if (channel.name == name) return ChannelId(id);
  }
  throw std::runtime_error("no channel " + std::string(name));
}

GuildId SandboxFixture::guild() {
  return GuildId(server_->sandbox().world().guilds().begin()->first);
}

ApplicationId SandboxFixture::application() {
  return ApplicationId(server_->sandbox().world().applications().begin()->first);
}

std::size_t SandboxFixture::count_traffic(std::string_view beginning) {
  const auto entries = server_->sandbox().traffic().after(0, sandbox::TrafficLog::entries_max);
  return static_cast<std::size_t>(std::ranges::count_if(
      entries,
      [&](const sandbox::TrafficEntry& entry) { return entry.summary.starts_with(beginning); }));
}

awaitable<void> SandboxFixture::until_traffic(std::string beginning, std::size_t count) {
  return changed_.until([this, beginning = std::move(beginning), count] {
    return count_traffic(beginning) >= count;
  });
}

HTTPClientOptions SandboxFixture::http_options() const {
  HTTPClientOptions options;
  options.base_url = api_url();
  return options;
}

// ---- The gateway

GatewayOptions RecordedGateway::options(TransportCompression compression) {
  GatewayOptions options;
  options.url.clear();
  options.compression = compression;
  options.identify_queue = immediate_identify_queue();
  return options;
}

RecordedGateway::RecordedGateway(SandboxFixture& fixture, GatewayOptions gateway_options,
                                 Intents intents, std::string_view token)
    : context_(fixture.context()), changed_(fixture.changed()) {
  if (gateway_options.url.empty()) gateway_options.url = fixture.gateway_url();
  gateway_ = std::make_unique<Gateway>(context_.get_executor(), Token(token), intents,
                                       std::move(gateway_options));
  gateway_->append_handler(Gateway::every_opcode, [this](const GatewayDispatch& payload) {
    payloads.push_back(payload);
    changed_.notify();
  });
  gateway_->append_handler(0, [this](const GatewayDispatch& event) {
    events.push_back(event);
    changed_.notify();
  });
}

RecordedGateway::~RecordedGateway() {
  if (!running_) return;
  gateway_->stop();
  context_.restart();
  while (running_ && context_.run_one_for(std::chrono::seconds(20)) != 0) {
  }
  EXPECT_FALSE(running_) << "stop() did not end start_loop()";
}

void RecordedGateway::start() {
  running_ = true;
  error_.reset();
  asio::co_spawn(context_, gateway_->start_loop(), [this](const std::exception_ptr& exception) {
    running_ = false;
    try {
      if (exception) std::rethrow_exception(exception);
    } catch (const Exception& failure) {
      error_ = failure.error();
    }
    changed_.notify();
  });
}

awaitable<std::optional<Error>> RecordedGateway::ended() {
  co_await changed_.until([this] { return !running_; });
  co_return error_;
}

awaitable<void> RecordedGateway::log_in() {
  start();
  co_await until_event("GUILD_CREATE", count("GUILD_CREATE") + 1);
}

awaitable<void> RecordedGateway::until_event(std::string name, std::size_t wanted) {
  return changed_.until([this, name = std::move(name), wanted] {
    // A loop that failed brings nothing more: the test's own check then says what is missing.
    return count(name) >= wanted || error_;
  });
}

awaitable<void> RecordedGateway::until_message(std::string content) {
  return changed_.until([this, content = std::move(content)] {
    const auto all = messages();
    return std::ranges::find(all, content) != all.end() || error_;
  });
}

std::size_t RecordedGateway::count(std::string_view event_name) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      events, [&](const GatewayDispatch& event) { return event.event_name == event_name; }));
}

std::vector<std::string> RecordedGateway::messages() const {
  std::vector<std::string> contents;
  for (const GatewayDispatch& event : events) {
    if (event.event_name != "MESSAGE_CREATE") continue;
    contents.emplace_back(parse_object(event.data).at("content").as_string());
  }
  return contents;
}

std::vector<std::string> RecordedGateway::names() const {
  std::vector<std::string> names;
  for (const GatewayDispatch& event : events) names.push_back(event.event_name);
  return names;
}

// ---- The log

struct CapturedLog::Lines {
  std::mutex mutex;
  std::string text;
};

CapturedLog::CapturedLog(LogLevel level)
    : lines_(std::make_shared<Lines>()), level_before_(log_level()) {
  set_log_level(level);
  set_log_sink([lines = lines_](LogLevel, std::string_view part, std::string_view text) {
    const std::scoped_lock lock(lines->mutex);
    lines->text.append(part).append(": ").append(text).push_back('\n');
  });
}

CapturedLog::~CapturedLog() {
  set_log_sink({});
  set_log_level(level_before_);
}

std::string CapturedLog::text() const {
  const std::scoped_lock lock(lines_->mutex);
  return lines_->text;
}

bool CapturedLog::contains(std::string_view part) const {
  return text().find(part) != std::string::npos;
}

}  // namespace pincer::test
