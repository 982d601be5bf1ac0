#include "net/websocket_reader.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstring>

#include "net/websocket.hpp"
#include "net/websocket_frame.hpp"

namespace pincer::net {
namespace {

constexpr std::size_t capacity_min = WebSocketReader::read_size + (std::size_t{4} << 10U);

/// The codes that may stand in a frame (section 7.4, and IANA's registry).
bool is_close_code(unsigned code) {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
         (code >= 3000 && code <= 4999);
}

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

}  // namespace

/// The first bytes of a frame (section 5.2).
struct WebSocketReader::Header {
  bool last = false;  ///< FIN: no fragment follows.
  bool reserved_bits = false;
  bool masked = false;
  bool shortest = true;  ///< The length is written in as few bytes as it can be.
  FrameOpcode opcode = FrameOpcode::continuation;
  std::uint64_t payload_size = 0;
  std::size_t size = 0;  ///< Of the header itself.

  [[nodiscard]] bool is_control() const { return static_cast<unsigned>(opcode) >= 8; }
};

WebSocketReader::WebSocketReader(std::size_t message_size_max)
    : message_size_max_(message_size_max) {
  resize(capacity_min);
}

void WebSocketReader::resize(std::size_t capacity) {
  std::unique_ptr<char[]> buffer(new char[capacity]);  // NOLINT(*-avoid-c-arrays)
  if (here() > 0) std::memcpy(buffer.get(), buffer_.get() + begin_, here());
  end_ = here();
  begin_ = 0;
  buffer_ = std::move(buffer);
  capacity_ = capacity;
}

std::span<char> WebSocketReader::prepare() {
  // Twice what has come, not what a header promises: promises cost a peer nothing.
  const std::size_t wanted = std::min(wanted_, 2 * here()) + read_size;
  if (capacity_ > retained_bytes_max && here() + read_size <= capacity_min) {
    resize(capacity_min);
  } else if (wanted > capacity_) {
    resize(std::max(wanted, std::min(wanted_ + read_size, 2 * capacity_)));
  } else if (capacity_ - end_ < read_size) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, here());
    end_ = here();
    begin_ = 0;
  }
  return {buffer_.get() + end_, capacity_ - end_};
}

void WebSocketReader::commit(std::size_t size) {
  assert(size <= capacity_ - end_);
  end_ += size;
}

void WebSocketReader::fail(std::string reason) {
  error_ = Error(ErrorKind::protocol, std::move(reason));
}

std::optional<WebSocketReader::Header> WebSocketReader::read_header() const {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(buffer_.get()) + begin_;
  if (here() < 2) return std::nullopt;
  Header header;
  header.last = (bytes[0] & 0x80U) != 0;
  header.reserved_bits = (bytes[0] & 0x70U) != 0;
  header.opcode = static_cast<FrameOpcode>(bytes[0] & 0x0fU);
  header.masked = (bytes[1] & 0x80U) != 0;
  header.payload_size = bytes[1] & 0x7fU;
  header.size = 2;
  if (header.payload_size < 126) return header;
  const bool is_long = header.payload_size == 127;
  const std::size_t length_size = is_long ? 8 : 2;
  if (here() < header.size + length_size) return std::nullopt;
  header.payload_size = 0;
  for (std::size_t i = 0; i < length_size; ++i) {
    header.payload_size = header.payload_size << 8U | bytes[header.size + i];
  }
  header.size += length_size;
  header.shortest = header.payload_size > (is_long ? 0xffffU : 125U);
  return header;
}

/// What is wrong with the frame, or null.
const char* WebSocketReader::check(const Header& header) const {
  if (header.reserved_bits) return "a frame with reserved bits";
  if (header.masked) return "a masked frame from a server";
  if (!header.shortest) return "a frame whose length is not in its shortest form";
  if (header.payload_size >> 63U != 0) return "a frame whose length is negative";
  switch (header.opcode) {
    case FrameOpcode::continuation: return fragmented_ ? nullptr : "a continuation of no message";
    case FrameOpcode::text:
    case FrameOpcode::binary: return fragmented_ ? "a message inside of another" : nullptr;
    case FrameOpcode::close:
    case FrameOpcode::ping:
    case FrameOpcode::pong:
      if (!header.last) return "a control frame in fragments";
      return header.payload_size <= control_payload_size_max ? nullptr
                                                             : "a control frame that is too long";
  }
  return "a frame with an unknown opcode";
}

Result<std::optional<WebSocketReader::Incoming>> WebSocketReader::next() {
  if (fragments_taken_) {
    fragments_taken_ = false;
    fragments_.clear();
    if (fragments_.capacity() > retained_bytes_max) fragments_.shrink_to_fit();
  }
  while (!error_ && !closed_) {
    const std::optional<Header> header = read_header();
    wanted_ = 0;
    if (!header) return std::optional<Incoming>();
    if (const char* const problem = check(*header)) {
      fail(std::string("the WebSocket's peer sent ") + problem);
      break;
    }
    if (!header->is_control() && header->payload_size > message_size_max_ - fragments_.size()) {
      fail("a message is larger than " + std::to_string(message_size_max_) + " bytes");
      break;
    }
    const auto payload_size = static_cast<std::size_t>(header->payload_size);
    if (here() < header->size + payload_size) {
      wanted_ = header->size + payload_size;
      return std::optional<Incoming>();
    }
    const std::string_view payload(buffer_.get() + begin_ + header->size, payload_size);
    begin_ += header->size + payload_size;
    if (auto incoming =
            header->is_control() ? take_control(*header, payload) : take_data(*header, payload)) {
      return incoming;
    }
  }
  if (error_) return *error_;
  return std::optional<Incoming>();
}

/// Nothing when a fragment is to follow.
std::optional<WebSocketReader::Incoming> WebSocketReader::take_data(const Header& header,
                                                                    std::string_view payload) {
  Incoming message;
  message.kind = fragmented_                          ? *fragmented_
                 : header.opcode == FrameOpcode::text ? Kind::text
                                                      : Kind::binary;
  message.data = payload;
  if (fragmented_ || !header.last) {
    fragments_ += payload;
    fragmented_ = message.kind;
    if (!header.last) return std::nullopt;
    fragmented_.reset();
    fragments_taken_ = true;
    message.data = fragments_;
  }
  if (message.kind == Kind::text && !is_utf8(message.data)) {
    fail("the WebSocket's peer sent text that is not UTF-8");
    return std::nullopt;
  }
  return message;
}

/// Nothing after a failure.
std::optional<WebSocketReader::Incoming> WebSocketReader::take_control(const Header& header,
                                                                       std::string_view payload) {
  Incoming control;
  control.data = payload;
  if (header.opcode != FrameOpcode::close) {
    control.kind = header.opcode == FrameOpcode::ping ? Kind::ping : Kind::pong;
    return control;
  }
  control.kind = Kind::close;
  control.close_code = close_code_none;
  if (!payload.empty()) {
    if (payload.size() < 2) {
      fail("the WebSocket's peer sent half of a close code");
      return std::nullopt;
    }
    const auto code = static_cast<unsigned>(static_cast<unsigned char>(payload[0])) << 8U |
                      static_cast<unsigned char>(payload[1]);
    control.data = payload.substr(2);
    control.close_code = static_cast<int>(code);
    if (!is_close_code(code) || !is_utf8(control.data)) {
      fail("the WebSocket's peer sent a close frame with " +
           (is_close_code(code) ? "a reason that is not UTF-8" : "code " + std::to_string(code)));
      return std::nullopt;
    }
  }
  closed_ = true;
  return control;
}

}  // namespace pincer::net
