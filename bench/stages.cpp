// The stages between the socket and a typed event, one by one, without a socket: what our code adds
// to inflating by zlib and zstd themselves, to finding an envelope's members by simdjson, and to
// the least that a session could do with an event.
#include <fmt/format.h>
#include <simdjson.h>
#include <zlib.h>
#include <zstd.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/session.hpp"
#include "firehose.hpp"
#include "report.hpp"
#include "wire/dispatch.hpp"
#include "wire/stream_decoder.hpp"

namespace pincer::bench {
namespace {

constexpr std::size_t events_made = 5'000;
constexpr std::size_t payload_size_max = std::size_t{4} << 20U;

/// What a server's frame carries: short, or with two or eight bytes of size.
std::string_view payload_of(std::string_view frame) {
  const int size = frame[1] & 0x7f;
  return frame.substr(size == 126 ? 4 : size == 127 ? 10 : 2);
}

/// The payloads of one connection, HELLO and READY first.
class Payloads {
 public:
  explicit Payloads(TransportCompression compression)
      : firehose_(1, events_made, /*large_guilds=*/false, compression) {
    all_ = {payload_of(firehose_.hello()), payload_of(firehose_.ready())};
    const auto& offsets = firehose_.offsets();
    for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
      const std::string_view stream = firehose_.stream();
      all_.push_back(payload_of(stream.substr(offsets[i], offsets[i + 1] - offsets[i])));
    }
  }
  [[nodiscard]] const std::vector<std::string_view>& all() const noexcept { return all_; }

 private:
  Firehose firehose_;
  std::vector<std::string_view> all_;
};

/// Nanoseconds a payload.
template <class Call>
double nanoseconds(std::size_t payloads, Call call) {
  const double began = thread_cpu_seconds();
  call();
  return (thread_cpu_seconds() - began) * 1e9 / static_cast<double>(payloads);
}

std::size_t inflate_bare_zlib(const std::vector<std::string_view>& all, std::vector<char>& room) {
  z_stream zlib{};
  inflateInit(&zlib);
  std::size_t bytes = 0;
  for (const std::string_view payload : all) {
    zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(payload.data()));
    zlib.avail_in = static_cast<uInt>(payload.size());
    zlib.next_out = reinterpret_cast<Bytef*>(room.data());
    zlib.avail_out = static_cast<uInt>(room.size());
    ::inflate(&zlib, Z_SYNC_FLUSH);
    bytes += room.size() - zlib.avail_out;
  }
  inflateEnd(&zlib);
  return bytes;
}

std::size_t inflate_bare_zstd(const std::vector<std::string_view>& all, std::vector<char>& room) {
  ZSTD_DCtx* const context = ZSTD_createDCtx();
  std::size_t bytes = 0;
  for (const std::string_view payload : all) {
    ZSTD_inBuffer in{payload.data(), payload.size(), 0};
    ZSTD_outBuffer out{room.data(), room.size(), 0};
    while (in.pos < in.size) {
      if (ZSTD_isError(ZSTD_decompressStream(context, &out, &in)) != 0) break;
    }
    bytes += out.pos;
  }
  ZSTD_freeDCtx(context);
  return bytes;
}

std::size_t inflate_ours(const std::vector<std::string_view>& all,
                         TransportCompression compression) {
  const auto decoder = wire::StreamDecoder::create(compression);
  std::size_t bytes = 0;
  for (const std::string_view payload : all) {
    bytes += decoder->push(payload, /*binary=*/true).value().value().view().size();
  }
  return bytes;
}

void measure_inflate(Report& report, const Settings& settings, TransportCompression compression,
                     const std::string& name) {
  const Payloads payloads(compression);
  const auto& all = payloads.all();
  std::vector<char> room(payload_size_max);
  std::vector<double> bare;
  std::vector<double> ours;
  for (int i = 0; i < settings.repetitions; ++i) {
    std::size_t bare_bytes = 0;
    std::size_t our_bytes = 0;
    bare.push_back(nanoseconds(all.size(), [&] {
      bare_bytes = compression == TransportCompression::zlib_stream ? inflate_bare_zlib(all, room)
                                                                    : inflate_bare_zstd(all, room);
    }));
    ours.push_back(nanoseconds(all.size(), [&] { our_bytes = inflate_ours(all, compression); }));
    if (bare_bytes != our_bytes) throw std::runtime_error("they inflate to different sizes");
  }
  report.figure("inflate, bare " + name, "ns", bare);
  report.figure("inflate, ours with " + name, "ns", ours);
  report.ratio("inflate, ours / bare " + name, "inflate, ours with " + name,
               "inflate, bare " + name, 1.1);
}

struct BareEnvelope {
  std::int64_t op = 0;
  std::int64_t seq = 0;
  std::string_view name;
  std::string_view data;
};

/// In place, without a copy of `d` and without errors.
BareEnvelope bare_envelope(simdjson::ondemand::parser& parser, simdjson::padded_string_view text) {
  BareEnvelope all;
  auto document = parser.iterate(text);
  for (auto field : document.get_object()) {
    const std::string_view key = field.unescaped_key();
    auto value = field.value();
    if (key == "op") {
      all.op = value.get_int64();
    } else if (key == "s") {
      if (value.get_int64().get(all.seq) != simdjson::SUCCESS) all.seq = 0;
    } else if (key == "t") {
      if (value.get_string().get(all.name) != simdjson::SUCCESS) all.name = {};
    } else if (key == "d" && value.type() == simdjson::ondemand::json_type::object) {
      simdjson::ondemand::object object = value.get_object();
      all.data = object.raw_json();
    }
  }
  return all;
}

