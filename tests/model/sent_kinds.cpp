#include "model/sent_kinds.hpp"

#include <algorithm>

namespace pincer::test {

const std::vector<SentKind>& sent_kinds() {
  static const std::vector<SentKind> all = [] {
    std::vector<SentKind> kinds;
    add_generated_kinds_1(kinds);
    add_generated_kinds_2(kinds);
    add_generated_kinds_3(kinds);
    add_message_kinds(kinds);
    add_component_kinds(kinds);
    add_command_kinds(kinds);
    add_gateway_kinds(kinds);
    return kinds;
  }();
  return all;
}

const SentKind* find_sent_kind(std::string_view name) {
  const auto& kinds = sent_kinds();
  const auto found = std::ranges::find(kinds, name, &SentKind::name);
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace pincer::test
