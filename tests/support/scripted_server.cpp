#include "support/scripted_server.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace pincer::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Then = ScriptedReply::Then;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

std::size_t content_length(const std::string& head) {
  constexpr std::string_view name = "content-length:";
  const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  const auto found = std::search(head.begin(), head.end(), name.begin(), name.end(), same);
  return found == head.end() ? 0 : std::stoul(std::string(found + name.size(), head.end()));
}

/// Reads one request; an empty method when the client has closed the connection.
awaitable<ScriptedRequest> read_request(tcp::socket& socket, std::string& buffer) {
  ScriptedRequest request;
  const auto [code, head_size] =
      co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer), "\r\n\r\n", as_result);
  if (code) co_return request;
  const std::string head = buffer.substr(0, head_size);
  buffer.erase(0, head_size);
  const std::size_t body_size = content_length(head);
  if (buffer.size() < body_size) {
    const auto [body_code, read] =
        co_await asio::async_read(socket, asio::dynamic_buffer(buffer),
                                  asio::transfer_exactly(body_size - buffer.size()), as_result);
    if (body_code) co_return request;
  }
  const std::size_t target_at = head.find(' ') + 1;
  request.method = head.substr(0, target_at - 1);
  request.target = head.substr(target_at, head.find(' ', target_at) - target_at);
  request.body = buffer.substr(0, body_size);
  buffer.erase(0, body_size);
  co_return request;
}

}  // namespace

ScriptedServer::ScriptedServer(asio::io_context& context, Script script)
    : context_(context),
      acceptor_(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      script_(std::move(script)) {
  asio::co_spawn(context_, accept_all(), asio::detached);
}

std::string ScriptedServer::url() const {
  return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
}

void ScriptedServer::stop() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  for (tcp::socket* const socket : open_) socket->close(ignored);
}

awaitable<void> ScriptedServer::accept_all() {
  for (;;) {
    auto [code, socket] = co_await acceptor_.async_accept(as_result);
    if (code) co_return;
    ++accepted_;
    asio::co_spawn(context_, serve(std::move(socket)), asio::detached);
  }
}

awaitable<void> ScriptedServer::serve(tcp::socket socket) {
  const struct Open {
    std::set<tcp::socket*>& set;
    tcp::socket* socket;
    ~Open() { set.erase(socket); }
  } open{open_, *open_.insert(&socket).first};
  most_ = std::max(most_, open_.size());

  std::string buffer;
  for (;;) {
    const ScriptedRequest request = co_await read_request(socket, buffer);
    if (request.method.empty()) co_return;
    const ScriptedReply reply = co_await script_(request);
    if (reply.then == Then::cut_before) co_return;
    const std::size_t size =
        reply.then == Then::cut_inside ? reply.bytes.size() / 2 : reply.bytes.size();
    const auto [code, written] =
        co_await asio::async_write(socket, asio::buffer(reply.bytes, size), as_result);
    if (code || reply.then != Then::keep) co_return;
  }
}

}  // namespace pincer::test
