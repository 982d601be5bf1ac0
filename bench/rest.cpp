// What a REST call costs the client: HTTPClient beside a bare Beast client in the same run, over
// TLS on loopback, with limits that never bind. Only the client's thread is counted.
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <stdexcept>

#include "bare_beast.hpp"
#include "pincer/http_client.hpp"
#include "report.hpp"
#include "rest_server.hpp"

namespace pincer::bench {
namespace {

constexpr int in_flight = 16;
const std::string path = "/channels/1092837465564738200/messages";
const std::string body =
    R"({"content":"The harbour is open.","nonce":"1092837465564738291","enforce_nonce":true})";

/// Our own client with as many callers as the bare one has connections.
class Pincer {
 public:
  explicit Pincer(const RestServer& server) {
    HTTPClientOptions options;
    options.base_url = fmt::format("https://127.0.0.1:{}/api/v10", server.port());
    options.ca_file = server.ca_file();
    options.global_requests_per_second = 0;
    client_.emplace(context_.get_executor(), Token("benchmark"), options);
  }
  Pincer(const Pincer&) = delete;
  Pincer& operator=(const Pincer&) = delete;
  ~Pincer() {
    client_->close();
    context_.restart();
    context_.run();
  }

  void send(int requests) {
    std::exception_ptr failure;
    int callers = in_flight;
    for (int i = 0; i < in_flight; ++i) {
      boost::asio::co_spawn(context_, call(requests), [&](std::exception_ptr thrown) {
        if (thrown) failure = std::move(thrown);
        if (--callers == 0) context_.stop();
      });
    }
    context_.restart();
    context_.run();
    if (failure) std::rethrow_exception(failure);
  }

 private:
  awaitable<void> call(int requests) {
    for (int i = 0; i < requests; ++i) {
      const Response response = co_await client_->post(path, body);
      if (response.status != 200) throw std::runtime_error("an answer that is not 200");
    }
  }

  boost::asio::io_context context_{1};
  std::optional<HTTPClient> client_;
};

struct Cost {
  double cpu = 0.0;
  double wall = 0.0;
};

template <class Send>
Cost cost_of(int requests, Send send) {
  const double cpu = thread_cpu_seconds();
  const double wall = wall_seconds();
  send();
  return {(thread_cpu_seconds() - cpu) / requests * 1e6, (wall_seconds() - wall) / requests * 1e6};
}

void measure(Report& report, const Settings& settings) {
  const int per_caller = 2'000 / settings.fraction;
  const int requests = per_caller * in_flight;
  report.circumstance("requests", fmt::format("{} a measurement, {} in flight, TLS, keep-alive, "
                                              "limits that never bind",
                                              requests, in_flight));
  const RestServer server;
  BareBeastClient bare(server.port(), server.ca_file(), in_flight);
  Pincer pincer(server);
  const std::string whole_path = "/api/v10" + path;
  bare.send(50, whole_path, body);
  pincer.send(50);

  std::vector<double> bare_cpu;
  std::vector<double> bare_wall;
  std::vector<double> pincer_cpu;
  std::vector<double> pincer_wall;
  for (int i = 0; i < settings.repetitions; ++i) {
    const Cost floor = cost_of(requests, [&] { bare.send(per_caller, whole_path, body); });
    const Cost ours = cost_of(requests, [&] { pincer.send(per_caller); });
    bare_cpu.push_back(floor.cpu);
    bare_wall.push_back(floor.wall);
    pincer_cpu.push_back(ours.cpu);
    pincer_wall.push_back(ours.wall);
  }
  report.figure("bare Beast client, CPU of a request", "us", bare_cpu);
  report.figure("HTTPClient, CPU of a request", "us", pincer_cpu);
  report.figure("bare Beast client, time of a request", "us", bare_wall);
  report.figure("HTTPClient, time of a request", "us", pincer_wall);
  report.ratio("HTTPClient / bare Beast client, CPU", "HTTPClient, CPU of a request",
               "bare Beast client, CPU of a request", 1.25);
}

}  // namespace
}  // namespace pincer::bench

int main(int argc, char** argv) {
  return pincer::bench::run(argc, argv, {"rest", "a REST call, CPU time of the client's thread"},
                            pincer::bench::measure);
}
