// `pincer demo`: a sandbox, a bot and a conversation, in one process over real sockets.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>

namespace pincer::cli {

struct DemoCommandOptions {
  std::uint16_t port = 0;
  bool stay = false;
  bool fast = false;
};

CLI::App* add_demo_command(CLI::App& app, DemoCommandOptions& options);

/// Plays the conversation and prints it; returns the exit code: 0 when every part of it happened.
int run_demo(const DemoCommandOptions& options);

}  // namespace pincer::cli
