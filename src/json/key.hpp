// The names of an object's members, compared by hash. Layer: json. Thread-safe: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pincer::json {

/// The name of a field. Names are compared by a 64-bit hash, so that a decoder is one switch. Two
/// names of one decoder that collide do not compile; an unknown name would have to be made to.
struct Key {
  std::uint64_t hash;
  /// As it stands in the document, up to its first quote: see `unescaped`.
  std::string_view text;
};

inline constexpr std::uint64_t hash_start = 0xcbf29ce484222325U;
/// One step of FNV-1a: names are short, and it needs no second pass over them.
constexpr std::uint64_t hash_step(std::uint64_t hash, char c) noexcept {
  return (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
}

/// Finds the end of a name and its hash in one pass. simdjson vouches for the closing quote.
inline Key key_at(const char* begin) noexcept {
  std::uint64_t hash = hash_start;
  const char* end = begin;
  for (; *end != '"'; ++end) hash = hash_step(hash, *end);
  return {hash, std::string_view(begin, static_cast<std::size_t>(end - begin))};
}

inline namespace literals {
/// `case "guild_id"_key:`
constexpr std::uint64_t operator""_key(const char* text, std::size_t size) noexcept {
  std::uint64_t hash = hash_start;
  for (std::size_t i = 0; i < size; ++i) hash = hash_step(hash, text[i]);
  return hash;
}
}  // namespace literals

/// The whole name, with its escapes resolved. The key must stand in the document.
std::string unescaped(Key key);

}  // namespace pincer::json
