// What an application sells. Layer: model. Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <string>

#include "pincer/flags.hpp"
#include "pincer/model/ids.hpp"
#include "pincer/snowflake.hpp"

namespace pincer {

/// https://discord.com/developers/docs/resources/sku#sku-object-sku-types
enum class SkuType : std::int32_t {
  durable = 2,
  consumable = 3,
  subscription = 5,
  subscription_group = 6,
};

/// https://discord.com/developers/docs/resources/sku#sku-object-sku-flags
enum class SkuFlag : std::uint64_t {
  available = 1U << 2U,
  guild_subscription = 1U << 7U,
  user_subscription = 1U << 8U,
};
template <>
inline constexpr bool is_flag<SkuFlag> = true;
using SkuFlags = Flags<SkuFlag>;

/// By hand: Discord's OpenAPI description does not have it.
/// https://discord.com/developers/docs/resources/sku#sku-object
struct Sku {
  SkuId id;
  SkuType type{};
  ApplicationId application_id;
  std::string name;
  std::string slug;  ///< The name as a part of an address.
  SkuFlags flags;
};

}  // namespace pincer
