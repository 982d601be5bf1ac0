// Plays a conversation with a bot through the sandbox's control interface, and watches the wire to
// know when each part is over. Thread safety: one strand.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/demo/transcript.hpp"
#include "net/http_client.hpp"
#include "pincer/awaitable.hpp"
#include "sandbox/traffic_log.hpp"

namespace pincer::cli {

class Director {
 public:
  /// `url`: the sandbox, "http://127.0.0.1:8085". `pace`: a pause before each part, for readers.
  Director(boost::asio::any_io_executor executor, std::string url, Transcript& transcript,
           std::chrono::milliseconds pace);

  /// To be told of each entry of the traffic log.
  void on_traffic(const sandbox::TrafficEntry& entry);

  /// Plays all parts. Throws `Exception` when something that belongs to a part does not happen
  /// within `part_timeout`.
  awaitable<void> play();

  /// Closes its connection to the control interface.
  void close() noexcept { http_->close(); }

 private:
  static constexpr std::chrono::seconds part_timeout{15};
  using Matcher = std::function<bool(const sandbox::TrafficEntry&)>;

  awaitable<void> log_in();
  awaitable<void> greeting();
  awaitable<void> slash_command();
  awaitable<void> embed();
  awaitable<void> reaction();
  awaitable<void> edit();
  awaitable<void> reconnect();
  void check_that_nothing_is_lost() const;

  awaitable<void> begin(std::string title);
  /// One request to the control interface.
  awaitable<void> control(std::string path, boost::json::object body);
  awaitable<void> say(std::string person, std::string text);
  /// Waits for an entry, from those not yet consumed on.
  awaitable<void> expect(std::string what, Matcher matches);
  awaitable<void> expect_rest(std::string operation);
  awaitable<void> expect_event(std::string name);

  boost::asio::any_io_executor executor_;
  std::string url_;
  Transcript& transcript_;
  std::chrono::milliseconds pace_;
  std::unique_ptr<net::HttpConnectionPool> http_;
  std::vector<sandbox::TrafficEntry> entries_;
  std::size_t consumed_ = 0;
  boost::asio::steady_timer arrived_;  // cancelled at each new entry
};

}  // namespace pincer::cli
