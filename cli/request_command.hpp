// `pincer request METHOD /path`: one REST call, through rate limits and retries.
#pragma once

#include <CLI/App.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/connection_options.hpp"

namespace pincer::cli {

struct RequestCommandOptions {
  ConnectionOptions connection;
  std::string method;
  std::string path;
  std::optional<std::string> json;
  std::vector<std::string> files;  ///< "PATH" or "FIELD=PATH"
  std::vector<std::string> form;   ///< "NAME=VALUE"
  std::string reason;
  std::string bearer_file;  ///< Its first line is sent as a Bearer token.
  bool no_auth = false;
  bool include_headers = false;
  double timeout = 0;  ///< Seconds for the whole call; 0: as the library does.
};

CLI::App* add_request_command(CLI::App& app, RequestCommandOptions& options);

/// Prints the body of the answer; returns the exit code.
int run_request(const RequestCommandOptions& options);

}  // namespace pincer::cli
