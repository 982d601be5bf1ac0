#include "pincer/model/sku.hpp"

#include <vector>

#include "model/read.hpp"

namespace pincer {

bool read(json::Value& value, Sku& sku) {
  const bool ok = json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "id"_key: return read(field, sku.id);
      case "type"_key: return read(field, sku.type);
      case "application_id"_key: return read(field, sku.application_id);
      case "name"_key: return read(field, sku.name);
      case "slug"_key: return read(field, sku.slug);
      case "flags"_key: return read(field, sku.flags);
      default: return true;
    }
  });
  return ok && json::require(value, sku.id, "id");
}

template Result<std::vector<Sku>> decode<std::vector<Sku>>(json::Text);

}  // namespace pincer
