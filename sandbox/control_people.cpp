#include "sandbox/control_people.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "sandbox/api_errors.hpp"
#include "sandbox/control_call.hpp"

namespace pincer::sandbox {
namespace {

using boost::json::object;
using boost::json::value;

struct ControlRoute {
  ControlEndpoint endpoint;
  ControlResult (*handler)(ControlCall& call);
};

// clang-format off
constexpr ControlRoute table[] = {
    {{"GET", "/sandbox/state", "", "Everybody and everything, with ids."}, control::get_state},
    {{"GET", "/sandbox/log", "", "The traffic log: ?after=N for what came after entry N, ?limit=M (default 100)."}, control::get_log},
    {{"GET", "/sandbox/channels/{channel}/messages", "", "The newest messages, oldest first: ?limit=M (default 50)."}, control::get_messages},
    {{"GET", "/sandbox/interactions/{interaction}", "", "What became of a command, click, choice or modal: the answers, also the ephemeral ones."}, control::get_interaction},

    {{"POST", "/sandbox/people", "name, display_name?", "A new person."}, control::create_person},
    {{"POST", "/sandbox/people/{person}/messages", "channel, content?, reply_to?, attachments?", "Post a message; attachments are [{\"filename\", \"content\", \"content_type\"?}]."}, control::post_message},
    {{"PATCH", "/sandbox/people/{person}/messages/{message}", "content", "Edit an own message."}, control::edit_message},
    {{"DELETE", "/sandbox/people/{person}/messages/{message}", "", "Delete a message: an own one, or any with manage_messages."}, control::delete_message},
    {{"PUT", "/sandbox/people/{person}/messages/{message}/reactions/{emoji}", "", "React to a message."}, control::add_reaction},
    {{"DELETE", "/sandbox/people/{person}/messages/{message}/reactions/{emoji}", "", "Take a reaction back."}, control::remove_reaction},
    {{"POST", "/sandbox/people/{person}/typing", "channel", "Start typing."}, control::type},
    {{"PUT", "/sandbox/people/{person}/presence", "status", "Be online, idle, dnd or offline."}, control::set_presence},
    {{"PUT", "/sandbox/people/{person}/voice", "channel?, guild?, self_mute?, self_deaf?", "Join a voice channel; without a channel, leave the guild's."}, control::set_voice},
    {{"POST", "/sandbox/people/{person}/commands", "command, channel, options?, target?, application?, autocomplete?", "Run a slash command (\"roll\", \"dice roll\"), or a user or message command on a target; with autocomplete, only type in that option."}, control::run_command},
    {{"POST", "/sandbox/people/{person}/clicks", "message, button", "Click a button, named by its custom_id or label."}, control::click},
    {{"POST", "/sandbox/people/{person}/choices", "message, menu, values", "Choose in a select menu, named by its custom_id or placeholder."}, control::choose},
    {{"POST", "/sandbox/people/{person}/modals", "interaction, values?", "Submit the modal that answered that interaction; values by custom_id or label."}, control::submit_modal},

    {{"POST", "/sandbox/guilds", "name, owner?, members?", "A new guild; the owner is the first person unless named."}, control::create_guild},
    {{"POST", "/sandbox/guilds/{guild}/channels", "name, type?, parent?", "A new channel: text, voice, category or announcement."}, control::create_channel},
    {{"DELETE", "/sandbox/channels/{channel}", "", "Delete a guild's channel."}, control::delete_channel},
    {{"PUT", "/sandbox/guilds/{guild}/members/{user}", "", "A person or bot joins."}, control::add_member},
    {{"DELETE", "/sandbox/guilds/{guild}/members/{user}", "", "A person or bot leaves."}, control::remove_member},
};
// clang-format on

/// The keys of an endpoint's body description: "channel, content?" names two.
bool body_has_key(std::string_view description, std::string_view key) {
  while (!description.empty()) {
    std::string_view name = description.substr(0, description.find(','));
    description.remove_prefix(std::min(name.size() + 1, description.size()));
    while (name.starts_with(' ')) name.remove_prefix(1);
    if (name.ends_with('?')) name.remove_suffix(1);
    if (name == key) return true;
  }
  return false;
}

object read_body(const HttpRequest& request, const ControlEndpoint& endpoint) {
  if (request.body.empty()) return {};
  boost::json::error_code error;
  // Whatever the Content-Type: `curl -d` says that it sends a form.
  value json =
      boost::json::parse(boost::json::string_view(request.body.data(), request.body.size()), error);
  if (error || !json.is_object()) refuse_control(400, "expected a JSON object as the body");
  for (const auto& [key, member] : json.get_object()) {
    if (!body_has_key(endpoint.body, std::string_view(key))) {
      refuse_control(400, "unknown member \"" + std::string(key) +
                              "\" in the body (known: " + std::string(endpoint.body) + ")");
    }
  }
  return std::move(json.get_object());
}

object endpoint_json(const ControlEndpoint& endpoint) {
  object json{{"method", endpoint.method}, {"path", endpoint.path}};
  if (!endpoint.body.empty()) json["body"] = endpoint.body;
  json["help"] = endpoint.help;
  return json;
}

HttpReply index_reply(const std::vector<ControlEndpoint>& others) {
  boost::json::array endpoints;
  for (const ControlRoute& route : table) endpoints.emplace_back(endpoint_json(route.endpoint));
  for (const ControlEndpoint& endpoint : others) endpoints.emplace_back(endpoint_json(endpoint));
  return control_reply(200, {{"help",
                              "The control interface of the sandbox. People, channels, "
                              "guilds and bots go by name or id; a body is JSON, \"?\" "
                              "marks what may be left out."},
                             {"endpoints", std::move(endpoints)}});
}

}  // namespace

HttpReply control_reply(int status, const object& body) {
  HttpReply reply;
  reply.status = status;
  reply.headers = {{"Content-Type", "application/json"}};
  reply.body = boost::json::serialize(body) + "\n";
  return reply;
}

HttpReply control_error(int status, std::string_view message) {
  return control_reply(status, {{"error", message}});
}

std::optional<HttpReply> PeopleControl::handle(const HttpRequest& request, TimePoint now) {
  if (request.path == "/sandbox" || request.path == "/sandbox/") return index_reply(others_);
  std::string allowed;
  for (const auto& [endpoint, handler] : table) {
    const auto parameters = match_template(endpoint.path, request.path);
    if (!parameters) continue;
    if (endpoint.method != request.method) {
      allowed.append(allowed.empty() ? "" : ", ").append(endpoint.method);
      continue;
    }
    try {
      ControlCall call(world_, log_, request, *parameters, read_body(request, endpoint), now);
      ControlResult result = handler(call);
      if (!result.summary.empty()) {
        object details{
            {"method", request.method}, {"path", request.path}, {"status", result.status}};
        details["request"] = call.body();
        details["reply"] = result.body;
        log_.add(TrafficEntry::Kind::person, std::move(result.summary), std::move(details), now);
      }
      return control_reply(result.status, result.body);
    } catch (Refused& refused) {
      return refused.take_reply();
    }
  }
  if (allowed.empty()) return std::nullopt;
  HttpReply reply = control_error(405, "this path knows the methods " + allowed);
  reply.headers.emplace_back("Allow", allowed);
  return reply;
}

}  // namespace pincer::sandbox
