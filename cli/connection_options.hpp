// The options that say where Discord is and who is asking; shared by `tail` and `request`.
#pragma once

#include <CLI/App.hpp>
#include <optional>
#include <string>

#include "cli/exit_code.hpp"
#include "pincer/error.hpp"
#include "pincer/http_client.hpp"
#include "pincer/token.hpp"

namespace pincer::cli {

struct ConnectionOptions {
  std::string base_url;    ///< Empty: DISCORD_API, or Discord.
  std::string token_file;  ///< Empty: the environment variable DISCORD_TOKEN.
  std::string ca_file;
  std::optional<std::string> proxy;
  bool verbose = false;
};

void add_connection_options(CLI::App& command, ConnectionOptions& options);

/// As loud as `--verbose` says.
void set_up_log(const ConnectionOptions& options);
/// Sets up the log. Throws `Exception` (`invalid_argument`) when there is no token.
Token read_token(const ConnectionOptions& options);
HTTPClientOptions http_options(const ConnectionOptions& options);

/// Prints the error to standard error and returns the exit code that belongs to it.
ExitCode report(const Error& error);

}  // namespace pincer::cli
