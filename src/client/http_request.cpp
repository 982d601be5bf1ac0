#include "client/http_request.hpp"

#include <algorithm>
#include <filesystem>

#include "base/base64.hpp"
#include "json/well_formed.hpp"
#include "pincer/error.hpp"
#include "pincer/version.hpp"
#include "wire/message_nonce.hpp"
#include "wire/multipart.hpp"
#include "wire/query.hpp"

namespace pincer {
namespace client {
namespace {

/// https://discord.com/developers/docs/reference#user-agent
std::string make_user_agent(const std::string& suffix) {
  std::string text =
      "DiscordBot (https://github.com/Pincer-org/Pincer, " PINCER_VERSION ") pincer-cpp";
  if (!suffix.empty()) text += " " + suffix;
  return text;
}

/// ASCII without control characters.
bool is_header_safe(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

bool is_method(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

Exception invalid(std::string message) {
  return Exception(Error(ErrorKind::invalid_argument, std::move(message)));
}

void require_json(std::string_view text, const wire::Route& route) {
  const std::string_view flaw = json::flaw_of(text);
  if (flaw.empty()) return;
  Error error(ErrorKind::invalid_argument,
              "The request body contains invalid JSON (found here: nothing was sent, and no rate "
              "limit was spent): " +
                  std::string(flaw));
  error.method = route.method();
  error.route = route.path_template();
  error.discord_code = JsonErrorCode::invalid_json;
  throw Exception(std::move(error));
}

net::Url parse_base_url(const std::string& text) {
  net::Url url = net::Url::parse(text).value();
  if (url.scheme != "http" && url.scheme != "https") {
    throw invalid("the base URL \"" + text + "\" must be http or https");
  }
  while (url.path.ends_with('/')) url.path.pop_back();
  return url;
}

/// A bot's token begins with its application's id, in Base64. Zero when it does not.
std::uint64_t application_id_of(const Token& token) {
  const std::string_view text = token.reveal();
  const auto id = base64_decode(text.substr(0, text.find('.')));
  return id ? parse_snowflake(*id).value_or(0) : 0;
}

}  // namespace

RequestBuilder::RequestBuilder(const HTTPClientOptions& settings, const Token& token,
                               std::uint64_t seed)
    : settings_(settings),
      token_(token),
      base_(parse_base_url(settings.base_url)),
      application_id_(settings.application_id ? settings.application_id.value()
                                              : application_id_of(token)),
      random_(seed) {
  const std::string user_agent = make_user_agent(settings.user_agent_suffix);
  if (!is_header_safe(token_.reveal()) || !is_header_safe(user_agent)) {
    throw invalid("the token or the user agent holds a control character or one beyond ASCII");
  }
  net::HttpRequest usual;
  usual.add_header("User-Agent", user_agent);
  usual.add_header("Accept", "application/json");
  usual_headers_ = std::move(usual.header_lines);
}

/// The error does not show the path, which may hold a webhook's token.
void check_path(std::string_view path) {
  if (!path.starts_with('/')) {
    throw invalid(
        "the path of a request must begin with a slash, as in \"/channels/123/messages\"");
  }
  const auto bad = std::ranges::find_if_not(path, [](char c) { return c > ' ' && c < '\x7f'; });
  if (bad != path.end()) {
    throw invalid("the path of a request must be percent-encoded, and its character " +
                  std::to_string(bad - path.begin() + 1) + " is not");
  }
}

PreparedCall RequestBuilder::build(std::string method, std::string_view path,
                                   RequestOptions&& options) {
  if (!is_method(method)) throw invalid("a method is a word in capitals, as in \"GET\"");
  check_path(path);
  const HTTPTimeouts& usual =
      options.files_.empty() ? settings_.timeouts : settings_.upload_timeouts;
  PreparedCall call(make_route(method, path, options), options.timeouts_.value_or(usual));
  call.not_later_than = options.not_later_than_;
  call.safe_to_repeat = options.safe_to_repeat_;
  call.has_own_token = options.authorization_ == RequestOptions::Authorization::own &&
                       call.route.needs_authorization() && !token_.empty();

  net::HttpRequest& message = call.message;
  message.limits.header = call.timeouts.header;
  message.limits.exchange = call.timeouts.attempt;
  message.method = std::move(method);
  message.url = base_;
  const auto question_mark = path.find('?');
  message.url.path += path.substr(0, question_mark);
  if (question_mark != std::string_view::npos) message.url.query = path.substr(question_mark + 1);
  if (!options.query_.empty()) {
    if (!message.url.query.empty()) message.url.query += '&';
    message.url.query += options.query_;
  }
  constexpr std::size_t own_headers_size = 192;  // about; more is allocated where it is needed
  message.header_lines.reserve(usual_headers_.size() + own_headers_size);
  message.header_lines = usual_headers_;
  add_authorization(call, options);
  if (!options.reason_.empty()) {
    message.add_header("X-Audit-Log-Reason", wire::encode_audit_log_reason(options.reason_));
  }
  if (options.json_ && settings_.check_limits) require_json(*options.json_, call.route);
  add_nonce(call, options);
  add_body(message, options);
  return call;
}

wire::Route RequestBuilder::make_route(std::string_view method, std::string_view path,
                                       const RequestOptions& options) const {
  wire::RouteContext context;
  context.application_id = application_id_;
  context.wall_now =
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  context.credentials = options.secret_.reveal();
  return {method, path, context};
}

void RequestBuilder::add_authorization(PreparedCall& call, const RequestOptions& options) const {
  const auto add = [&call](std::string_view scheme, std::string_view secret) {
    std::string& lines = call.message.header_lines;
    lines.append("Authorization: ").append(scheme).append(" ").append(secret).append("\r\n");
  };
  const std::string_view secret = options.secret_.reveal();
  if (!is_header_safe(secret)) {
    throw invalid("the credentials hold a control character or one beyond ASCII");
  }
  switch (options.authorization_) {
    case RequestOptions::Authorization::own:
      if (call.has_own_token) add("Bot", token_.reveal());
      return;
    case RequestOptions::Authorization::bearer: return add("Bearer", secret);
    case RequestOptions::Authorization::basic: return add("Basic", secret);
    case RequestOptions::Authorization::none: return;
  }
}

void RequestBuilder::add_nonce(PreparedCall& call, RequestOptions& options) {
  if (call.route.key() != "POST /channels/{channel_id}/messages") return;
  // A message of files alone has no JSON yet.
  if (settings_.add_nonce && !options.json_ && options.form_.empty()) options.json_ = "{}";
  auto nonce = wire::message_nonce(options.json_ ? std::string_view(*options.json_) : "");
  if (nonce == wire::MessageNonce::absent && settings_.add_nonce) {
    // Drawn once a call: all its attempts carry the same one.
    wire::add_message_nonce(*options.json_, std::to_string(random_.next()));
    nonce = wire::MessageNonce::enforced;
  }
  call.safe_to_repeat = call.safe_to_repeat || nonce == wire::MessageNonce::enforced;
}

void RequestBuilder::add_body(net::HttpRequest& message, RequestOptions& options) {
  if (options.json_ && !options.form_.empty()) {
    throw invalid("a request has a JSON body or form fields, not both");
  }
  if (!options.files_.empty()) return add_multipart(message, options);
  if (options.json_) {
    message.add_header("Content-Type", "application/json");
    message.body.append(std::move(*options.json_));
  } else if (!options.form_.empty()) {
    wire::Query form;
    for (const auto& [name, value] : options.form_) form.add(name, value);
    message.add_header("Content-Type", "application/x-www-form-urlencoded");
    message.body.append(form.text());
  }
}

void RequestBuilder::add_multipart(net::HttpRequest& message, RequestOptions& options) {
  wire::Multipart multipart(random_);
  message.add_header("Content-Type", multipart.content_type());
  net::RequestBody& body = message.body;
  if (options.json_) {
    body.append(multipart.payload_json_head());
    body.append(std::move(*options.json_));
  }
  for (auto& [name, value] : options.form_) {
    body.append(multipart.field_head(name));
    body.append(std::move(value));
  }
  for (RequestOptions::File& file : options.files_) {
    body.append(file.field.empty()
                    ? multipart.file_head(file.name, file.content_type)
                    : multipart.file_field_head(file.field, file.name, file.content_type));
    if (file.path.empty()) {
      body.append(std::move(file.bytes));
    } else if (auto appended = body.append_file(file.path); !appended) {
      throw Exception(appended.error());
    }
  }
  body.append(multipart.end());
}

}  // namespace client

RequestOptions::File RequestOptions::File::from_disk(std::string path, std::string name,
                                                     std::string content_type) {
  if (name.empty()) name = std::filesystem::path(path).filename().string();
  File file(std::move(name), {}, std::move(content_type));
  file.path = std::move(path);
  return file;
}

RequestOptions& RequestOptions::query(std::string_view name, std::string_view value) & {
  if (!query_.empty()) query_ += '&';
  query_ += wire::percent_encode(name) + "=" + wire::percent_encode(value);
  return *this;
}

RequestOptions& RequestOptions::basic(std::string_view user, const Token& password) & {
  const std::string pair = std::string(user) + ":" + std::string(password.reveal());
  return authorize(Authorization::basic, Token(base64_encode(pair)));
}

}  // namespace pincer
