// `pincer sandbox`: the local Discord on a port. Thread safety: one thread at a time.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <optional>
#include <string>

namespace pincer::cli {

struct SandboxCommandOptions {
  std::uint16_t port = 8085;
  std::string address = "127.0.0.1";
  std::string public_url;  ///< Empty: made of address and port.
  std::string scenario;    ///< A file; empty for the built-in one.
  std::optional<std::uint64_t> seed;
  double speed = 1;
  std::string tls_certificate;
  std::string tls_key;
  bool log = false;
};

/// Adds the subcommand to `app`; parsing fills `options`, which must outlive it.
CLI::App* add_sandbox_command(CLI::App& app, SandboxCommandOptions& options);

/// Serves until SIGINT or SIGTERM. Returns the exit code: 0 after a signal, 1 when the server
/// cannot be started (the port is in use), 2 for mistakes in the scenario or the options.
int run_sandbox(const SandboxCommandOptions& options);

}  // namespace pincer::cli
