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
  std::vector<std::string> files;
  std::string reason;
  bool include_headers = false;
};

CLI::App* add_request_command(CLI::App& app, RequestCommandOptions& options);

/// Prints the body of the answer; returns the exit code.
int run_request(const RequestCommandOptions& options);

}  // namespace pincer::cli
