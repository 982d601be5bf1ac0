// WebSocketReader against Beast's reader, which nobody here wrote: the same bytes, cut at the same
// random places, must bring the same messages and control frames and end in the same way.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <cstring>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "net/websocket.hpp"
#include "net/websocket_frame.hpp"
#include "net/websocket_reader.hpp"

namespace pincer::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;

/// A connection whose peer says a given text, in pieces, and hangs up; what is written is dropped.
class Recording {
 public:
  using executor_type = asio::io_context::executor_type;

  Recording(asio::io_context& context, std::string_view text, std::uint64_t cuts)
      : executor_(context.get_executor()), text_(text), cuts_(cuts) {}

  executor_type get_executor() const { return executor_; }

  template <class Buffers>
  std::size_t read_some(const Buffers& buffers, boost::system::error_code& code) {
    const std::size_t space = asio::buffer_size(buffers);
    std::size_t size = 0;
    if (!answer_.empty()) {  // of the handshake, alone
      size = asio::buffer_copy(buffers, asio::buffer(answer_));
      answer_.erase(0, size);
    } else if (text_.empty()) {
      code = asio::error::eof;
      return 0;
    } else {
      const std::size_t piece = std::min({space, text_.size(), 1 + cuts_.below(200)});
      size = asio::buffer_copy(buffers, asio::buffer(text_.data(), piece));
      text_.remove_prefix(size);
    }
    code = {};
    return size;
  }

  template <class Buffers>
  std::size_t write_some(const Buffers& buffers, boost::system::error_code& code) {
    code = {};
    const std::string said = beast::buffers_to_string(buffers);
    if (!upgraded_) answer_handshake(said);
    return said.size();
  }

  // Beast's concept of a stream asks for these too.
  template <class Buffers>
  std::size_t read_some(const Buffers& buffers) {
    boost::system::error_code code;
    return read_some(buffers, code);
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers) {
    boost::system::error_code code;
    return write_some(buffers, code);
  }

 private:
  void answer_handshake(const std::string& said) {
    request_ += said;
    if (request_.find("\r\n\r\n") == std::string::npos) return;
    const std::string name = "Sec-WebSocket-Key: ";
    const std::size_t begin = request_.find(name) + name.size();
    websocket::detail::sec_ws_accept_type accept;
    websocket::detail::make_sec_ws_accept(
        accept, request_.substr(begin, request_.find('\r', begin) - begin));
    answer_ =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: " +
        std::string(accept.data(), accept.size()) + "\r\n\r\n";
    upgraded_ = true;
  }

  executor_type executor_;
  std::string_view text_;
  Random cuts_;
  std::string request_;
  std::string answer_;
  bool upgraded_ = false;
};

// Beast finds these by argument-dependent look-up.
void teardown(beast::role_type, Recording&, boost::system::error_code& code) { code = {}; }
void beast_close_socket(Recording&) {}

