// The receiving half of a WebSocket client (RFC 6455): bytes in, messages and control frames out.
// Without extensions, so every reserved bit is an error. Layer: net. Pure: no socket. Thread
// safety: one thread at a time.
//
// Beast's read costs an event 1.3 to 2 us, because it awaits for every message
// (docs/performance.md); this one hands out all that one read of the socket has brought, from where
// it lies.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pincer::net {

class WebSocketReader {
 public:
  /// `prepare` offers at least so many bytes: what a TLS record holds.
  static constexpr std::size_t read_size = std::size_t{16} << 10U;
  /// Beyond this size the memory of a large message is given back.
  static constexpr std::size_t retained_bytes_max = std::size_t{64} << 10U;

  enum class Kind { text, binary, ping, pong, close };

  /// A whole message, or a control frame.
  struct Incoming {
    Kind kind = Kind::text;
    std::string_view data;  ///< Of a close frame: the reason. Valid until the next call.
    int close_code = 0;     ///< Of a close frame; `close_code_none` when it has none.
  };

  /// `message_size_max`: bytes of a message, all its fragments together.
  explicit WebSocketReader(std::size_t message_size_max);

  /// Where to write the bytes that come next; then `commit` says how many came.
  std::span<char> prepare();
  void commit(std::size_t size);

  /// The next message or control frame, or nothing when more bytes are needed for one. Control
  /// frames may come between the fragments of a message. Nothing comes after a close frame.
  /// Errors (`protocol`): the peer broke the protocol, or the message is too large; from then on
  /// every call fails.
  Result<std::optional<Incoming>> next();

 private:
  struct Header;

  [[nodiscard]] std::optional<Header> read_header() const;
  [[nodiscard]] const char* check(const Header& header) const;
  std::optional<Incoming> take_data(const Header& header, std::string_view payload);
  std::optional<Incoming> take_control(const Header& header, std::string_view payload);
  void fail(std::string reason);

  [[nodiscard]] std::size_t here() const noexcept { return end_ - begin_; }
  void resize(std::size_t capacity);

  std::size_t message_size_max_;
  std::unique_ptr<char[]> buffer_;  // NOLINT(*-avoid-c-arrays): bytes that need no value yet
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;   // of what is not taken yet
  std::size_t end_ = 0;     // of what has come
  std::size_t wanted_ = 0;  // the size of the frame at `begin_`, as far as it is known

  std::string fragments_;           // of a message that is not whole yet
  std::optional<Kind> fragmented_;  // the kind of that message
  bool fragments_taken_ = false;    // its message has been handed out
  bool closed_ = false;
  std::optional<Error> error_;
};

}  // namespace pincer::net
