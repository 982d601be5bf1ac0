#include "sandbox/gateway_rules.hpp"

#include <algorithm>

namespace pincer::sandbox {
namespace {

boost::json::array to_texts(const std::vector<Id>& ids) {
  boost::json::array texts;
  for (const Id id : ids) texts.emplace_back(std::to_string(id));
  return texts;
}

boost::json::object chunk_data(const MembersFound& found, std::size_t index, std::size_t count,
                               const RequestMembersCommand& command, bool presences) {
  const auto slice = [index](const boost::json::array& all) {
    const auto first = std::min(index * members_per_chunk, all.size());
    const auto last = std::min(first + members_per_chunk, all.size());
    return boost::json::array(all.begin() + first, all.begin() + last);
  };
  boost::json::object data;
  data["guild_id"] = std::to_string(command.guild_id);
  data["members"] = slice(found.members);
  data["chunk_index"] = index;
  data["chunk_count"] = count;
  if (!found.not_found.empty() && index == 0) data["not_found"] = to_texts(found.not_found);
  if (presences) data["presences"] = slice(found.presences);
  if (!command.nonce.empty()) data["nonce"] = command.nonce;
  return data;
}

}  // namespace

std::vector<Id> guilds_of_shard(const World& world, const GatewaySession& session) {
  auto guilds = world.guilds_of(session.identity().application);
  std::erase_if(guilds, [&](Id guild) { return !session.owns_guild(guild); });
  return guilds;
}

std::optional<std::pair<CloseCode, std::string>> refuse_identify(const World& world,
                                                                 const Application& application,
                                                                 const IdentifyCommand& command) {
  const auto [shard, num_shards] =
      command.shard.value_or(std::pair<std::int64_t, std::int64_t>(0, 1));
  if (num_shards < 1 || num_shards > shards_max || shard < 0 || shard >= num_shards) {
    return std::pair(CloseCode::invalid_shard, std::string("Invalid shard"));
  }
  if ((command.intents & ~std::uint64_t{Intents::all.bits()}) != 0) {
    return std::pair(CloseCode::invalid_intents, std::string("Invalid intent(s)"));
  }
  const Intents intents(static_cast<std::uint32_t>(command.intents));
  const Intents disallowed = (intents & Intents::privileged) - application.privileged_intents;
  if (disallowed != Intents::none) {
    return std::pair(CloseCode::disallowed_intents,
                     "Disallowed intent(s): " + disallowed.to_string());
  }
  GatewaySession::Identity identity;
  identity.application = application.id;
  identity.shard = static_cast<int>(shard);
  identity.num_shards = static_cast<int>(num_shards);
  if (guilds_of_shard(world, GatewaySession(std::move(identity))).size() > guilds_per_shard_max) {
    return std::pair(CloseCode::sharding_required, std::string("Sharding required"));
  }
  return std::nullopt;
}

boost::json::object ready_data(const World& world, const GatewaySession& session, int version) {
  const auto& identity = session.identity();
  boost::json::array guilds;
  for (const Id guild : guilds_of_shard(world, session)) {
    guilds.emplace_back(World::unavailable_guild(guild));
  }
  boost::json::object data;
  data["v"] = version;
  data["user"] = world.current_user(identity.application);
  data["guilds"] = std::move(guilds);
  data["session_id"] = identity.id;
  data["resume_gateway_url"] = world.gateway_url();
  if (identity.shard_was_given) data["shard"] = {identity.shard, identity.num_shards};
  data["application"] = world.partial_application(identity.application);
  return data;
}

std::vector<boost::json::object> members_chunks(const World& world, const GatewaySession& session,
                                                const RequestMembersCommand& command,
                                                std::string& refusal) {
  const Intents intents = session.identity().intents;
  const bool from_the_list = command.user_ids.empty() && command.query.value_or("").empty();
  if (from_the_list && !intents.contains(Intents::guild_members)) {
    refusal = "the member list needs the guild_members intent";
    return {};
  }
  MembersQuery query;
  query.name_prefix = command.query.value_or("");
  query.user_ids = command.user_ids;
  query.limit = command.limit;
  query.presences = command.presences && intents.contains(Intents::guild_presences);
  const MembersFound found = world.find_members(command.guild_id, query);
  const auto count =
      std::max<std::size_t>((found.members.size() + members_per_chunk - 1) / members_per_chunk, 1);
  std::vector<boost::json::object> chunks;
  for (std::size_t index = 0; index < count; ++index) {
    chunks.push_back(chunk_data(found, index, count, command, query.presences));
  }
  return chunks;
}

boost::json::object members_rate_limited_data(const RequestMembersCommand& command,
                                              Duration retry_after) {
  boost::json::object meta;
  meta["guild_id"] = std::to_string(command.guild_id);
  if (!command.nonce.empty()) meta["nonce"] = command.nonce;
  boost::json::object data;
  data["opcode"] = 8;
  data["retry_after"] = std::chrono::duration<double>(retry_after).count();
  data["meta"] = std::move(meta);
  return data;
}

boost::json::object soundboard_sounds_data(Id guild) {
  boost::json::object data;
  data["soundboard_sounds"] = boost::json::array();
  data["guild_id"] = std::to_string(guild);
  return data;
}

boost::json::object channel_info_data(const World& world, const ChannelInfoCommand& command) {
  boost::json::array channels;
  for (const auto& [id, channel] : world.channels()) {
    if (channel.guild_id != command.guild_id || channel.type != ChannelType::voice) continue;
    boost::json::object entry{{"id", std::to_string(id)}};
    // The channels of this world have no status, and nobody notes when a conversation began.
    if (command.status) entry["status"] = nullptr;
    if (command.voice_start_time) entry["voice_start_time"] = nullptr;
    channels.emplace_back(std::move(entry));
  }
  boost::json::object data;
  data["guild_id"] = std::to_string(command.guild_id);
  data["channels"] = std::move(channels);
  return data;
}

}  // namespace pincer::sandbox