void measure_envelope(Report& report, const Settings& settings,
                      const std::vector<std::string_view>& all) {
  std::vector<simdjson::padded_string> texts;
  for (const std::string_view payload : all) texts.emplace_back(payload);
  simdjson::ondemand::parser parser;
  GatewayDispatch dispatch;
  std::vector<double> structure;
  std::vector<double> bare;
  std::vector<double> ours;
  for (int i = 0; i < settings.repetitions; ++i) {
    std::size_t bare_bytes = 0;
    std::size_t our_bytes = 0;
    structure.push_back(nanoseconds(texts.size(), [&] {
      for (const auto& text : texts) {
        if (parser.iterate(text).error() != 0U) throw std::runtime_error("not JSON");
      }
    }));
    bare.push_back(nanoseconds(texts.size(), [&] {
      for (const auto& text : texts) bare_bytes += bare_envelope(parser, text).data.size();
    }));
    ours.push_back(nanoseconds(texts.size(), [&] {
      for (const auto& text : texts) {
        wire::parse_dispatch(json::Text::padded(text), dispatch).value();
        our_bytes += dispatch.data == "null" ? 0 : dispatch.data.size();
      }
    }));
    if (bare_bytes != our_bytes) throw std::runtime_error("they find different payloads");
  }
  report.figure("envelope, structure alone", "ns", structure);
  report.figure("envelope, bare simdjson", "ns", bare);
  report.figure("envelope, ours", "ns", ours);
  report.ratio("envelope, ours / bare", "envelope, ours", "envelope, bare simdjson", 1.1);
}

/// The least that a session can do: keep the sequence, and say that the event is to be delivered.
struct LeastSession {
  std::optional<std::int64_t> received;
  std::optional<std::int64_t> delivered;

  [[gnu::noinline]] core::Actions handle_data(const GatewayDispatch& dispatch) {
    received = dispatch.seq;
    core::Actions actions;
    core::Deliver deliver;
    deliver.sequence = received;
    actions.emplace_back(deliver);
    return actions;
  }
};

core::Session ready_session(const std::vector<std::string_view>& all, TimePoint now) {
  core::SessionOptions options;
  options.token = Token("benchmark");
  options.gateway_url = "wss://gateway.test";
  core::Session session(options, Random(1));
  static_cast<void>(session.start_loop(now));
  static_cast<void>(session.on_open(1, now));
  static_cast<void>(session.handle_data(1, GatewayDispatch::from_string(all[0]), now));
  static_cast<void>(session.on_identify_granted(now));
  static_cast<void>(session.handle_data(1, GatewayDispatch::from_string(all[1]), now));
  return session;
}

void measure_session(Report& report, const Settings& settings,
                     const std::vector<std::string_view>& all) {
  const TimePoint now(std::chrono::hours(1));
  std::vector<GatewayDispatch> events;
  for (std::size_t i = 2; i < all.size(); ++i) {
    events.push_back(GatewayDispatch::from_string(all[i]));
  }
  const int rounds = 20 / std::min(settings.fraction, 20);
  const std::size_t steps = events.size() * static_cast<std::size_t>(rounds);
  std::vector<double> least;
  std::vector<double> ours;
  for (int i = 0; i < settings.repetitions; ++i) {
    LeastSession bare;
    core::Session session = ready_session(all, now);
    std::size_t delivered = 0;
    std::int64_t sequence = 1;  // READY's
    least.push_back(nanoseconds(steps, [&] {
      for (int round = 0; round < rounds; ++round) {
        for (GatewayDispatch& event : events) {
          event.seq = ++sequence;
          for (const core::Action& action : bare.handle_data(event)) {
            bare.delivered = std::get<core::Deliver>(action).sequence;
          }
        }
      }
    }));
    sequence = 1;
    ours.push_back(nanoseconds(steps, [&] {
      for (int round = 0; round < rounds; ++round) {
        for (GatewayDispatch& event : events) {
          event.seq = ++sequence;
          for (const core::Action& action : session.handle_data(1, event, now)) {
            session.on_delivered(std::get<core::Deliver>(action));
            ++delivered;
          }
        }
      }
    }));
    if (delivered != steps) throw std::runtime_error("the session did not deliver every event");
  }
  report.figure("session, the least there can be", "ns", least);
  report.figure("session, a step of ours", "ns", ours);
  report.ratio("session, ours / the least", "session, a step of ours",
               "session, the least there can be", 0.0);
}

void measure(Report& report, const Settings& settings) {
  report.circumstance("payloads", fmt::format("{}, small events only", events_made));
  measure_inflate(report, settings, TransportCompression::zlib_stream, "zlib");
  measure_inflate(report, settings, TransportCompression::zstd_stream, "zstd");
  const Payloads plain(TransportCompression::none);
  measure_envelope(report, settings, plain.all());
  measure_session(report, settings, plain.all());
}

}  // namespace
}  // namespace pincer::bench

int main(int argc, char** argv) {
  return pincer::bench::run(
      argc, argv,
      {"stages", "inflate, envelope and session, each alone beside its floor: CPU time a payload"},
      pincer::bench::measure);
}
