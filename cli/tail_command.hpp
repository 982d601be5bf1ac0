// `pincer tail`: the events of the gateway, one JSON object a line.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/connection_options.hpp"

namespace pincer::cli {

struct TailCommandOptions {
  ConnectionOptions connection;
  std::vector<std::string> intents{"unprivileged"};
  std::vector<std::string> events;
  std::string shard = "0/1";
  std::string compression = "zstd-stream";
  std::uint64_t count = 0;
  bool all_opcodes = false;
};

CLI::App* add_tail_command(CLI::App& app, TailCommandOptions& options);

/// Prints until SIGINT or SIGTERM, or until `count` lines are printed; returns the exit code.
int run_tail(const TailCommandOptions& options);

}  // namespace pincer::cli
