// Result<T>: a value or an Error, for everything below client/. Layer: base.
// Boost.System's result, because C++20 has no std::expected. `value()` throws pincer::Exception.
#pragma once

#include <boost/system/result.hpp>

#include "pincer/error.hpp"

namespace pincer {

template <class T>
using Result = boost::system::result<T, Error>;

/// Found by `Result<T>::value()` through argument-dependent look-up.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
  throw Exception(error);
}

}  // namespace pincer
