// An HTTP/1.1 server whose test decides every answer, byte by byte, and what becomes of the
// connection. For what a well-behaved server cannot do. Plain TCP on loopback, one strand.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <set>
#include <string>

#include "pincer/awaitable.hpp"

namespace pincer::test {

struct ScriptedRequest {
  std::string method;
  std::string target;
  std::string body;
};

struct ScriptedReply {
  enum class Then {
    keep,        ///< Send the answer, keep the connection.
    close,       ///< Send the answer, then close the connection without having said so.
    cut_before,  ///< Close the connection instead of answering.
    cut_inside,  ///< Send half of the answer, then close the connection.
  };

  ScriptedReply() = default;
  /// `headers`: lines that end in CRLF. Content-Length is added.
  ScriptedReply(const std::string& status, const std::string& headers, const std::string& body = {})
      : bytes("HTTP/1.1 " + status + "\r\n" + headers +
              "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body) {}

  std::string bytes;
  Then then = Then::keep;
};

class ScriptedServer {
 public:
  using Script = std::function<awaitable<ScriptedReply>(const ScriptedRequest&)>;

  ScriptedServer(boost::asio::io_context& context, Script script);
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  /// Its context must not run any more.
  ~ScriptedServer() = default;

  [[nodiscard]] std::string url() const;
  /// Closes everything; to be called while the context still runs.
  void stop();

  [[nodiscard]] std::size_t connections_most() const noexcept { return most_; }
  [[nodiscard]] std::size_t connections_accepted() const noexcept { return accepted_; }

 private:
  awaitable<void> accept_all();
  awaitable<void> serve(boost::asio::ip::tcp::socket socket);

  boost::asio::io_context& context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  Script script_;
  std::set<boost::asio::ip::tcp::socket*> open_;
  std::size_t most_ = 0;
  std::size_t accepted_ = 0;
};

}  // namespace pincer::test
