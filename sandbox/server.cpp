#include "sandbox/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.hpp"
#include "net/task_group.hpp"

namespace pincer::sandbox {
namespace {

namespace asio = boost::asio;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t traffic_batch = 256;
constexpr std::uint16_t close_policy_violation = 1008;

double unix_time_now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::pair<std::string, std::string> split_target(const std::string& target) {
  const auto mark = target.find('?');
  if (mark == std::string::npos) return {target, {}};
  return {target.substr(0, mark), target.substr(mark + 1)};
}

HttpRequest to_request(net::HttpServerRequest received) {
  HttpRequest request;
  request.method = std::move(received.method);
  std::tie(request.path, request.query) = split_target(received.target);
  request.headers = std::move(received.headers);
  request.body = std::move(received.body);
  return request;
}

net::HttpServerResponse to_response(HttpReply reply) {
  using Fault = net::HttpServerResponse::Fault;
  net::HttpServerResponse response;
  response.status = reply.status;
  response.headers = std::move(reply.headers);
  response.body = std::move(reply.body);
  switch (reply.cut) {
    case HttpReply::Cut::none: break;
    case HttpReply::Cut::before: response.fault = Fault::drop_before; break;
    case HttpReply::Cut::inside: response.fault = Fault::drop_inside; break;
  }
  return response;
}

void log_exception(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& error) {
    log_line(LogLevel::error, "sandbox", "a task failed: {}", error.what());
  }
}

std::string base_url(const ServerOptions& options, std::uint16_t port) {
  if (!options.public_url.empty()) return options.public_url;
  const bool everywhere = options.address == "0.0.0.0" || options.address == "::";
  net::Url url;
  url.scheme = options.tls ? "https" : "http";
  url.host = everywhere ? "127.0.0.1" : options.address;
  url.port = port;
  return url.scheme + "://" + url.authority();
}

}  // namespace

Result<std::unique_ptr<Server>> Server::start(asio::any_io_executor executor,
                                              ServerOptions options) {
  net::HttpServerOptions http_options;
  http_options.address = options.address;
  http_options.port = options.port;
  http_options.tls = options.tls;
  http_options.websocket.message_size_max = received_message_size_max;
  const std::string address = options.address;
  auto server = std::unique_ptr<Server>(new Server(executor, options));
  auto* self = server.get();
  auto http = net::HttpServer::listen(
      executor, std::move(http_options),
      [self](net::HttpServerRequest request) { return self->answer(std::move(request)); },
      [self](net::HttpServerRequest request, std::unique_ptr<net::WebSocket> socket) {
        return self->serve_gateway(std::move(request), std::move(socket));
      });
  if (!http) return http.error();
  server->http_ = *std::move(http);
  server->sandbox_.world().set_base_url(base_url(options, server->port()));
  return server;
}

Server::Server(asio::any_io_executor executor, ServerOptions options)
    : executor_(executor),
      on_traffic_(std::move(options.on_traffic)),
      sandbox_(options.scenario, Clock::now(), unix_time_now()),
      deadline_timer_(executor) {}

awaitable<void> Server::run() {
  net::TaskGroup tasks(executor_, log_exception);
  tasks.spawn(keep_deadlines());
  co_await http_->run();
  stopped_ = true;
  deadline_timer_.cancel();
  co_await tasks.join();
}

void Server::stop() noexcept {
  stopped_ = true;
  for (const auto& [id, connection] : connections_) connection->abort();
  deadline_timer_.cancel();
  http_->stop();
}

awaitable<void> Server::keep_deadlines() {
  while (!stopped_) {
    deadline_timer_.expires_at(sandbox_.deadline().value_or(TimePoint::max()));
    co_await deadline_timer_.async_wait(as_result);
    const TimePoint now = Clock::now();
    const auto deadline = sandbox_.deadline();
    if (stopped_ || !deadline || now < *deadline) continue;
    sandbox_.tick(now);
    flush();
  }
}

void Server::flush() {
  for (GatewayOutput& output : sandbox_.take_output()) {
    const auto found = connections_.find(output.connection);
    if (found != connections_.end()) found->second->push(std::move(output));
  }
  const auto deadline = sandbox_.deadline();
  if (deadline && *deadline < deadline_timer_.expiry()) deadline_timer_.cancel();
  while (on_traffic_ && last_traffic_ < sandbox_.traffic().last_number()) {
    for (const TrafficEntry& entry : sandbox_.traffic().after(last_traffic_, traffic_batch)) {
      last_traffic_ = entry.number;
      on_traffic_(entry);
    }
  }
}

awaitable<net::HttpServerResponse> Server::answer(net::HttpServerRequest received) {
  const HttpRequest request = to_request(std::move(received));
  HttpReply reply = sandbox_.handle_http(request, Clock::now());
  flush();
  if (reply.delay > Duration::zero()) {
    asio::steady_timer delay(executor_, reply.delay);
    co_await delay.async_wait(asio::use_awaitable);
  }
  co_return to_response(std::move(reply));
}

awaitable<void> Server::serve_gateway(net::HttpServerRequest request,
                                      std::unique_ptr<net::WebSocket> socket) {
  // The writer must be awaited whatever happens; stop() ends both by cutting the socket.
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  const auto [path, query] = split_target(request.target);
  if (path != "/" && path != "/gateway" && path != "/gateway/") {
    co_await socket->close(close_policy_violation, "the gateway is at /gateway");
    co_return;
  }
  const ConnectionId id = ++last_connection_;
  ServerConnection connection(executor_, std::move(socket));
  connections_.emplace(id, &connection);
  net::TaskGroup writer(executor_, log_exception);
  writer.spawn(connection.write_all());
  sandbox_.open(id, query, Clock::now());
  flush();
  int close_code = net::close_code_abnormal;
  while (!stopped_) {
    const auto message = co_await connection.socket().read();
    if (!message) {
      close_code = message.error().close_code;
      break;
    }
    sandbox_.receive(id, message->data, Clock::now());
    flush();
  }
  sandbox_.closed(id, close_code, Clock::now());
  flush();
  connections_.erase(id);
  connection.abort();
  co_await writer.join();
}

}  // namespace pincer::sandbox
