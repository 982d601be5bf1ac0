#include "sandbox/scenario.hpp"

#include <fmt/core.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "sandbox/limits.hpp"
#include "sandbox/permissions.hpp"
#include "sandbox/scenario_reader.hpp"

namespace pincer::sandbox {
namespace {

constexpr std::array<int, 4> channel_types{0, 2, 4, 5};  // In the order of the words below.

/// Reads the sections in an order in which whatever is referred to is known already.
class Parser {
 public:
  Parser(const std::string& file_name, const YAML::Node& root)
      : file_name_(file_name),
        root_(file_name, root, "the scenario",
              {"seed", "start", "people", "applications", "guilds", "gateway", "interactions",
               "rate_limits"}) {}

  Scenario parse() {
    read_head();
    root_.for_each("people", [&](const YAML::Node& node) { read_person(node); });
    root_.for_each("applications", [&](const YAML::Node& node) { read_application(node); });
    root_.for_each("guilds", [&](const YAML::Node& node) { read_guild(node); });
    read_gateway();
    read_interactions();
    read_rate_limits();
    return std::move(scenario_);
  }

 private:
  void read_head() {
    scenario_.seed = static_cast<std::uint64_t>(
        root_.integer("seed", 1, 0, std::numeric_limits<std::int64_t>::max()));
    const std::string start = root_.text("start", "2025-01-01T12:00:00Z");
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int end = 0;
    const int fields = std::sscanf(start.c_str(), "%4d-%2u-%2uT%2d:%2d:%2dZ%n", &year, &month, &day,
                                   &hour, &minute, &second, &end);
    const std::chrono::year_month_day date(std::chrono::year{year}, std::chrono::month{month},
                                           std::chrono::day{day});
    if (fields != 6 || static_cast<std::size_t>(end) != start.size() || !date.ok() || year < 2015 ||
        year > 2100 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
        second > 59) {
      root_.fail("start",
                 "expected a UTC time from 2015 to 2100 like 2025-01-01T12:00:00Z as "
                 "\"start\" of the scenario");
    }
    scenario_.start = std::chrono::sys_days(date) + std::chrono::hours(hour) +
                      std::chrono::minutes(minute) + std::chrono::seconds(second);
  }

  void read_person(const YAML::Node& node) {
    const ScenarioReader reader(file_name_, node, "a person",
                                {"id", "name", "display_name", "locale", "status"});
    Scenario::Person person;
    person.name = reader.new_name("name", users_);
    person.id = reader.id();
    people_.add(person.name);
    if (person.id) people_.add(std::to_string(*person.id));
    person.display_name = reader.text("display_name", {});
    person.locale = reader.text("locale", person.locale);
    constexpr std::array<const char*, 4> statuses{"online", "idle", "dnd", "offline"};
    person.status = statuses.at(reader.choice("status", 0, {"online", "idle", "dnd", "offline"}));
    scenario_.people.push_back(std::move(person));
  }

  [[nodiscard]] std::string first_person() const {
    return scenario_.people.empty() ? std::string() : scenario_.people.front().name;
  }

  /// The owner of what `reader` reads: the first person when the file does not say.
  [[nodiscard]] std::string read_owner(const ScenarioReader& reader) const {
    std::string owner = reader.reference("owner", people_, first_person());
    if (owner.empty()) reader.fail("owner", "an owner is needed: list at least one of \"people\"");
    return owner;
  }

  void read_application(const YAML::Node& node) {
    const ScenarioReader reader(
        file_name_, node, "an application",
        {"id", "name", "description", "bot", "token", "owner", "privileged_intents"});
    Scenario::Application application;
    application.name = reader.new_name("name", application_names_);
    application.id = reader.id();
    application.description = reader.text("description", {});
    application.bot_name = reader.required_text("bot");
    if (!users_.add(application.bot_name)) {
      reader.fail("bot", fmt::format("the user \"{}\" is there twice", application.bot_name));
    }
    if (application.id && !users_.add(std::to_string(*application.id))) {
      reader.fail("id", "a person has the same id");
    }
    // Errors must not show the token, so they speak of it without quoting it.
    const std::string token = reader.required_text("token");
    if (token.find_first_of(" \t\r\n") != std::string::npos) {
      reader.fail("token", "expected a token without spaces");
    }
    if (!tokens_.add(token)) reader.fail("token", "two applications have the same token");
    application.token = Token(token);
    application.owner = read_owner(reader);
    application.privileged_intents = Intents::privileged;
    if (reader.has("privileged_intents")) {
      application.privileged_intents = Intents::none;
      for (const std::string& name : reader.texts("privileged_intents")) {
        const auto intent = Intents::from_name(name);
        if (!intent || !Intents::privileged.contains(*intent)) {
          reader.fail("privileged_intents",
                      fmt::format("\"{}\" is no privileged intent (those are {})", name,
                                  Intents::privileged.to_string()));
        }
        application.privileged_intents |= *intent;
      }
    }
    scenario_.applications.push_back(std::move(application));
  }

