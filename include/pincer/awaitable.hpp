// The coroutine type of the public interface. Layer: base.
// Asio's own, so that a bot can await anything that Asio can await. Only Asio's narrow headers are
// included here: this file decides what every user's translation unit costs to compile.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace pincer {

using boost::asio::awaitable;

}  // namespace pincer
