#include "sandbox/gateway_peer.hpp"

#include <algorithm>
#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <charconv>

#include "json/writer.hpp"
#include "net/url.hpp"
#include "pincer/version.hpp"

namespace pincer::sandbox {
namespace {

using wire::Opcode;

std::optional<int> read_opcode(const boost::json::object& payload) {
  const auto* opcode = payload.if_contains("op");
  if (opcode == nullptr) return std::nullopt;
  boost::system::error_code error;
  const int number = opcode->to_number<int>(error);
  return error ? std::nullopt : std::optional(number);
}

std::string control_payload(Opcode opcode, std::string_view data) {
  json::Writer writer;
  writer.begin_object()
      .field("t", nullptr)
      .field("s", nullptr)
      .field("op", static_cast<int>(opcode));
  writer.key("d").raw(data).end_object();
  return writer.take();
}

}  // namespace

GatewayQuery GatewayQuery::parse(std::string_view text) {
  constexpr int version_min = 9;
  GatewayQuery query;
  while (!text.empty()) {
    const auto part = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    const auto equals = part.find('=');
    const auto name = part.substr(0, equals);
    const auto value = net::percent_decode(
        equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1));
    if (name == "v") {
      const auto* end = value.data() + value.size();
      const auto [rest, error] = std::from_chars(value.data(), end, query.version);
      if (error != std::errc() || rest != end || query.version < version_min ||
          query.version > discord_api_version) {
        query.refusal.emplace(CloseCode::invalid_api_version, "Invalid API version: use v=10");
      }
    } else if (name == "encoding" && value != "json") {
      query.refusal.emplace(CloseCode::decode_error, "The sandbox speaks encoding=json only");
    } else if (name == "compress") {
      if (const auto known = transport_compression_from_name(value)) {
        query.compression = *known;
      } else {
        query.refusal.emplace(CloseCode::decode_error, "compress is zlib-stream or zstd-stream");
      }
    }
  }
  return query;
}

GatewayPeer::GatewayPeer(ConnectionId id, GatewayQuery query, const GatewaySettings& settings,
                         TimePoint now)
    : id_(id),
      query_(std::move(query)),
      settings_(settings),
      encoder_(query_.refusal ? TransportCompression::none : query_.compression),
      last_heartbeat_(now) {}

void GatewayPeer::start(GatewayOutputs& out) {
  if (query_.refusal) return close(query_.refusal->first, query_.refusal->second, out);
  const auto interval =
      std::chrono::duration_cast<std::chrono::milliseconds>(settings_.heartbeat_interval);
  send(control_payload(Opcode::hello,
                       "{\"heartbeat_interval\":" + std::to_string(interval.count()) + "}"),
       out);
}

bool GatewayPeer::over_rate_limit(TimePoint now) {
  while (!commands_.empty() && commands_.front() + settings_.commands.per <= now) {
    commands_.pop_front();
  }
  commands_.push_back(now);
  return commands_.size() > static_cast<std::size_t>(settings_.commands.limit);
}

GatewayCommand GatewayPeer::receive(std::string_view bytes, TimePoint now, GatewayOutputs& out) {
  if (ended_ || half_open_) return NoCommand{};
  if (bytes.size() > command_size_max) {
    close(CloseCode::decode_error, "Payloads must not exceed 4096 bytes", out);
    return NoCommand{};
  }
  if (over_rate_limit(now)) {
    close(CloseCode::rate_limited, "You are being rate limited", out);
    return NoCommand{};
  }
  return read_payload(bytes, now, out);
}

