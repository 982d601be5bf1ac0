#include "cli/request_command.hpp"

#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

namespace pincer::cli {
namespace {

std::string read_stream(std::istream& in) {
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw Exception(Error(ErrorKind::invalid_argument, "cannot read the file \"" + path + "\""));
  }
  return read_stream(file);
}

/// `-` is standard input, `@name` a file, anything else the body itself.
std::string read_body(const std::string& argument) {
  if (argument == "-") return read_stream(std::cin);
  if (argument.starts_with('@')) return read_file(argument.substr(1));
  return argument;
}

/// "NAME=VALUE"; without a name it is empty.
std::pair<std::string, std::string> split_pair(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) return {"", text};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

/// `PATH` or `FIELD=PATH`; a file whose own name has an equals sign is found first.
RequestOptions::File make_file(const std::string& argument) {
  if (std::filesystem::exists(argument)) return RequestOptions::File::from_disk(argument);
  auto [field, path] = split_pair(argument);
  RequestOptions::File file = RequestOptions::File::from_disk(path);
  file.field = std::move(field);
  return file;
}

RequestOptions make_options(const RequestCommandOptions& options) {
  RequestOptions request;
  if (options.json) request = RequestOptions(read_body(*options.json));
  for (const std::string& argument : options.files) request.file(make_file(argument));
  for (const std::string& argument : options.form) {
    auto [name, value] = split_pair(argument);
    if (name.empty()) {
      throw Exception(Error(ErrorKind::invalid_argument,
                            "\"" + argument + "\" is no form field; expected NAME=VALUE"));
    }
    request.form(std::move(name), std::move(value));
  }
  if (options.no_auth) request.no_authorization();
  if (!options.bearer_file.empty()) request.bearer(Token::from_file(options.bearer_file));
  request.reason(options.reason);
  if (options.timeout > 0) {
    const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::duration<double>(options.timeout));
    request.timeouts(HTTPTimeouts(limit, limit, limit));
    request.not_later_than(std::chrono::steady_clock::now() + limit);
  }
  return request;
}

/// Other credentials need no bot token.
Token token_for(const RequestCommandOptions& options) {
  if (!options.no_auth && options.bearer_file.empty()) return read_token(options.connection);
  set_up_log(options.connection);
  return {};
}

awaitable<void> send(HTTPClient& http, const RequestCommandOptions& options) {
  RequestOptions request = make_options(options);
  const Response response = co_await http.request(options.method, options.path, std::move(request));
  if (options.include_headers) {
    std::cout << "HTTP " << response.status << '\n';
    for (const auto& [name, value] : response.headers) std::cout << name << ": " << value << '\n';
    std::cout << '\n';
  }
  std::cout << response.body;
  if (!response.body.empty() && response.body.back() != '\n') std::cout << '\n';
}

}  // namespace

CLI::App* add_request_command(CLI::App& app, RequestCommandOptions& options) {
  CLI::App* const command =
      app.add_subcommand("request", "Send one REST request and print the body of the answer");
  command->add_option("METHOD", options.method, "GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS")
      ->required()
      ->transform([](std::string method) {
        std::transform(method.begin(), method.end(), method.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        return method;
      })
      ->check(CLI::IsMember({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}));
  command->add_option("PATH", options.path, "Below the base URL, with its query: /users/@me")
      ->required();
  command->add_option("--json", options.json, "The body: JSON text, @FILE, or - for standard input")
      ->type_name("BODY");
  command
      ->add_option(
          "--file", options.files,
          "A file to upload, FIELD=FILE under a name of its own; may be given several times")
      ->type_name("FILE");
  command->add_option("--form", options.form, "A form field; may be given several times")
      ->type_name("NAME=VALUE");
  command->add_option("--reason", options.reason, "The entry in the guild's audit log");
  auto* const bearer =
      command
          ->add_option("--bearer-file", options.bearer_file,
                       "Send the first line of this file as a Bearer token, not the bot's")
          ->type_name("FILE")
          ->check(CLI::ExistingFile);
  command->add_flag("--no-auth", options.no_auth, "Send no token")->excludes(bearer);
  command
      ->add_option("--timeout", options.timeout,
                   "Seconds for the whole call, waiting for rate limits included")
      ->type_name("SECONDS")
      ->check(CLI::PositiveNumber);
  command->add_flag("-i,--include", options.include_headers, "Print status and headers as well");
  add_connection_options(*command, options.connection);
  command->footer(
      "Examples (the token comes from DISCORD_TOKEN):\n"
      "  pincer request GET /users/@me\n"
      "  pincer request POST /channels/123456789012345678/messages --json '{\"content\": \"hi\"}'\n"
      "  pincer request GET '/channels/123456789012345678/messages?limit=5' | python3 -m "
      "json.tool");
  return command;
}

int run_request(const RequestCommandOptions& options) {
  try {
    boost::asio::io_context context(1);
    HTTPClient http(context.get_executor(), token_for(options), http_options(options.connection));
    std::exception_ptr failure;
    boost::asio::co_spawn(context, send(http, options), [&](std::exception_ptr exception) {
      failure = std::move(exception);
      http.close();
    });
    context.run();
    if (failure) std::rethrow_exception(failure);
    return exit_success;
  } catch (const Exception& exception) {
    return report(exception.error());
  }
}

}  // namespace pincer::cli