namespace {

using Kind = WebSocketReader::Kind;
constexpr std::size_t message_size_max = 70'000;

struct Got {
  Kind kind;
  std::string data;
  int close_code = 0;
  friend bool operator==(const Got&, const Got&) = default;
};

std::ostream& operator<<(std::ostream& out, const Got& got) {
  return out << "{" << static_cast<int>(got.kind) << ", " << got.data.size() << " bytes, "
             << got.close_code << "}";
}

enum class End { cut, closed, refused_text, refused };

std::ostream& operator<<(std::ostream& out, End end) {
  constexpr const char* names[] = {"cut", "closed", "refused_text", "refused"};
  return out << names[static_cast<int>(end)];
}

struct Outcome {
  std::vector<Got> all;
  End end = End::cut;
  std::string error;  // ours alone
};

Outcome by_beast(std::string_view bytes, std::uint64_t cuts) {
  asio::io_context context;
  websocket::stream<Recording, false> stream(context, bytes, cuts);
  stream.read_message_max(message_size_max);
  Outcome outcome;
  stream.control_callback([&outcome](websocket::frame_type type, beast::string_view payload) {
    if (type == websocket::frame_type::close) return;
    outcome.all.push_back(
        {type == websocket::frame_type::ping ? Kind::ping : Kind::pong, std::string(payload)});
  });
  stream.handshake("localhost", "/");
  for (;;) {
    beast::flat_buffer buffer;
    boost::system::error_code code;
    stream.read(buffer, code);
    if (!code) {
      outcome.all.push_back(
          {stream.got_text() ? Kind::text : Kind::binary, beast::buffers_to_string(buffer.data())});
      continue;
    }
    // From 5000 on, Beast permits codes that no document knows.
    const bool is_closed = code == websocket::error::closed && stream.reason().code < 5000;
    if (is_closed) {
      const auto& reason = stream.reason();
      outcome.all.push_back({Kind::close, std::string(reason.reason.c_str(), reason.reason.size()),
                             reason.code == 0 ? close_code_none : reason.code});
      outcome.end = End::closed;
    } else if (code == websocket::error::bad_frame_payload) {
      outcome.end = End::refused_text;
    } else if (code != asio::error::eof) {
      outcome.end = End::refused;
    }
    return outcome;
  }
}

Outcome by_reader(std::string_view bytes, std::uint64_t cuts_seed) {
  Random cuts(cuts_seed);
  WebSocketReader reader(message_size_max);
  Outcome outcome;
  while (!bytes.empty()) {
    const auto room = reader.prepare();
    const std::string_view piece = bytes.substr(0, std::min(room.size(), 1 + cuts.below(200)));
    std::memcpy(room.data(), piece.data(), piece.size());
    reader.commit(piece.size());
    bytes.remove_prefix(piece.size());
    for (;;) {
      const auto incoming = reader.next();
      if (!incoming) {
        outcome.error = incoming.error().message;
        const bool is_text = outcome.error.ends_with("text that is not UTF-8");
        outcome.end = is_text ? End::refused_text : End::refused;
        return outcome;
      }
      if (!*incoming) break;
      if ((*incoming)->close_code == 1014) {  // registered after Beast was written
        outcome.end = End::refused;
        return outcome;
      }
      outcome.all.push_back(
          {(*incoming)->kind, std::string((*incoming)->data), (*incoming)->close_code});
      if ((*incoming)->kind == Kind::close) {
        outcome.end = End::closed;
        return outcome;
      }
    }
  }
  return outcome;
}

/// A server's stream: mostly good, with every kind of mistake at times.
class Stream {
 public:
  explicit Stream(std::uint64_t seed) : random_(seed) {}

  std::string make() {
    std::string bytes;
    for (std::uint64_t frames = 1 + random_.below(12); frames > 0; --frames) bytes += frame();
    if (rarely(5)) bytes.resize(random_.below(bytes.size() + 1));
    if (rarely(12) && !bytes.empty()) {
      bytes[random_.below(bytes.size())] = static_cast<char>(random_.next());
    }
    return bytes;
  }

 private:
  bool rarely(std::uint64_t one_in) { return random_.below(one_in) == 0; }

