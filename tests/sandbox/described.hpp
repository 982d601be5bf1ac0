// Finds what Discord describes of an operation. For tests.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>

#include "sandbox/schema.hpp"

namespace pincer::sandbox {

inline const Operation& described(std::string_view id) {
  const auto operations = described_operations();
  const auto found = std::find_if(operations.begin(), operations.end(),
                                  [id](const Operation& one) { return one.id == id; });
  if (found == operations.end()) throw std::out_of_range(std::string(id));
  return *found;
}

}  // namespace pincer::sandbox
