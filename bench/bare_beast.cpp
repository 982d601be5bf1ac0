#include "bare_beast.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <exception>
#include <list>
#include <stdexcept>

namespace pincer::bench {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Stream = asio::ssl::stream<asio::ip::tcp::socket>;

struct Connection {
  Connection(asio::io_context& context, asio::ssl::context& tls) : stream(context, tls) {}
  Stream stream;
  boost::beast::flat_buffer buffer;
};

asio::awaitable<void> send_over(Connection& connection, int requests, const std::string& host,
                                const std::string& path, const std::string& body) {
  for (int i = 0; i < requests; ++i) {
    http::request<http::string_body> request(http::verb::post, path, 11);
    request.set(http::field::host, host);
    request.set(http::field::user_agent,
                "DiscordBot (https://github.com/Pincer-org/Pincer, 0.1.0) pincer-cpp");
    request.set(http::field::accept, "application/json");
    request.set(http::field::accept_encoding, "gzip, deflate");
    request.set(http::field::authorization, "Bot benchmark");
    request.set(http::field::content_type, "application/json");
    request.body() = body;
    request.prepare_payload();
    co_await http::async_write(connection.stream, request, asio::use_awaitable);
    http::response<http::string_body> response;
    co_await http::async_read(connection.stream, connection.buffer, response, asio::use_awaitable);
    if (response.result() != http::status::ok)
      throw std::runtime_error("an answer that is not 200");
  }
}

}  // namespace

struct BareBeastClient::Impl {
  Impl(std::uint16_t port, const std::string& ca_file) : host("127.0.0.1:" + std::to_string(port)) {
    tls.load_verify_file(ca_file);
  }

  std::string host;
  asio::io_context context{1};
  asio::ssl::context tls{asio::ssl::context::tls_client};
  std::list<Connection> connections;
};

BareBeastClient::BareBeastClient(std::uint16_t port, const std::string& ca_file, int connections)
    : impl_(std::make_unique<Impl>(port, ca_file)) {
  for (int i = 0; i < connections; ++i) {
    Stream& stream = impl_->connections.emplace_back(impl_->context, impl_->tls).stream;
    stream.next_layer().connect({asio::ip::make_address("127.0.0.1"), port});
    stream.next_layer().set_option(asio::ip::tcp::no_delay(true));
    stream.handshake(asio::ssl::stream_base::client);
  }
}

BareBeastClient::~BareBeastClient() = default;

void BareBeastClient::send(int requests, const std::string& path, const std::string& body) {
  std::exception_ptr failure;
  for (Connection& connection : impl_->connections) {
    asio::co_spawn(impl_->context, send_over(connection, requests, impl_->host, path, body),
                   [&failure](std::exception_ptr thrown) {
                     if (thrown) failure = std::move(thrown);
                   });
  }
  impl_->context.restart();
  impl_->context.run();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace pincer::bench
