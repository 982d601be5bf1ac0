#include "support/certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace pincer::test {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("cannot make a test certificate: ") + what);
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  require(extension != nullptr, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Certificate make(const std::string& name, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key,
                 const std::string& alternative_name) {
  Certificate certificate(X509_new(), X509_free);
  X509* const x = certificate.get();
  if (issuer == nullptr) issuer = x;
  X509_set_version(x, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x), issuer == x ? 1 : 2);
  X509_gmtime_adj(X509_getm_notBefore(x), -60);
  X509_gmtime_adj(X509_getm_notAfter(x), 3600);
  X509_set_pubkey(x, key);
  X509_NAME* const subject = X509_get_subject_name(x);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(x, X509_get_subject_name(issuer));
  if (issuer == x) {
    add_extension(x, issuer, NID_basic_constraints, "critical,CA:TRUE");
  } else {
    add_extension(x, issuer, NID_subject_alt_name, alternative_name);
  }
  require(X509_sign(x, issuer_key, EVP_sha256()) != 0, "signing");
  return certificate;
}

template <class Write>
void write_file(const std::filesystem::path& path, Write write) {
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  require(file != nullptr, path.c_str());
  write(file);
  std::fclose(file);
}

std::filesystem::path make_folder() {
  unsigned char bytes[8];
  RAND_bytes(bytes, sizeof bytes);
  std::string name = "pincer-certificates-";
  for (const unsigned char byte : bytes) name += std::to_string(byte);
  auto folder = std::filesystem::temp_directory_path() / name;
  std::filesystem::create_directory(folder);
  return folder;
}

}  // namespace

Certificates::Certificates(const std::string& host) : folder_(make_folder()) {
  const Key ca_key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const bool is_address = host.find_first_not_of("0123456789.:") == std::string::npos;
  const Certificate ca = make("Pincer test CA", ca_key.get(), nullptr, ca_key.get(), {});
  const Certificate server = make("Pincer test server", key.get(), ca.get(), ca_key.get(),
                                  (is_address ? "IP:" : "DNS:") + host);
  write_file(ca_file(), [&](std::FILE* file) { PEM_write_X509(file, ca.get()); });
  write_file(certificate_file(), [&](std::FILE* file) { PEM_write_X509(file, server.get()); });
  write_file(key_file(), [&](std::FILE* file) {
    PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

Certificates::~Certificates() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

}  // namespace pincer::test
