#include "cli/connection_options.hpp"

#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>
#include <cstdlib>
#include <iostream>

#include "pincer/log.hpp"

namespace pincer::cli {

void add_connection_options(CLI::App& command, ConnectionOptions& options) {
  command
      .add_option("--api", options.base_url,
                  "Base URL of the API. Default: the environment variable DISCORD_API, else "
                  "https://discord.com/api/v10")
      ->type_name("URL");
  command
      .add_option("--token-file", options.token_file,
                  "File whose first line is the bot token. Default: the environment variable "
                  "DISCORD_TOKEN")
      ->type_name("FILE")
      ->check(CLI::ExistingFile);
  command
      .add_option("--ca-file", options.ca_file,
                  "PEM file to verify certificates with, in place of the system's store")
      ->type_name("FILE")
      ->check(CLI::ExistingFile);
  command
      .add_option("--proxy", options.proxy,
                  "URL of an HTTP proxy; \"\" for none. Default: https_proxy and its kin")
      ->type_name("URL");
  command.add_flag("-v,--verbose", options.verbose, "Log what happens to standard error");
}

void set_up_log(const ConnectionOptions& options) {
  if (options.verbose) set_log_level(LogLevel::debug);
}

Token read_token(const ConnectionOptions& options) {
  set_up_log(options);
  Token token =
      options.token_file.empty() ? Token::from_environment() : Token::from_file(options.token_file);
  if (token.empty()) {
    throw Exception(Error(ErrorKind::invalid_argument,
                          "there is no bot token; set the environment variable DISCORD_TOKEN, or "
                          "give a file with --token-file"));
  }
  return token;
}

HTTPClientOptions http_options(const ConnectionOptions& options) {
  HTTPClientOptions http;
  const char* const from_environment = std::getenv("DISCORD_API");
  if (!options.base_url.empty()) {
    http.base_url = options.base_url;
  } else if (from_environment != nullptr && *from_environment != '\0') {
    http.base_url = from_environment;
  }
  http.ca_file = options.ca_file;
  http.proxy = options.proxy;
  http.ttl = 1;  // a person waits: one further attempt, then the error
  return http;
}

ExitCode report(const Error& error) {
  std::cerr << "pincer: " << error.to_string() << '\n';
  switch (error.kind) {
    case ErrorKind::invalid_argument: return exit_usage;
    case ErrorKind::unauthorized: return exit_unauthorized;
    case ErrorKind::network:
    case ErrorKind::timeout:
    case ErrorKind::tls: return exit_unreachable;
    default: return exit_failure;
  }
}

}  // namespace pincer::cli
