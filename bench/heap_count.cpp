// Replaces glibc's allocation functions by ones that count and pass the call on. Part of a program
// that wants it, not of the library of the benchmarks.
#include "heap_count.hpp"

#include <cstddef>

extern "C" {
void* __libc_malloc(std::size_t size);                     // NOLINT: glibc's names
void* __libc_calloc(std::size_t count, std::size_t size);  // NOLINT
void* __libc_realloc(void* block, std::size_t size);       // NOLINT
}

namespace {
thread_local std::uint64_t allocations = 0;
}  // namespace

extern "C" {
void* malloc(std::size_t size) {
  ++allocations;
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  ++allocations;
  return __libc_calloc(count, size);
}
void* realloc(void* block, std::size_t size) {
  ++allocations;
  return __libc_realloc(block, size);
}
}

namespace pincer::bench {

std::uint64_t heap_allocations() noexcept { return allocations; }

}  // namespace pincer::bench
