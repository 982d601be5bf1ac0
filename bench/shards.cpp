// What shards cost while nothing happens, and how long they are away when something does. Over TLS,
// against a sandbox in a process of its own.
#include <fmt/format.h>
#include <malloc.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <string>

#include "net/condition.hpp"
#include "net/http_client.hpp"
#include "net/tls.hpp"
#include "pincer/log.hpp"
#include "pincer/shard_manager.hpp"
#include "report.hpp"
#include "sandbox/stream_encoder.hpp"
#include "support/certificates.hpp"
#include "support/sandbox_process.hpp"

namespace pincer::bench {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

sandbox::Scenario scenario() {
  sandbox::Scenario scenario = sandbox::default_scenario();
  scenario.gateway.max_concurrency = 1000;
  scenario.gateway.session_starts_total = scenario.gateway.session_starts_remaining = 1'000'000;
  scenario.gateway.identify_interval = Duration::zero();
  return scenario;
}

double milliseconds_between(TimePoint from, TimePoint to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}

/// So many shards, ready, while one of the functions below runs.
class Shards {
 public:
  Shards(const test::Certificates& certificates, std::uint16_t port, int count,
         TransportCompression compression)
      : url_("https://127.0.0.1:" + std::to_string(port)),
        tls_(net::TlsContext::client(certificates.ca_file()).value()),
        back_(static_cast<std::size_t>(count)) {
    ShardManagerOptions options;
    options.gateway.compression = compression;
    options.gateway.ca_file = certificates.ca_file();
    const SessionStartLimit limit(1000, 1000, std::chrono::hours(24), 1000);
    manager_ = std::make_unique<ShardManager>(
        context_.get_executor(), Token("sandbox-token"), Intents::guilds,
        GatewayInfo("wss://127.0.0.1:" + std::to_string(port) + "/gateway", count, limit), options);
    manager_->append_handler(0, [this](Gateway& shard, const GatewayDispatch& event) {
      if (event.event_name != "RESUMED") return;
      back_[static_cast<std::size_t>(shard.options().shard.id)] = Clock::now();
      changed_.notify();
    });
  }

  /// Starts the shards, runs `task` when all are ready, and stops them.
  void run(const std::function<awaitable<void>(Shards&)>& task) {
    asio::co_spawn(context_, manager_->start(), [](const std::exception_ptr& exception) {
      if (exception) std::rethrow_exception(exception);
    });
    asio::co_spawn(context_, play(task), [this](const std::exception_ptr& exception) {
      manager_->stop();
      if (exception) std::rethrow_exception(exception);
    });
    context_.run();
  }

  awaitable<void> sleep(Duration time) {
    asio::steady_timer timer(context_, time);
    co_await timer.async_wait(asio::use_awaitable);
  }

  /// Brings a fault about on the shards from `first` on, and returns for how many milliseconds each
  /// of them was away.
  awaitable<std::vector<double>> break_shards(std::string kind, std::size_t first,
                                              std::size_t count) {
    const auto control = net::HttpConnectionPool::create(tls_, {});
    net::HttpRequest request;
    request.method = "POST";
    request.url = net::Url::parse(url_ + "/sandbox/faults").value();
    std::vector<double> away;
    for (std::size_t shard = first; shard < first + count; ++shard) {
      request.body = fmt::format(R"({{"kind":"{}","shard":{}}})", kind, shard);
      back_[shard].reset();
      const TimePoint start = Clock::now();
      bool was_sent = false;
      (co_await control->send(request, was_sent)).value();
      co_await changed_.until([&] { return back_[shard].has_value(); });
      away.push_back(milliseconds_between(start, *back_[shard]));
    }
    control->close();
    co_return away;
  }

 private:
  awaitable<void> play(std::function<awaitable<void>(Shards&)> task) {
    co_await manager_->until_ready();
    co_await task(*this);
  }