  void read_guild(const YAML::Node& node) {
    const ScenarioReader reader(
        file_name_, node, "a guild",
        {"id", "name", "owner", "locale", "everyone", "roles", "channels", "members"});
    Scenario::Guild guild;
    guild.name = reader.new_name("name", guilds_);
    guild.id = reader.id();
    guild.owner = read_owner(reader);
    guild.locale = reader.text("locale", guild.locale);
    if (reader.has("everyone")) guild.everyone_permissions = reader.permissions("everyone", 0);
    NameSet roles("role of the guild");
    roles.add("everyone");
    reader.for_each("roles", [&](const YAML::Node& role) { read_role(role, guild, roles); });
    NameSet channels("channel");
    NameSet categories("category listed before it");
    reader.for_each("channels", [&](const YAML::Node& channel) {
      read_channel(channel, guild, channels, categories, roles);
    });
    NameSet members("member");
    reader.for_each("members",
                    [&](const YAML::Node& member) { read_member(member, guild, members, roles); });
    scenario_.guilds.push_back(std::move(guild));
  }

  void read_role(const YAML::Node& node, Scenario::Guild& guild, NameSet& roles) {
    const ScenarioReader reader(file_name_, node, "a role",
                                {"id", "name", "permissions", "color", "hoist", "mentionable"});
    Scenario::Role role;
    role.name = reader.new_name("name", roles);
    role.id = reader.id();
    role.permissions = reader.permissions("permissions", 0);
    role.color = static_cast<int>(reader.integer("color", 0, 0, 0xffffff));
    role.hoist = reader.boolean("hoist", false);
    role.mentionable = reader.boolean("mentionable", false);
    guild.roles.push_back(std::move(role));
  }

  void read_channel(const YAML::Node& node, Scenario::Guild& guild, NameSet& channels,
                    NameSet& categories, const NameSet& roles) {
    const ScenarioReader reader(file_name_, node, "a channel",
                                {"id", "name", "type", "topic", "parent", "nsfw", "overwrites"});
    Scenario::Channel channel;
    channel.name = reader.new_name("name", channels);
    channel.id = reader.id();
    if (channel.id && !channel_ids_.add(std::to_string(*channel.id))) {
      reader.fail("id", fmt::format("the id {} is there twice", *channel.id));
    }
    channel.type =
        channel_types.at(reader.choice("type", 0, {"text", "voice", "category", "announcement"}));
    channel.topic = reader.text("topic", {});
    channel.parent = reader.reference("parent", categories, {});
    channel.nsfw = reader.boolean("nsfw", false);
    reader.for_each("overwrites", [&](const YAML::Node& overwrite) {
      channel.overwrites.push_back(read_overwrite(overwrite, roles));
    });
    if (channel.type == 4) {
      categories.add(channel.name);
      if (channel.id) categories.add(std::to_string(*channel.id));
    }
    guild.channels.push_back(std::move(channel));
  }

  [[nodiscard]] Scenario::Overwrite read_overwrite(const YAML::Node& node,
                                                   const NameSet& roles) const {
    const ScenarioReader reader(file_name_, node, "an overwrite",
                                {"role", "user", "allow", "deny"});
    Scenario::Overwrite overwrite;
    overwrite.role = reader.reference("role", roles, {});
    overwrite.user = reader.reference("user", users_, {});
    if (overwrite.role.empty() == overwrite.user.empty()) {
      reader.fail("role", "an overwrite needs either \"role\" or \"user\"");
    }
    overwrite.allow = reader.permissions("allow", 0);
    overwrite.deny = reader.permissions("deny", 0);
    return overwrite;
  }

  void read_member(const YAML::Node& node, Scenario::Guild& guild, NameSet& members,
                   const NameSet& roles) {
    const ScenarioReader reader(file_name_, node, "a member", {"user", "nick", "roles"});
    Scenario::Member member;
    member.user = reader.required_reference("user", users_);
    if (!members.add(member.user)) {
      reader.fail("user", fmt::format("the member \"{}\" is there twice", member.user));
    }
    member.nick = reader.text("nick", {});
    member.roles = reader.texts("roles");
    for (const std::string& role : member.roles) {
      if (role == "everyone" || !roles.contains(role)) {
        reader.fail("roles", fmt::format("\"roles\" of a member names no role of the guild: \"{}\" "
                                         "(known: {}; everybody has \"everyone\")",
                                         role, roles.listed()));
      }
    }
    guild.members.push_back(std::move(member));
  }

  void read_gateway() {
    const auto node = root_.find("gateway");
    if (!node) return;
    const ScenarioReader reader(file_name_, *node, "the section \"gateway\"",
                                {"heartbeat_interval", "max_concurrency", "identify_interval",
                                 "shards", "session_expiry", "session_starts", "commands"});
    GatewaySettings& gateway = scenario_.gateway;
    gateway.heartbeat_interval = reader.seconds("heartbeat_interval", gateway.heartbeat_interval);
    gateway.max_concurrency = static_cast<int>(reader.integer("max_concurrency", 1, 1, 1024));
    gateway.identify_interval = reader.seconds("identify_interval", gateway.identify_interval);
    gateway.shards = static_cast<int>(reader.integer("shards", 1, 1, 4096));
    gateway.session_expiry = reader.seconds("session_expiry", gateway.session_expiry);
    gateway.commands = reader.rate_limit("commands", gateway.commands);
    if (const auto starts = reader.find("session_starts")) {
      const ScenarioReader inner(file_name_, *starts, "\"session_starts\"",
                                 {"total", "remaining", "reset_after"});
      gateway.session_starts_total = static_cast<int>(inner.integer("total", 1000, 1, 1'000'000));
      gateway.session_starts_remaining = static_cast<int>(inner.integer(
          "remaining", gateway.session_starts_total, 0, gateway.session_starts_total));
      gateway.session_starts_reset_after =
          inner.seconds("reset_after", gateway.session_starts_reset_after);
    }
  }

