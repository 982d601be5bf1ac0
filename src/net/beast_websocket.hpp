// The server's way to a WebSocket. Layer: net (private: includes Beast's HTTP types).
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "net/stream.hpp"
#include "net/websocket.hpp"

namespace pincer::net {

/// Answers the upgrade request that was read from `stream` and takes the stream over.
awaitable<Result<std::unique_ptr<WebSocket>>> accept_websocket(
    std::unique_ptr<Stream> stream,
    const boost::beast::http::request<boost::beast::http::string_body>& request,
    WebSocketOptions options);

}  // namespace pincer::net
