// The server of the REST benchmark: answers every request at once, over TLS, on a thread of its
// own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace pincer::bench {

class RestServer {
 public:
  /// Begins to serve on a free port of loopback.
  RestServer();
  RestServer(const RestServer&) = delete;
  RestServer& operator=(const RestServer&) = delete;
  /// Drops every connection and ends the thread.
  ~RestServer();

  [[nodiscard]] std::uint16_t port() const noexcept;
  /// A file with the certificate that the server's was signed with.
  [[nodiscard]] std::string ca_file() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pincer::bench
