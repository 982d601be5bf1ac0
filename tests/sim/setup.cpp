#include "sim/setup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace pincer::sim {
namespace {

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

Duration between(Random& random, Duration least, Duration most) {
  return least + std::chrono::duration_cast<Duration>((most - least) * random.unit());
}

/// Evenly over the orders of magnitude.
Duration between_scales(Random& random, Duration least, Duration most) {
  return from_seconds(seconds(least) * std::pow(seconds(most) / seconds(least), random.unit()));
}

constexpr std::array<std::string_view, trouble_count> names{"op1",
                                                            "op7",
                                                            "op9_resumable",
                                                            "op9_final",
                                                            "close",
                                                            "fatal_close",
                                                            "gateway_cut",
                                                            "garbage",
                                                            "bomb",
                                                            "unknown_opcode",
                                                            "unknown_event",
                                                            "stop_acks",
                                                            "gateway_silent",
                                                            "bad_message",
                                                            "bad_start",
                                                            "silent_login",
                                                            "forget_session",
                                                            "gateway_restart",
                                                            "cut",
                                                            "mute",
                                                            "refusal",
                                                            "black_hole",
                                                            "dead_resume_url",
                                                            "slowness",
                                                            "burst",
                                                            "beat_now",
                                                            "slow_handler",
                                                            "shard_restart",
                                                            "shard_crash",
                                                            "shard_logout",
                                                            "fresh_limit",
                                                            "reshard",
                                                            "process_restart"};

}  // namespace

std::string_view to_string(Compression compression) noexcept {
  switch (compression) {
    case Compression::none: return "none";
    case Compression::payload: return "payload";
    case Compression::zlib_stream: return "zlib-stream";
    case Compression::zstd_stream: return "zstd-stream";
  }
  return "unknown";
}

std::string_view to_string(Trouble trouble) noexcept {
  return names[static_cast<std::size_t>(trouble)];
}

std::string Setup::describe() const {
  std::string text = fmt::format(
      "seed {}: {} shards, max_concurrency {}, compression {}, heartbeat {:.3f} s, {} session "
      "starts, latency {:.3f} + {:.3f}/{:.3f} s, an event every {:.0f} s, a command every {:.0f} s",
      seed, shards, max_concurrency, to_string(compression), seconds(heartbeat_interval),
      session_starts, seconds(latency), seconds(uplink_jitter), seconds(downlink_jitter),
      seconds(event_every), seconds(command_every));
  for (std::size_t i = 0; i < trouble_count; ++i) {
    if (trouble_every[i] == Duration::zero()) continue;
    text += fmt::format(", {} every {:.0f} min", names[i], seconds(trouble_every[i]) / 60);
  }
  return text;
}

Setup make_setup(std::uint64_t seed) {
  Random random(seed);
  Setup setup;
  setup.seed = seed;
  constexpr std::array shards{1, 1, 1, 2, 2, 3, 4, 6};
  setup.shards = shards[random.below(shards.size())];
  setup.max_concurrency = 1 + static_cast<int>(random.below(3));
  setup.compression = static_cast<Compression>(random.below(4));
  setup.follow_resume_url = random.below(4) != 0;
  setup.heartbeat_interval = random.below(4) == 0 ? between(random, 25s, 60s) : Duration(41'250ms);
  // Few enough that some seeds spend them.
  if (random.below(8) == 0) setup.session_starts = 20 + static_cast<int>(random.below(30));
  setup.latency = between_scales(random, 1ms, 400ms);
  setup.uplink_jitter = between(random, 0s, 450ms);
  if (random.below(10) == 0) setup.uplink_jitter = between(random, 450ms, 3s);
  setup.downlink_jitter = between_scales(random, 1ms, 3s);
  setup.spans_messages = random.below(2) == 0;
  setup.replays_early = random.below(2) == 0;
  setup.event_every = between_scales(random, 30s, 30min);
  setup.command_every = between_scales(random, 1min, 1h);
  for (Duration& every : setup.trouble_every) {
    if (random.below(2) == 0) every = between_scales(random, 30min, 12h);
  }
  // It takes several minutes and twice the shards; a bot that did nothing else would not be itself.
  setup.trouble_every[static_cast<std::size_t>(Trouble::reshard)] *= 8;
  return setup;
}

Duration random_span(Random& random, Duration average) {
  return std::chrono::duration_cast<Duration>(average *
                                              std::min(-std::log(1 - random.unit()), 20.0));
}

}  // namespace pincer::sim