  asio::io_context context_{1};
  net::Condition changed_{context_.get_executor()};
  std::string url_;
  std::shared_ptr<net::TlsContext> tls_;
  std::vector<std::optional<TimePoint>> back_;
  std::unique_ptr<ShardManager> manager_;
};

/// KB that each further shard takes.
double kilobytes_per_shard(const test::Certificates& certificates, std::uint16_t port, int count,
                           TransportCompression compression) {
  double kilobytes = 0;
  const auto measure = [&](int shards) {
    ::malloc_trim(0);
    double used = 0;
    Shards(certificates, port, shards, compression).run([&](Shards& all) -> awaitable<void> {
      co_await all.sleep(milliseconds(300));  // what the logins took is freed
      used = allocated_bytes() / 1024;
    });
    return used;
  };
  // The difference leaves out what the first shard alone takes, such as the store of certificates.
  const double few = measure(1);
  kilobytes = (measure(count + 1) - few) / count;
  return kilobytes;
}

/// What no shard can do without: a TLS connection that has a buffer to read into, and a decoder
/// that has decoded something.
class LeastShard {
 public:
  LeastShard(asio::io_context& context, net::TlsContext& tls, std::uint16_t port,
             TransportCompression compression)
      : stream_(context, tls.native()) {
    stream_.next_layer().connect({asio::ip::address_v4::loopback(), port});
    stream_.handshake(asio::ssl::stream_base::client);
    const std::string text = R"({"t":null,"s":null,"op":11,"d":null})";
    std::string payload = sandbox::StreamEncoder(compression).encode(text);
    std::array<char, 256> room{};
    if (compression == TransportCompression::zlib_stream) {
      inflateInit(&zlib_);
      zlib_.next_in = reinterpret_cast<Bytef*>(payload.data());
      zlib_.avail_in = static_cast<uInt>(payload.size());
      zlib_.next_out = reinterpret_cast<Bytef*>(room.data());
      zlib_.avail_out = room.size();
      ::inflate(&zlib_, Z_SYNC_FLUSH);
    } else if (compression == TransportCompression::zstd_stream) {
      zstd_.reset(ZSTD_createDCtx());
      ZSTD_inBuffer in{payload.data(), payload.size(), 0};
      ZSTD_outBuffer out{room.data(), room.size(), 0};
      ZSTD_decompressStream(zstd_.get(), &out, &in);
    }
  }
  LeastShard(const LeastShard&) = delete;
  LeastShard& operator=(const LeastShard&) = delete;
  ~LeastShard() { inflateEnd(&zlib_); }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  asio::ssl::stream<asio::ip::tcp::socket> stream_;
  z_stream zlib_{};
  std::unique_ptr<ZSTD_DCtx, Free> zstd_;
};

double least_kilobytes(const test::Certificates& certificates, std::uint16_t port, int count,
                       TransportCompression compression) {
  asio::io_context context(1);
  const auto tls = net::TlsContext::client(certificates.ca_file()).value();
  std::vector<std::unique_ptr<LeastShard>> shards;
  const auto add = [&] {
    shards.push_back(std::make_unique<LeastShard>(context, *tls, port, compression));
  };
  add();  // and what only the first one takes
  const double before = allocated_bytes();
  for (int i = 0; i < count; ++i) add();
  return (allocated_bytes() - before) / 1024 / count;
}

double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values.at(static_cast<std::size_t>(share * static_cast<double>(values.size() - 1)));
}

void measure(Report& report, const Settings& settings) {
  set_log_level(LogLevel::error);
  const test::Certificates certificates("127.0.0.1");
  const test::SandboxProcess sandbox(scenario(), certificates.certificate_file(),
                                     certificates.key_file());
  const int shards = 256 / settings.fraction;
  report.circumstance("shards", std::to_string(shards));
  for (const auto compression : {TransportCompression::none, TransportCompression::zlib_stream,
                                 TransportCompression::zstd_stream}) {
    const std::string ours = fmt::format("an idle shard, {}", to_string(compression));
    const std::string floor = "floor, " + ours;
    Figures figures;
    for (int i = 0; i < 3; ++i) {
      figures.add(floor, least_kilobytes(certificates, sandbox.port(), shards, compression));
      figures.add(ours, kilobytes_per_shard(certificates, sandbox.port(), shards, compression));
    }
    figures.report(report, "KB");
    report.ratio(ours + " / floor", ours, floor, 0.0);
  }
  const auto many = static_cast<std::size_t>(64 / settings.fraction);
  Shards(certificates, sandbox.port(), static_cast<int>(2 * many),
         TransportCompression::zlib_stream)
      .run([&](Shards& all) -> awaitable<void> {
        const auto asked = co_await all.break_shards("op7", 0, many);
        report.figure("away after op 7", "ms", asked);
        report.figure("away after op 7, 99th percentile", "ms", {quantile(asked, 0.99)});
        // Up to a second of it is the random part of the backoff.
        const auto cut = co_await all.break_shards("drop", many, many);
        report.figure("away after a cut", "ms", cut);
        report.figure("away after a cut, 99th percentile", "ms", {quantile(cut, 0.99)});
      });
}

}  // namespace
}  // namespace pincer::bench

int main(int argc, char** argv) {
  return pincer::bench::run(
      argc, argv,
      {"shards", "an idle shard's memory, and the time until a lost connection is resumed"},
      pincer::bench::measure);
}
