#include "net/tls.hpp"

#include <map>
#include <mutex>

namespace pincer::net {
namespace {

namespace ssl = boost::asio::ssl;

Error tls_error(const std::string& what, const boost::system::error_code& code) {
  return {ErrorKind::tls, what + ": " + code.message()};
}

ssl::context make_context(ssl::context::method method) {
  ssl::context context(method);
  context.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                      ssl::context::no_tlsv1_1);
  return context;
}

}  // namespace

/// A context with the system's store takes milliseconds to load and a megabyte to keep, so all who
/// verify by the same store at the same time share one: a bot may have a thousand shards.
Result<std::shared_ptr<TlsContext>> TlsContext::client(const std::string& ca_file) {
  static std::mutex mutex;
  static std::map<std::string, std::weak_ptr<TlsContext>> in_use;
  const std::lock_guard lock(mutex);
  if (auto shared = in_use[ca_file].lock()) return shared;
  auto loaded = load_client(ca_file);
  if (loaded) in_use[ca_file] = *loaded;
  return loaded;
}

Result<std::shared_ptr<TlsContext>> TlsContext::load_client(const std::string& ca_file) {
  ssl::context context = make_context(ssl::context::tls_client);
  boost::system::error_code code;
  if (ca_file.empty()) {
    context.set_default_verify_paths(code);
    if (code) return tls_error("cannot load the system's certificate store", code);
  } else {
    context.load_verify_file(ca_file, code);
    if (code) return tls_error("cannot load the CA file \"" + ca_file + "\"", code);
  }
  context.set_verify_mode(ssl::verify_peer, code);
  if (code) return tls_error("cannot switch certificate verification on", code);
  return std::shared_ptr<TlsContext>(new TlsContext(std::move(context)));
}

Result<std::shared_ptr<TlsContext>> TlsContext::server(const std::string& certificate_chain_file,
                                                       const std::string& private_key_file) {
  ssl::context context = make_context(ssl::context::tls_server);
  boost::system::error_code code;
  context.use_certificate_chain_file(certificate_chain_file, code);
  if (code)
    return tls_error("cannot load the certificate \"" + certificate_chain_file + "\"", code);
  context.use_private_key_file(private_key_file, ssl::context::pem, code);
  if (code) return tls_error("cannot load the private key \"" + private_key_file + "\"", code);
  return std::shared_ptr<TlsContext>(new TlsContext(std::move(context)));
}

}  // namespace pincer::net
