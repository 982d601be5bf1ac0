// TLS contexts, for both ends. Layer: net. Thread-safe after construction.
// A client context always verifies: the chain against the system's store (or one private CA file),
// and the host name (RFC 6125). There is no switch to turn that off.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "base/result.hpp"

namespace pincer::net {

class TlsContext {
 public:
  /// `ca_file`: a PEM file that replaces the system's store; empty for the system's store.
  /// Contexts of the same store are shared.
  static Result<std::shared_ptr<TlsContext>> client(const std::string& ca_file = {});
  /// PEM files of a certificate chain and its private key.
  static Result<std::shared_ptr<TlsContext>> server(const std::string& certificate_chain_file,
                                                    const std::string& private_key_file);

  [[nodiscard]] boost::asio::ssl::context& native() noexcept { return context_; }

 private:
  static Result<std::shared_ptr<TlsContext>> load_client(const std::string& ca_file);
  explicit TlsContext(boost::asio::ssl::context context) : context_(std::move(context)) {}

  boost::asio::ssl::context context_;
};

}  // namespace pincer::net
