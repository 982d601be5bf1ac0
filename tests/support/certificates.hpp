// A private certificate authority for tests of TLS. Makes real files, in a folder of its own.
#pragma once

#include <filesystem>
#include <string>

namespace pincer::test {

/// A CA and a server certificate that it signed. The folder is removed on destruction.
class Certificates {
 public:
  /// `host`: the DNS name or the IP address that the server certificate is for.
  explicit Certificates(const std::string& host);
  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;
  ~Certificates();

  [[nodiscard]] std::string ca_file() const { return (folder_ / "ca.pem").string(); }
  [[nodiscard]] std::string certificate_file() const { return (folder_ / "server.pem").string(); }
  [[nodiscard]] std::string key_file() const { return (folder_ / "server.key").string(); }

 private:
  std::filesystem::path folder_;
};

}  // namespace pincer::test