  void read_interactions() {
    const auto node = root_.find("interactions");
    if (!node) return;
    const ScenarioReader reader(file_name_, *node, "the section \"interactions\"",
                                {"acknowledge_within", "token_lifetime"});
    InteractionSettings& interactions = scenario_.interactions;
    interactions.acknowledge_within =
        reader.seconds("acknowledge_within", interactions.acknowledge_within);
    interactions.token_lifetime = reader.seconds("token_lifetime", interactions.token_lifetime);
  }

  void read_rate_limits() {
    const auto node = root_.find("rate_limits");
    if (!node) return;
    const ScenarioReader reader(file_name_, *node, "the section \"rate_limits\"",
                                {"enabled", "global", "invalid_requests", "buckets"});
    RateLimitSettings& limits = scenario_.rate_limits;
    limits.enabled = reader.boolean("enabled", true);
    limits.global = reader.rate_limit("global", limits.global);
    limits.invalid_requests = reader.rate_limit("invalid_requests", limits.invalid_requests);
    const auto buckets = reader.find("buckets");
    if (!buckets) return;
    if (!buckets->IsMap()) reader.fail("buckets", "expected a map from bucket names to limits");
    for (const auto& entry : *buckets) {
      const std::string name = entry.first.IsScalar() ? entry.first.Scalar() : std::string();
      const auto known = default_bucket_limits().find(name);
      if (known == default_bucket_limits().end()) {
        std::string names;
        for (const auto& bucket : default_bucket_limits()) {
          names.append(names.empty() ? "" : ", ").append(bucket.first);
        }
        fail_scenario(file_name_, entry.first.Mark(),
                      fmt::format("unknown bucket \"{}\" (known buckets: {})", name, names));
      }
      const ScenarioReader bucket(file_name_, entry.second, fmt::format("the bucket \"{}\"", name),
                                  {"limit", "per"});
      limits.buckets[name] = {
          static_cast<int>(bucket.integer("limit", known->second.limit, 1, 1'000'000'000)),
          bucket.seconds("per", known->second.per)};
    }
  }

  const std::string& file_name_;
  ScenarioReader root_;
  Scenario scenario_;
  NameSet users_{"person or bot"};
  NameSet people_{"person"};
  NameSet application_names_{"application"};
  NameSet tokens_{"token"};
  NameSet guilds_{"guild"};
  NameSet channel_ids_{"channel"};
};

}  // namespace

Result<Scenario> parse_scenario(std::string_view text, const std::string& file_name) {
  try {
    const YAML::Node root = YAML::Load(std::string(text));
    return Parser(file_name, root).parse();
  } catch (const Exception& exception) {
    return exception.error();
  } catch (const YAML::Exception& exception) {
    const std::string position =
        exception.mark.is_null()
            ? std::string()
            : fmt::format("{}:{}:", exception.mark.line + 1, exception.mark.column + 1);
    return Error(ErrorKind::invalid_argument,
                 fmt::format("{}:{} this is not YAML: {}", file_name, position, exception.msg));
  }
}

Result<Scenario> load_scenario(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    return Error(ErrorKind::invalid_argument,
                 fmt::format("{}: cannot read the scenario file (or it is empty)", path));
  }
  return parse_scenario(text.str(), path);
}

Scenario default_scenario() {
  return parse_scenario(default_scenario_text(), "default_scenario.yaml").value();
}

void speed_up(Scenario& scenario, double speed) {
  const auto divide = [speed](Duration& span) {
    span = from_seconds(std::chrono::duration<double>(span).count() / speed);
  };
  GatewaySettings& gateway = scenario.gateway;
  for (Duration* span :
       {&gateway.heartbeat_interval, &gateway.identify_interval, &gateway.session_expiry,
        &gateway.members_request_interval, &gateway.session_starts_reset_after,
        &gateway.commands.per, &scenario.interactions.acknowledge_within,
        &scenario.interactions.token_lifetime, &scenario.rate_limits.global.per,
        &scenario.rate_limits.invalid_requests.per}) {
    divide(*span);
  }
  // Every bucket gets an override, so that the defaults pass faster too.
  for (const auto& [name, limit] : default_bucket_limits()) {
    scenario.rate_limits.buckets.try_emplace(name, limit);
  }
  for (auto& [name, limit] : scenario.rate_limits.buckets) divide(limit.per);
}

}  // namespace pincer::sandbox
