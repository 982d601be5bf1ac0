// What this process holds of the machine.
#pragma once

#include <malloc.h>
#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace pincer::soak {

/// What was allocated and not freed, in KB. Zero under a sanitizer, which looks for leaks itself.
inline std::size_t allocated_kilobytes() {
  const auto memory = ::mallinfo2();
  return (memory.uordblks + memory.hblkhd) / 1024;
}

/// Resident memory, in KB. It follows what is allocated at a distance: a decoder's window, for
/// example, counts only as far as it was written to.
inline std::size_t resident_kilobytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t size = 0;
  std::size_t resident = 0;
  file >> size >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) / 1024;
}

inline std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

}  // namespace pincer::soak
