#include "wire/members_payload.hpp"

#include "json/reader.hpp"

namespace pincer::wire {
namespace {

using namespace json::literals;

bool read_meta(json::Value& meta, RateLimitedData& limited) {
  return json::read_object(meta, [&limited](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "guild_id"_key: return json::read(field, limited.guild_id);
      case "nonce"_key: return json::read(field, limited.nonce);
      default: return true;
    }
  });
}

}  // namespace

MembersChunkData parse_members_chunk(std::string_view data) {
  MembersChunkData chunk;
  json::Document document(data);
  // An error later in the chunk does not take back what was read before it.
  (void)document.read_with([&chunk](json::Value& root) {
    return json::read_object(root, [&chunk](json::Key key, json::Value& field) {
      switch (key.hash) {
        case "guild_id"_key: return json::read(field, chunk.guild_id);
        case "nonce"_key: return json::read(field, chunk.nonce);
        case "chunk_index"_key: return json::read(field, chunk.chunk_index);
        case "chunk_count"_key: return json::read(field, chunk.chunk_count);
        default: return true;
      }
    });
  });
  return chunk;
}

RateLimitedData parse_rate_limited(std::string_view data) {
  RateLimitedData limited;
  json::Document document(data);
  (void)document.read_with([&limited](json::Value& root) {
    return json::read_object(root, [&limited](json::Key key, json::Value& field) {
      switch (key.hash) {
        case "opcode"_key: return json::read(field, limited.opcode);
        case "retry_after"_key: return json::read(field, limited.retry_after);
        case "meta"_key: return read_meta(field, limited);
        default: return true;
      }
    });
  });
  return limited;
}

}  // namespace pincer::wire
