#include "cli/sandbox_command.hpp"

#include <fmt/core.h>
#include <fmt/ostream.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>

#include "base/result.hpp"
#include "cli/exit_code.hpp"
#include "net/tls.hpp"
#include "sandbox/server.hpp"

namespace pincer::cli {
namespace {

constexpr double speed_min = 0.001;
constexpr double speed_max = 10'000;

void print_traffic(const sandbox::TrafficEntry& entry) {
  const double seconds = std::chrono::duration<double>(entry.time).count();
  fmt::print("{:>10.3f}  {:<15}  {}\n", seconds, to_string(entry.kind), entry.summary);
  std::fflush(stdout);
}

Result<sandbox::Scenario> read_scenario(const SandboxCommandOptions& options) {
  auto scenario = options.scenario.empty() ? Result<sandbox::Scenario>(sandbox::default_scenario())
                                           : sandbox::load_scenario(options.scenario);
  if (!scenario) return scenario;
  if (options.seed) scenario->seed = *options.seed;
  if (options.speed != 1) sandbox::speed_up(*scenario, options.speed);
  return scenario;
}

Result<std::shared_ptr<net::TlsContext>> read_tls(const SandboxCommandOptions& options) {
  if (options.tls_certificate.empty()) return std::shared_ptr<net::TlsContext>();
  return net::TlsContext::server(options.tls_certificate, options.tls_key);
}

/// What a person needs to begin: the addresses, who can log in, and a first message.
void print_welcome(const std::string& url, const sandbox::Scenario& scenario) {
  const std::string gateway = "ws" + url.substr(std::string_view("http").size()) + "/gateway";
  fmt::print("The Pincer sandbox is running: a Discord on this machine.\n\n");
  fmt::print("  REST API   {}/api/v10\n", url);
  fmt::print("  Gateway    {}\n", gateway);
  fmt::print("  Control    {}/sandbox   (lists everything it can do)\n\n", url);
  for (const auto& application : scenario.applications) {
    // These tokens are made up by the scenario and open nothing but this sandbox.
    fmt::print("  Bot \"{}\" logs in with the token  {}\n", application.bot_name,
               application.token.reveal());
  }
  if (!scenario.people.empty() && !scenario.guilds.empty() &&
      !scenario.guilds.front().channels.empty()) {
    fmt::print(
        "\nSay something as {}:\n  curl -X POST {}/sandbox/people/{}/messages "
        "-H 'Content-Type: application/json' \\\n"
        "       -d '{{\"channel\": \"{}\", \"content\": \"hello\"}}'\n",
        scenario.people.front().name, url, scenario.people.front().name,
        scenario.guilds.front().channels.front().name);
  }
  fmt::print("\nStop it with Ctrl+C.\n");
  std::fflush(stdout);
}

/// Runs the server until a signal comes.
void serve(boost::asio::io_context& context, sandbox::Server& server) {
  boost::asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&server](const boost::system::error_code& code, int) {
    if (!code) server.stop();
  });
  std::exception_ptr failure;
  boost::asio::co_spawn(context, server.run(), [&](std::exception_ptr exception) {
    failure = std::move(exception);
    signals.cancel();
  });
  context.run();
  if (failure) std::rethrow_exception(failure);
}

int fail(int exit_code, const Error& error) {
  fmt::print(stderr, "pincer sandbox: {}\n", error.message);
  return exit_code;
}

}  // namespace

CLI::App* add_sandbox_command(CLI::App& app, SandboxCommandOptions& options) {
  CLI::App* command = app.add_subcommand(
      "sandbox",
      "Run a Discord on this machine: gateway, REST API and a control interface on one port.\n"
      "Point a bot of any library at it; act as people and inject faults with curl.");
  command->add_option("--port", options.port, "The TCP port; 0 for any free one")
      ->capture_default_str();
  command->add_option("--address", options.address, "The IP address to listen on")
      ->capture_default_str();
  command->add_option("--public-url", options.public_url,
                      "What URLs in replies begin with, when clients use another name than the "
                      "address (http://sandbox:8085)");
  command->add_option("--scenario", options.scenario,
                      "A YAML file that describes guilds, people and bots");
  command->add_option("--seed", options.seed,
                      "Decides every generated id; overrides the scenario's");
  command
      ->add_option("--speed", options.speed,
                   "Divides every time span: at 60 a heartbeat interval of 41 s is 0.7 s")
      ->check(CLI::Range(speed_min, speed_max))
      ->capture_default_str();
  auto* certificate = command->add_option("--tls-certificate", options.tls_certificate,
                                          "PEM file of a certificate chain: serve https and wss");
  auto* key = command->add_option("--tls-key", options.tls_key, "PEM file of its private key");
  certificate->needs(key);
  key->needs(certificate);
  command->add_flag("--log", options.log, "Print what crosses the wire, as it happens");
  return command;
}

int run_sandbox(const SandboxCommandOptions& options) {
  const auto scenario = read_scenario(options);
  if (!scenario) return fail(exit_usage, scenario.error());
  const auto tls = read_tls(options);
  if (!tls) return fail(exit_usage, tls.error());

  sandbox::ServerOptions server_options;
  server_options.address = options.address;
  server_options.port = options.port;
  server_options.public_url = options.public_url;
  server_options.tls = *tls;
  server_options.scenario = *scenario;
  if (options.log) server_options.on_traffic = print_traffic;

  boost::asio::io_context context(1);
  const auto server = sandbox::Server::start(context.get_executor(), std::move(server_options));
  if (!server) {
    const bool bad_address = server.error().kind == ErrorKind::invalid_argument;
    return fail(bad_address ? exit_usage : exit_failure, server.error());
  }
  print_welcome((*server)->url(), *scenario);
  serve(context, **server);
  fmt::print("\nThe sandbox has stopped.\n");
  return exit_success;
}

}  // namespace pincer::cli