  std::string payload(bool is_text) {
    constexpr std::size_t sizes[] = {0, 1, 5, 60, 125, 126, 127, 300, 65'535, 65'536, 70'001};
    std::string bytes(sizes[random_.below(rarely(10) ? std::size(sizes) : 8)], 'x');
    for (char& byte : bytes) {
      if (!is_text) byte = static_cast<char>(random_.next());
    }
    if (is_text && rarely(4)) bytes += "ü🦀";
    if (is_text && rarely(20)) bytes += static_cast<char>(0x80U + random_.below(0x80));
    return bytes;
  }

  std::string frame() {
    if (rarely(25)) return close();
    const bool is_control = rarely(4);
    const bool last = is_control ? !rarely(40) : !rarely(3);
    unsigned opcode = is_control ? (rarely(2) ? 9U : 10U) : 0U;
    if (!is_control && (!open_ || rarely(40))) opcode = rarely(2) ? 1U : 2U;
    if (!is_control && opcode != 0) text_ = opcode == 1;
    if (!is_control) open_ = !last;
    std::string body = payload(is_control || text_);
    if (is_control && !rarely(40)) body.resize(std::min<std::size_t>(body.size(), 125));
    unsigned first = opcode | (last ? 0x80U : 0U);
    if (rarely(60)) first ^= 1U << random_.below(8);
    return header(first, body.size()) + body;
  }

  std::string header(unsigned first, std::uint64_t size) {
    std::string bytes(1, static_cast<char>(first));
    unsigned length_size = size < 126 ? 0 : size <= 0xffff ? 2 : 8;
    if (rarely(60) && length_size < 8) length_size = length_size == 0 ? 2 : 8;
    const unsigned masked = rarely(100) ? 0x80U : 0U;
    bytes += static_cast<char>(masked | (length_size == 0   ? static_cast<unsigned>(size)
                                         : length_size == 2 ? 126U
                                                            : 127U));
    if (rarely(200)) size |= 1ULL << 63U;
    while (length_size > 0) bytes += static_cast<char>(size >> (8U * --length_size));
    return bytes;
  }

  std::string close() {
    constexpr std::uint16_t codes[] = {1000, 1001, 1003, 1005, 1006, 1011, 1014,
                                       1015, 1016, 2999, 3000, 4004, 4999, 999};
    std::string body = close_payload(codes[random_.below(std::size(codes))], payload(true));
    if (rarely(6)) body.resize(random_.below(3));
    return header(0x88, body.size()) + body;
  }

  Random random_;
  bool open_ = false;
  bool text_ = false;
};

/// Beast takes half a character for text when the last fragment is empty: what follows such a
/// message does not count.
void cut_at_bad_text(Outcome& outcome) {
  const auto bad = std::find_if(outcome.all.begin(), outcome.all.end(), [](const Got& got) {
    return got.kind == Kind::text && !simdjson::validate_utf8(got.data.data(), got.data.size());
  });
  if (bad == outcome.all.end()) return;
  outcome.all.erase(bad, outcome.all.end());
  outcome.end = End::refused_text;
}

bool is_control(const Got& got) { return got.kind != Kind::text && got.kind != Kind::binary; }

TEST(WebSocketDifferential, ReadsAsBeastDoes) {
  int ends[4] = {};
  for (std::uint64_t seed = 0; seed < 5000; ++seed) {
    const std::string bytes = Stream(seed).make();
    Outcome theirs = by_beast(bytes, seed);
    cut_at_bad_text(theirs);
    Outcome ours = by_reader(bytes, seed);
    // Beast waits for the mask before it refuses one.
    if (theirs.end == End::cut && ours.error.ends_with("masked frame from a server")) {
      ours.end = End::cut;
    }
    ++ends[static_cast<int>(theirs.end)];
    if (theirs.end != End::refused_text) {
      ASSERT_EQ(ours.all, theirs.all) << "seed " << seed;
      ASSERT_EQ(ours.end, theirs.end) << "seed " << seed;
      continue;
    }
    // Beast refuses text at its first wrong byte, we when it is whole; what may stand between these
    // are control frames, the end of the bytes, and another mistake.
    ASSERT_GE(ours.all.size(), theirs.all.size()) << "seed " << seed;
    const auto further = ours.all.begin() + static_cast<std::ptrdiff_t>(theirs.all.size());
    ASSERT_TRUE(std::equal(ours.all.begin(), further, theirs.all.begin())) << "seed " << seed;
    ASSERT_TRUE(std::all_of(further, ours.all.end(), is_control)) << "seed " << seed;
  }
  // The streams are worth something: each end is frequent.
  for (const int count : ends) EXPECT_GT(count, 100);
}

}  // namespace
}  // namespace pincer::net
