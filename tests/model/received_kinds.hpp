// Test-only: everything that Discord sends, as functions that tests can go through.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace pincer::test {

/// Decodes a JSON text; returns what it fails with, or nothing.
using Decoder = std::string (*)(std::string_view json);

/// By the names of types ("Guild") and of gateway events ("GUILD_CREATE").
const std::map<std::string, Decoder, std::less<>>& received_kinds();

}  // namespace pincer::test
