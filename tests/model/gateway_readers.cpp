// What gateway commands carry: readers and random values. Test-only.
#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <utility>

#include "model/handwritten_readers.hpp"
#include "model/sent_kinds.hpp"
#include "pincer/intents.hpp"
#include "pincer/shard_id.hpp"
#include "pincer/token.hpp"
#include "wire/session_payload.hpp"

namespace pincer::test {
namespace {

constexpr std::array<std::string_view, 5> statuses{"online", "dnd", "idle", "invisible", "offline"};

PresenceStatus read_status(const std::string& text) {
  const auto found = std::ranges::find(statuses, text);
  if (found == statuses.end()) throw NotReadable("status: \"" + text + "\" is none");
  return static_cast<PresenceStatus>(found - statuses.begin());
}

void read_activity(const dom::value& value, UpdatePresence& made) {
  Fields fields(value);
  const auto type = fields.required<ActivityType>("type");
  auto name = fields.required<std::string>("name");
  if (auto url = fields.optional<std::string>("url")) {
    made.streaming(std::move(name), std::move(*url));
  } else {
    made.activity(type, std::move(name), fields.optional<std::string>("state").value_or(""));
  }
  fields.expect_no_more();
}

}  // namespace

UpdatePresence from_json(As<UpdatePresence>, const dom::value& value) {
  Fields fields(value);
  UpdatePresence made(read_status(fields.required<std::string>("status")));
  if (const auto since = fields.required<std::optional<std::int64_t>>("since")) {
    made.since(Timestamp(
        std::chrono::sys_time<std::chrono::microseconds>(std::chrono::milliseconds(*since))));
  }
  for (const dom::value& activity : fields.get("activities").as_array()) {
    read_activity(activity, made);
  }
  made.afk(fields.required<bool>("afk"));
  fields.expect_no_more();
  return made;
}

UpdatePresence random_of(As<UpdatePresence>, Random& random) {
  UpdatePresence made(static_cast<PresenceStatus>(random.below(statuses.size())));
  if (random.is_set()) made.since(random.value<Timestamp>());
  if (random.is_set()) made.afk(random.value<bool>());
  if (random.is_set()) made.playing(random.text(1, 40));
  if (random.is_set()) made.streaming(random.text(1, 40), random.text(1, 40));
  if (random.is_set()) made.custom_status(random.text(1, 40));
  return made;
}

UpdateVoiceState from_json(As<UpdateVoiceState>, const dom::value& value) {
  Fields fields(value);
  UpdateVoiceState made(
      fields.required<GuildId>("guild_id"),
      fields.required<std::optional<ChannelId>>("channel_id").value_or(ChannelId()));
  made.self_mute(fields.required<bool>("self_mute"));
  made.self_deaf(fields.required<bool>("self_deaf"));
  fields.expect_no_more();
  return made;
}

UpdateVoiceState random_of(As<UpdateVoiceState>, Random& random) {
  UpdateVoiceState made(random.value<GuildId>(),
                        random.is_null() ? ChannelId() : random.value<ChannelId>());
  if (random.is_set()) made.self_mute(random.value<bool>());
  if (random.is_set()) made.self_deaf(random.value<bool>());
  return made;
}

RequestGuildMembers from_json(As<RequestGuildMembers>, const dom::value& value) {
  Fields fields(value);
  RequestGuildMembers made(fields.required<GuildId>("guild_id"));
  if (auto users = fields.optional<std::vector<UserId>>("user_ids")) {
    made.users(std::move(*users));
  } else {
    made.query(fields.required<std::string>("query"), fields.required<std::uint64_t>("limit"));
  }
  if (const auto presences = fields.optional<bool>("presences")) made.presences(*presences);
  if (auto nonce = fields.optional<std::string>("nonce")) made.nonce(std::move(*nonce));
  fields.expect_no_more();
  return made;
}

RequestGuildMembers random_of(As<RequestGuildMembers>, Random& random) {
  RequestGuildMembers made(random.value<GuildId>());
  if (random.is_set()) {
    made.users(random.list<UserId>(1, 100, [&] { return random.value<UserId>(); }));
  } else if (random.is_set()) {
    made.query(random.text(1, 10), 1 + random.below(100));
  }
  if (random.is_set()) made.presences();
  if (random.is_set()) made.nonce(random.word(1, 32));
  return made;
}

RequestSoundboardSounds from_json(As<RequestSoundboardSounds>, const dom::value& value) {
  Fields fields(value);
  RequestSoundboardSounds made(fields.required<std::vector<GuildId>>("guild_ids"));
  fields.expect_no_more();
  return made;
}

RequestSoundboardSounds random_of(As<RequestSoundboardSounds>, Random& random) {
  return RequestSoundboardSounds(
      random.list<GuildId>(1, 5, [&] { return random.value<GuildId>(); }));
}

RequestChannelInfo from_json(As<RequestChannelInfo>, const dom::value& value) {
  Fields fields(value);
  RequestChannelInfo made(fields.required<GuildId>("guild_id"));
  for (const auto& name : fields.required<std::vector<std::string>>("fields")) {
    if (name == "status") made.status();
    if (name == "voice_start_time") made.voice_start_time();
  }
  fields.expect_no_more();
  return made;
}

RequestChannelInfo random_of(As<RequestChannelInfo>, Random& random) {
  RequestChannelInfo made(random.value<GuildId>());
  if (random.is_set()) made.status();
  if (random.is_set()) made.voice_start_time();
  return made;
}

/// Whole payloads, which the session sends of its own accord.
static std::string rewrite_identify(const dom::value& payload) {
  Fields(payload).expect("op", 2);
  Fields fields(payload.at("d"));
  const Token token(fields.required<std::string>("token"));
  const auto shard = fields.required<std::vector<std::int32_t>>("shard");
  const dom::value* const presence = fields.find("presence");
  const std::string presence_json =
      presence == nullptr ? "" : from_json(As<UpdatePresence>(), *presence).to_json();
  wire::Identify identify{
      .token = token,
      .intents = Intents(static_cast<std::uint32_t>(fields.required<std::int64_t>("intents"))),
      .shard = ShardId(shard.at(0), shard.at(1)),
      .presence = presence_json};
  identify.compress = fields.optional<bool>("compress").value_or(false);
  identify.large_threshold = fields.required<std::int32_t>("large_threshold");
  fields.find("properties");  // The library's own.
  fields.expect_no_more();
  return wire::identify_payload(identify);
}

static std::string rewrite_resume(const dom::value& payload) {
  Fields(payload).expect("op", 6);
  Fields fields(payload.at("d"));
  const Token token(fields.required<std::string>("token"));
  const auto session = fields.required<std::string>("session_id");
  const auto sequence = fields.required<std::int64_t>("seq");
  fields.expect_no_more();
  return wire::resume_payload(token, session, sequence);
}

static std::string rewrite_heartbeat(const dom::value& payload) {
  Fields fields(payload);
  fields.expect("op", 1);
  const auto sequence = fields.required<std::optional<std::int64_t>>("d");
  fields.expect_no_more();
  return wire::heartbeat_payload(sequence);
}

static SentKind::Random make_identify(Random& random) {
  const Token token(random.word(10, 70));
  const std::string presence = random_of(As<UpdatePresence>(), random).to_json();
  return {wire::identify_payload(
              {.token = token,
               .intents = Intents(static_cast<std::uint32_t>(random.below(1U << 20U))),
               .shard = ShardId(static_cast<int>(random.below(16)), 16),
               .compress = random.value<bool>(),
               .large_threshold = random.number<std::int32_t>(50, 250),
               .presence = presence}),
          {}};
}

static SentKind::Random make_resume(Random& random) {
  const Token token(random.word(10, 70));
  return {wire::resume_payload(token, random.text(1, 40), random.number<std::int64_t>(0, 1e9)), {}};
}

static SentKind::Random make_heartbeat(Random& random) {
  return {wire::heartbeat_payload(
              random.is_null() ? std::nullopt : std::optional(random.number<std::int64_t>(0, 1e9))),
          {}};
}

void add_gateway_kinds(std::vector<SentKind>& kinds) {
  kinds.push_back({"Identify", rewrite_identify, make_identify});
  kinds.push_back({"Resume", rewrite_resume, make_resume});
  kinds.push_back({"Heartbeat", rewrite_heartbeat, make_heartbeat});
  kinds.push_back(kind_of<RequestChannelInfo>("RequestChannelInfo"));
  kinds.push_back(kind_of<RequestGuildMembers>("RequestGuildMembers"));
  kinds.push_back(kind_of<RequestSoundboardSounds>("RequestSoundboardSounds"));
  kinds.push_back(kind_of<UpdatePresence>("UpdatePresence"));
  kinds.push_back(kind_of<UpdateVoiceState>("UpdateVoiceState"));
}

}  // namespace pincer::test
