// The firehose as a program, for clients of any language: prints where it listens and which
// certificate to trust, and serves until it is stopped.
#include <fmt/format.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <string_view>

#include "firehose_server.hpp"

namespace {

constexpr const char* usage =
    "usage: firehose [--port N] [--seed N] [--events N] [--shards N] [--record-per-event]\n"
    "A gateway on 127.0.0.1, over TLS, that sends so many events to each client that identifies,\n"
    "then FIREHOSE_END, and answers heartbeats until the client goes. GET /gateway/bot tells its\n"
    "address. Compression is what the client's URL asks for (compress=zlib-stream, zstd-stream).\n";

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool read_options(int argc, char** argv, pincer::bench::FirehoseOptions& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--record-per-event") {
      options.record_per_event = true;
      continue;
    }
    const std::string_view value = ++i < argc ? argv[i] : "";
    const bool good = name == "--port"     ? read_number(value, options.port)
                      : name == "--seed"   ? read_number(value, options.seed)
                      : name == "--events" ? read_number(value, options.events)
                      : name == "--shards" ? read_number(value, options.shards)
                                           : false;
    if (!good) return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  pincer::bench::FirehoseOptions options;
  if (!read_options(argc, argv, options)) {
    std::fputs(usage, stderr);
    return 2;
  }
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  try {
    const pincer::bench::FirehoseServer server(options);
    fmt::print("https://127.0.0.1:{} {}\n", server.port(), server.ca_file());
    std::fflush(stdout);
    int signal = 0;
    sigwait(&signals, &signal);
  } catch (const std::exception& exception) {
    fmt::print(stderr, "firehose: {}\n", exception.what());
    return 1;
  }
  return 0;
}
