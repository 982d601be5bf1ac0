// A strand for what runs on an executor that somebody else has chosen. Layer: net.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>

namespace pincer::net {

/// `asio::make_strand(any_io_executor)` holds an erased executor in an erased strand, which is too
/// large to be held in place: every operation then takes four blocks from the heap to say that it
/// is outstanding. A strand over an io_context's own executor is small enough for none.
inline boost::asio::any_io_executor make_strand(const boost::asio::any_io_executor& executor) {
  using Concrete = boost::asio::io_context::executor_type;
  if (const auto* const concrete = executor.target<Concrete>()) {
    return boost::asio::make_strand(*concrete);
  }
  return boost::asio::make_strand(executor);
}

}  // namespace pincer::net
