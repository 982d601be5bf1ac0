// A whole HTTP response, in pieces, through the parser and the code that connections use: chunks,
// lengths, content codings. What comes out is bounded.
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "net/http_exchange.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr std::size_t body_size_max = 50'000;
  const std::size_t piece_size = data[0] == 0 ? size : data[0];
  std::string_view rest(reinterpret_cast<const char*>(data + 1), size - 1);
  pincer::net::ResponseParser parser;
  parser.eager(true);
  parser.body_limit(body_size_max);
  boost::beast::flat_buffer buffer;
  boost::system::error_code code;
  while (!parser.is_done() && !rest.empty()) {
    const std::string_view piece = rest.substr(0, piece_size);
    rest.remove_prefix(piece.size());
    buffer.commit(boost::asio::buffer_copy(buffer.prepare(piece.size()),
                                           boost::asio::buffer(piece.data(), piece.size())));
    code = {};
    buffer.consume(parser.put(buffer.data(), code));
    if (code && code != boost::beast::http::error::need_more) return 0;
  }
  if (!parser.is_done() && parser.got_some()) {
    parser.put_eof(code);
    if (code) return 0;
  }
  if (!parser.is_done()) return 0;
  const auto response = parser.take(body_size_max);
  if (response && (response->body.size() > body_size_max || response->status < 0)) std::abort();
  if (!response && response.error().message.empty()) std::abort();
  return 0;
}
