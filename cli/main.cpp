// The pincer command: a local Discord, a demo on it, and two tools for looking at either Discord.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <exception>
#include <iostream>

#include "cli/demo_command.hpp"
#include "cli/exit_code.hpp"
#include "cli/request_command.hpp"
#include "cli/sandbox_command.hpp"
#include "cli/tail_command.hpp"
#include "pincer/version.hpp"

namespace {

using namespace pincer::cli;

constexpr const char* footer =
    "Start here:\n"
    "  pincer demo                  watch a bot hold a conversation on a local Discord\n"
    "  pincer sandbox               a local Discord to develop and test your own bot on\n"
    "\n"
    "The bot token comes from the environment variable DISCORD_TOKEN or from a file, never from "
    "the\n"
    "command line, where every user of the machine could read it.\n"
    "\n"
    "Exit codes: 0 success; 1 refused or failed; 2 a mistake in the command line or a file;\n"
    "            3 the token was refused; 4 no connection or no answer in time.";

int run(int argc, char** argv) {
  CLI::App app("Pincer: a Discord core for C++, and a local Discord to test bots on", "pincer");
  app.set_version_flag("--version", "pincer " PINCER_VERSION);
  app.require_subcommand(1);
  app.footer(footer);

  DemoCommandOptions demo_options;
  SandboxCommandOptions sandbox_options;
  TailCommandOptions tail_options;
  RequestCommandOptions request_options;
  const CLI::App* const demo = add_demo_command(app, demo_options);
  const CLI::App* const sandbox = add_sandbox_command(app, sandbox_options);
  const CLI::App* const tail = add_tail_command(app, tail_options);
  const CLI::App* const request = add_request_command(app, request_options);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_success : exit_usage;
  }
  if (demo->parsed()) return run_demo(demo_options);
  if (sandbox->parsed()) return run_sandbox(sandbox_options);
  if (tail->parsed()) return run_tail(tail_options);
  if (request->parsed()) return run_request(request_options);
  return exit_usage;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "pincer: " << error.what() << '\n';
    return exit_failure;
  }
}
