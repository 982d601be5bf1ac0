#include "net/http_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <set>
#include <sstream>

#include "base/log.hpp"
#include "net/beast_websocket.hpp"
#include "net/headers.hpp"
#include "net/stream.hpp"
#include "net/task_group.hpp"
#include "net/watchdog.hpp"

namespace pincer::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view log_part = "http_server";

void log_exception(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& error) {
    log_line(LogLevel::error, log_part, "a connection failed: {}", error.what());
  }
}

HttpServerRequest to_request(http::request<http::string_body> message) {
  HttpServerRequest request;
  request.method = message.method_string();
  request.target = message.target();
  for (const auto& field : message) {
    request.headers.emplace_back(field.name_string(), field.value());
  }
  request.body = std::move(message.body());
  return request;
}

http::response<http::string_body> to_beast(HttpServerResponse& response, bool is_head) {
  http::response<http::string_body> message;
  message.version(11);
  message.result(static_cast<unsigned>(response.status));
  for (const auto& [name, value] : response.headers) message.insert(name, value);
  const std::size_t size = response.body.size();
  if (!is_head) message.body() = std::move(response.body);
  if (response.status == 204 || response.status == 304) {
    message.body().clear();
  } else {
    message.content_length(size);
  }
  return message;
}

class Server final : public HttpServer {
 public:
  Server(tcp::acceptor acceptor, HttpServerOptions options, RequestHandler on_request,
         UpgradeHandler on_upgrade)
      : acceptor_(std::move(acceptor)),
        options_(std::move(options)),
        on_request_(std::move(on_request)),
        on_upgrade_(std::move(on_upgrade)),
        connections_(acceptor_.get_executor(), log_exception) {}

  awaitable<void> run() override;
  void stop() noexcept override;
  [[nodiscard]] std::uint16_t port() const noexcept override {
    boost::system::error_code ignored;
    return acceptor_.local_endpoint(ignored).port();
  }

 private:
  using Parser = http::request_parser<http::string_body>;

  awaitable<void> serve(tcp::socket socket);
  awaitable<void> serve_requests(std::unique_ptr<Stream> stream);
  awaitable<boost::system::error_code> read_request(Stream& stream, beast::flat_buffer& buffer,
                                                    Parser& parser);
  /// Returns whether the connection can carry another request.
  awaitable<bool> answer(Stream& stream, http::request<http::string_body> message);
  awaitable<bool> write_response(Stream& stream, HttpServerResponse response, bool is_head,
                                 bool keep_alive);
  awaitable<void> upgrade(std::unique_ptr<Stream> stream, http::request<http::string_body> message);

  tcp::acceptor acceptor_;
  HttpServerOptions options_;
  RequestHandler on_request_;
  UpgradeHandler on_upgrade_;
  std::set<Stream*> streams_;
  TaskGroup connections_;
  bool stopped_ = false;
};

awaitable<void> Server::run() {
  while (!stopped_) {
    co_await connections_.wait_until_below(options_.connections_max);
    auto [code, socket] = co_await acceptor_.async_accept(as_result);
    if (stopped_) break;
    if (code) {
      // Out of descriptors, or the client is gone already: pause, so as not to spin.
      log_line(LogLevel::warning, log_part, "cannot accept a connection: {}", code.message());
      asio::steady_timer pause(acceptor_.get_executor(), std::chrono::milliseconds(50));
      co_await pause.async_wait(as_result);
      continue;
    }
    connections_.spawn(serve(std::move(socket)));
  }
  co_await connections_.join();
}

void Server::stop() noexcept {
  stopped_ = true;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  for (Stream* stream : streams_) stream->close();
  connections_.cancel();
}

awaitable<void> Server::serve(tcp::socket socket) {
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  if (!options_.tls) {
    co_await serve_requests(std::make_unique<Stream>(std::move(socket)));
    co_return;
  }
  auto stream = std::make_unique<Stream>(std::move(socket), *options_.tls);
  {
    const Watchdog watchdog(acceptor_.get_executor(), options_.websocket.handshake_timeout,
                            [&stream] { stream->close(); });
    auto [code] =
        co_await stream->tls()->async_handshake(asio::ssl::stream_base::server, as_result);
    if (code) {
      log_line(LogLevel::debug, log_part, "TLS handshake: {}", code.message());
      co_return;
    }
  }
  co_await serve_requests(std::move(stream));
}

awaitable<void> Server::serve_requests(std::unique_ptr<Stream> stream) {
  const struct Listed {
    std::set<Stream*>& set;
    Stream* stream;
    ~Listed() { set.erase(stream); }
  } listed{streams_, *streams_.insert(stream.get()).first};

  beast::flat_buffer buffer;
  for (bool keep_alive = true; keep_alive && !stopped_;) {
    Parser parser;
    parser.body_limit(options_.body_size_max);
    const boost::system::error_code code = co_await read_request(*stream, buffer, parser);
    if (code == http::error::end_of_stream) break;
    if (code) {
      HttpServerResponse response;
      response.status = code == http::error::body_limit ? 413 : 400;
      if (stream->socket().is_open()) {
        co_await write_response(*stream, std::move(response), false, false);
      }
      break;
    }
    if (beast::websocket::is_upgrade(parser.get())) {
      streams_.erase(stream.get());
      co_await upgrade(std::move(stream), parser.release());
      co_return;
    }
    keep_alive = co_await answer(*stream, parser.release());
  }
  stream->close();
}