GatewayCommand GatewayPeer::read_payload(std::string_view bytes, TimePoint now,
                                         GatewayOutputs& out) {
  const auto refuse = [&](CloseCode code, std::string reason) {
    close(code, std::move(reason), out);
    return NoCommand{};
  };
  // A heartbeat fits into the buffer: the most common payload costs no allocation.
  std::array<unsigned char, 1024> buffer;
  boost::json::monotonic_resource storage(buffer.data(), buffer.size());
  boost::system::error_code error;
  const auto payload = boost::json::parse({bytes.data(), bytes.size()}, error, &storage);
  const auto* object = error ? nullptr : payload.if_object();
  if (object == nullptr) return refuse(CloseCode::decode_error, "The payload is no JSON object");
  const auto number = read_opcode(*object);
  if (!number) return refuse(CloseCode::decode_error, "\"op\" must be an integer");
  const Opcode opcode{*number};
  const auto* data = object->if_contains("d");

  if (opcode == Opcode::heartbeat) {
    if (data != nullptr && !data->is_null() && !data->is_number()) {
      return refuse(CloseCode::decode_error, "\"d\" of a heartbeat must be an integer or null");
    }
    last_heartbeat_ = now;
    if (acknowledges_) send_opcode(Opcode::heartbeat_ack, out);
    return NoCommand{};
  }
  if (!is_command(opcode)) {
    return refuse(CloseCode::unknown_opcode, "Unknown opcode " + std::to_string(*number));
  }
  const bool is_login = opcode == Opcode::identify || opcode == Opcode::resume;
  if (is_login && !session_id_.empty()) {
    return refuse(CloseCode::already_authenticated, "Already authenticated");
  }
  if (!is_login && session_id_.empty()) {
    return refuse(CloseCode::not_authenticated, "Not authenticated: identify first");
  }
  if (data == nullptr || !data->is_object()) {
    return refuse(CloseCode::decode_error, "\"d\" must be an object");
  }
  auto command = read_command(opcode, data->get_object());
  if (!command) return refuse(CloseCode::decode_error, command.error().message);
  return *std::move(command);
}

void GatewayPeer::tick(TimePoint now, GatewayOutputs& out) {
  const auto due = deadline();
  if (due && *due <= now) close(CloseCode::session_timed_out, "Session timed out", out);
}

std::optional<TimePoint> GatewayPeer::deadline() const {
  if (ended_ || half_open_) return std::nullopt;
  // Half an interval of tolerance covers the network, so that clients need not.
  return last_heartbeat_ + settings_.heartbeat_interval * 3 / 2;
}

void GatewayPeer::enable_payload_compression() {
  // "Payload compression will be disabled if you use transport compression."
  compress_payload_ = encoder_.compression() == TransportCompression::none;
}

void GatewayPeer::send(std::string_view payload, GatewayOutputs& out) {
  if (ended_ || half_open_) return;
  const bool binary = compress_payload_ || encoder_.compression() != TransportCompression::none;
  send_unencoded(compress_payload_ ? compress_payload(payload) : encoder_.encode(payload), binary,
                 out);
}

void GatewayPeer::send_unencoded(std::string bytes, bool binary, GatewayOutputs& out) {
  if (ended_ || half_open_) return;
  GatewayOutput output;
  output.connection = id_;
  output.bytes = std::move(bytes);
  output.binary = binary;
  out.push_back(std::move(output));
}

void GatewayPeer::send_opcode(Opcode opcode, GatewayOutputs& out) {
  send(control_payload(opcode, "null"), out);
}

void GatewayPeer::send_invalid_session(bool resumable, GatewayOutputs& out) {
  send(control_payload(Opcode::invalid_session, resumable ? "true" : "false"), out);
}

void GatewayPeer::close(int code, std::string reason, GatewayOutputs& out) {
  if (ended_) return;
  ended_ = true;
  GatewayOutput output;
  output.connection = id_;
  output.kind = GatewayOutput::Kind::close;
  output.close_code = code;
  output.reason = std::move(reason);
  out.push_back(std::move(output));
}

void GatewayPeer::close(CloseCode code, std::string reason, GatewayOutputs& out) {
  close(static_cast<int>(code), std::move(reason), out);
}

void GatewayPeer::drop(GatewayOutputs& out) {
  if (ended_) return;
  ended_ = true;
  GatewayOutput output;
  output.connection = id_;
  output.kind = GatewayOutput::Kind::drop;
  out.push_back(std::move(output));
}

}  // namespace pincer::sandbox
