#include "rest_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <thread>

#include "net/http_server.hpp"
#include "net/tls.hpp"
#include "support/certificates.hpp"

namespace pincer::bench {
namespace {

/// What Discord answers to Create Message, about, with limits that never bind.
net::HttpServerResponse answer() {
  net::HttpServerResponse response;
  response.headers = {
      {"Content-Type", "application/json"},
      {"Date", "Mon, 23 Nov 2026 22:00:00 GMT"},
      {"Via", "1.1 google"},
      {"X-RateLimit-Bucket", "80c17d2f203122d936070c88c8d10f33"},
      {"X-RateLimit-Limit", "1000000"},
      {"X-RateLimit-Remaining", "999999"},
      {"X-RateLimit-Reset", "1795471200.000"},
      {"X-RateLimit-Reset-After", "1.000"},
      {"Strict-Transport-Security", "max-age=31536000; includeSubDomains; preload"},
      {"X-Content-Type-Options", "nosniff"},
  };
  response.body =
      R"({"id":"1092837465564738291","type":0,"content":"The harbour is open.","channel_id":)"
      R"("1092837465564738200","author":{"id":"1092837465564738100","username":"pincer","avatar":)"
      R"(null,"discriminator":"0","public_flags":0,"bot":true,"global_name":null},"attachments":)"
      R"([],"embeds":[],"mentions":[],"mention_roles":[],"pinned":false,"mention_everyone":)"
      R"(false,"tts":false,"timestamp":"2026-11-23T22:00:00.000000+00:00","edited_timestamp":)"
      R"(null,"flags":0,"components":[]})";
  return response;
}

}  // namespace

struct RestServer::Impl {
  Impl() {
    net::HttpServerOptions options;
    options.tls =
        net::TlsContext::server(certificates.certificate_file(), certificates.key_file()).value();
    const auto on_request = [](net::HttpServerRequest) -> awaitable<net::HttpServerResponse> {
      co_return answer();
    };
    server = net::HttpServer::listen(context.get_executor(), options, on_request, {}).value();
    boost::asio::co_spawn(context, server->run(), boost::asio::detached);
    thread = std::thread([this] { context.run(); });
  }

  test::Certificates certificates{"127.0.0.1"};
  boost::asio::io_context context;
  std::unique_ptr<net::HttpServer> server;
  std::thread thread;
};

RestServer::RestServer() : impl_(std::make_unique<Impl>()) {}

RestServer::~RestServer() {
  boost::asio::post(impl_->context, [this] { impl_->server->stop(); });
  impl_->thread.join();
}

std::uint16_t RestServer::port() const noexcept { return impl_->server->port(); }

std::string RestServer::ca_file() const { return impl_->certificates.ca_file(); }

}  // namespace pincer::bench
