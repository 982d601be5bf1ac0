// The floor of the REST benchmark: what a client costs that does nothing but write a request with
// Beast and read its response, over TLS connections that are kept open. The requests are those of
// HTTPClient, header by header.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace pincer::bench {

class BareBeastClient {
 public:
  /// Connects `connections` times to the server on loopback.
  BareBeastClient(std::uint16_t port, const std::string& ca_file, int connections);
  BareBeastClient(const BareBeastClient&) = delete;
  BareBeastClient& operator=(const BareBeastClient&) = delete;
  ~BareBeastClient();

  /// Sends so many requests over each connection, one after the other, all connections at the same
  /// time. Runs on the calling thread until all are answered.
  void send(int requests, const std::string& path, const std::string& body);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pincer::bench