awaitable<boost::system::error_code> Server::read_request(Stream& stream,
                                                          beast::flat_buffer& buffer,
                                                          Parser& parser) {
  const Watchdog watchdog(stream.get_executor(), options_.idle_timeout,
                          [&stream] { stream.close(); });
  auto [header_code, header_size] =
      co_await http::async_read_header(stream, buffer, parser, as_result);
  if (header_code) co_return header_code;
  // curl asks before it sends a large body (RFC 9110, section 10.1.1).
  if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
    http::response<http::empty_body> go_on(http::status::continue_, 11);
    auto [write_code, written] = co_await http::async_write(stream, go_on, as_result);
    if (write_code) co_return write_code;
  }
  auto [body_code, body_size] = co_await http::async_read(stream, buffer, parser, as_result);
  co_return body_code;
}

awaitable<bool> Server::answer(Stream& stream, http::request<http::string_body> message) {
  const bool is_head = message.method() == http::verb::head;
  const bool keep_alive = message.keep_alive();
  HttpServerResponse response;
  try {
    HttpServerRequest request = to_request(std::move(message));
    response = co_await on_request_(std::move(request));
  } catch (const std::exception& error) {
    if (stopped_) throw;  // it was cancelled
    log_line(LogLevel::error, log_part, "a request handler failed: {}", error.what());
    response = HttpServerResponse();
    response.status = 500;
  }
  co_return co_await write_response(stream, std::move(response), is_head, keep_alive);
}

awaitable<bool> Server::write_response(Stream& stream, HttpServerResponse response, bool is_head,
                                       bool keep_alive) {
  using Fault = HttpServerResponse::Fault;
  if (response.fault == Fault::drop_before) co_return false;
  const Fault fault = response.fault;
  auto message = to_beast(response, is_head);
  message.keep_alive(keep_alive);

  const Watchdog watchdog(stream.get_executor(), options_.idle_timeout,
                          [&stream] { stream.close(); });
  if (fault == Fault::drop_inside) {
    std::ostringstream text;
    text << message;
    const std::string half = text.str().substr(0, text.str().size() / 2);
    co_await asio::async_write(stream, asio::buffer(half), as_result);
    co_return false;
  }
  auto [code, written] = co_await http::async_write(stream, message, as_result);
  co_return !code && keep_alive;
}

awaitable<void> Server::upgrade(std::unique_ptr<Stream> stream,
                                http::request<http::string_body> message) {
  auto accepted = co_await accept_websocket(std::move(stream), message, options_.websocket);
  if (!accepted) {
    log_line(LogLevel::debug, log_part, "{}", accepted.error().to_string());
    co_return;
  }
  HttpServerRequest request = to_request(std::move(message));
  co_await on_upgrade_(std::move(request), std::move(*accepted));
}

Error listen_error(const HttpServerOptions& options, const boost::system::error_code& code) {
  const std::string where = options.address + " port " + std::to_string(options.port);
  if (code == asio::error::address_in_use) {
    return {ErrorKind::network,
            where + " is in use by another program; stop it or choose another port"};
  }
  if (code == asio::error::access_denied) {
    return {ErrorKind::network, "no permission to listen on " + where};
  }
  return {ErrorKind::network, "cannot listen on " + where + ": " + code.message()};
}

}  // namespace

std::string_view HttpServerRequest::header(std::string_view name) const {
  return find_header(headers, name);
}

Result<std::unique_ptr<HttpServer>> HttpServer::listen(asio::any_io_executor executor,
                                                       HttpServerOptions options,
                                                       RequestHandler on_request,
                                                       UpgradeHandler on_upgrade) {
  boost::system::error_code code;
  const auto address = asio::ip::make_address(options.address, code);
  if (code) {
    return Error(ErrorKind::invalid_argument,
                 "\"" + options.address + "\" is not an IP address to listen on");
  }
  const tcp::endpoint endpoint(address, options.port);
  tcp::acceptor acceptor(executor);
  acceptor.open(endpoint.protocol(), code);
  if (!code) acceptor.set_option(tcp::acceptor::reuse_address(true), code);
  if (!code) acceptor.bind(endpoint, code);
  if (!code) acceptor.listen(tcp::acceptor::max_listen_connections, code);
  if (code) return listen_error(options, code);
  return std::unique_ptr<HttpServer>(new Server(std::move(acceptor), std::move(options),
                                                std::move(on_request), std::move(on_upgrade)));
}

}  // namespace pincer::net
