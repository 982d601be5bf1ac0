#include "wire/guild_ids.hpp"

#include "json/reader.hpp"

namespace pincer::wire {
namespace {

using namespace json::literals;

bool read_id(json::Value& object, GuildId& id) {
  return json::read_object(object, [&id](json::Key key, json::Value& field) {
    return key.hash != "id"_key || json::read(field, id);
  });
}

}  // namespace

// An error later in the text does not take back what was read before it.

std::vector<GuildId> guilds_of_ready(std::string_view data) {
  std::vector<GuildId> guilds;
  json::Document document(data);
  (void)document.read_with([&guilds](json::Value& ready) {
    return json::read_object(ready, [&guilds](json::Key key, json::Value& field) {
      if (key.hash != "guilds"_key) return true;
      return json::read_array(field, [&guilds](json::Value& guild) {
        GuildId id;
        if (!read_id(guild, id)) return false;
        if (id) guilds.push_back(id);
        return true;
      });
    });
  });
  return guilds;
}

GuildId guild_of_guild_create(std::string_view data) {
  GuildId id;
  json::Document document(data);
  (void)document.read_with([&id](json::Value& guild) { return read_id(guild, id); });
  return id;
}

}  // namespace pincer::wire
