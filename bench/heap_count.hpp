// Counts what a thread takes from the heap, whoever takes it: `new`, zlib, OpenSSL.
#pragma once

#include <cstdint>

namespace pincer::bench {

/// Calls of malloc, calloc and realloc that the calling thread has made.
std::uint64_t heap_allocations() noexcept;

}  // namespace pincer::bench
