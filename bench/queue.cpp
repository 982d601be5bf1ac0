// How much of a limit HTTPClient uses when there is more to do: fifty posts at once into a channel
// that permits five in five seconds, against the sandbox over real sockets.
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>

#include "pincer/http_client.hpp"
#include "report.hpp"
#include "sandbox/server.hpp"

namespace pincer::bench {
namespace {

constexpr int posts = 50;
constexpr int per_window = 5;

/// The sandbox and a client of it, on one thread.
class Harbour {
 public:
  explicit Harbour(Duration window) {
    sandbox::ServerOptions options;
    options.scenario.rate_limits.buckets["create_message"] = {per_window, window};
    server_ = sandbox::Server::start(context_.get_executor(), std::move(options)).value();
    boost::asio::co_spawn(context_, server_->run(), boost::asio::detached);
    channel_ = server_->sandbox().world().channels().begin()->first;
    for (const auto& [id, channel] : server_->sandbox().world().channels()) {
      if (channel.name == "general") channel_ = id;
    }
    HTTPClientOptions settings;
    settings.base_url = fmt::format("http://127.0.0.1:{}/api/v10", server_->port());
    client_.emplace(context_.get_executor(), Token("sandbox-token"), settings);
  }

  Harbour(const Harbour&) = delete;
  Harbour& operator=(const Harbour&) = delete;
  ~Harbour() {
    boost::asio::post(context_, [this] {
      client_->close();
      server_->stop();
    });
    context_.restart();
    context_.run();
  }

  /// Seconds from the first call to the last answer.
  double post_all() {
    const double began = wall_seconds();
    int left = posts;
    std::exception_ptr failure;
    for (int i = 0; i < posts; ++i) {
      boost::asio::co_spawn(context_, post(i), [&](std::exception_ptr thrown) {
        if (thrown) failure = std::move(thrown);
        if (--left == 0) context_.stop();
      });
    }
    context_.restart();
    context_.run();
    if (failure) std::rethrow_exception(failure);
    return wall_seconds() - began;
  }

  /// Throws unless all posts arrived once, in their order, and none was refused.
  void check() {
    int next = 0;
    for (const auto& [id, message] : server_->sandbox().world().channels().at(channel_).messages) {
      if (message.content != std::to_string(next)) throw std::runtime_error("not in order");
      ++next;
    }
    if (next != posts) throw std::runtime_error(fmt::format("{} of {} arrived", next, posts));
    for (const auto& entry :
         server_->sandbox().traffic().after(0, sandbox::TrafficLog::entries_max)) {
      if (entry.summary.ends_with(" -> 429")) throw std::runtime_error("a needless 429");
    }
  }

 private:
  awaitable<void> post(int number) {
    co_await client_->post(fmt::format("/channels/{}/messages", channel_),
                           fmt::format(R"({{"content": "{}"}})", number));
  }

  boost::asio::io_context context_{1};
  std::unique_ptr<sandbox::Server> server_;
  std::optional<HTTPClient> client_;
  std::uint64_t channel_ = 0;
};

void measure(Report& report, const Settings& settings) {
  const Duration window = std::chrono::milliseconds(5'000 / settings.fraction);
  const double least = std::chrono::duration<double>(window).count() * (posts / per_window - 1);
  report.circumstance("requests",
                      fmt::format("{} posts at once, {} in {} s are permitted", posts, per_window,
                                  std::chrono::duration<double>(window).count()));
  Harbour harbour(window);
  const double taken = harbour.post_all();
  harbour.check();
  report.figure("the least possible time", "s", {least});
  report.figure("until the last answer", "s", {taken});
  report.ratio("until the last answer / least possible", "until the last answer",
               "the least possible time", 1.03);
}

}  // namespace
}  // namespace pincer::bench

int main(int argc, char** argv) {
  return pincer::bench::run(argc, argv,
                            {"queue",
                             "fifty posts into a channel that permits five in five "
                             "seconds: none refused, none lost, all in order"},
                            pincer::bench::measure);
}
