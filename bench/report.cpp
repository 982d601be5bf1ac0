#include "report.hpp"

#include <fmt/format.h>
#include <malloc.h>
#include <openssl/crypto.h>
#include <simdjson.h>
#include <sys/utsname.h>

#include <algorithm>
#include <boost/version.hpp>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <exception>
#include <fstream>
#include <string_view>
#include <thread>

#include "json/writer.hpp"
#include "pincer/version.hpp"

namespace pincer::bench {
namespace {

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0.0;
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

double seconds_of(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

std::string processor() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  constexpr std::string_view wanted = "model name";
  for (std::string line; std::getline(cpuinfo, line);) {
    if (line.starts_with(wanted)) return line.substr(line.find(':') + 2);
  }
  return "unknown processor";
}

std::string compiler() {
#ifdef __clang__
  return "clang " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

/// Machine, compiler and versions: without them a figure says nothing.
std::vector<std::pair<std::string, std::string>> surroundings() {
  utsname system{};
  uname(&system);
  return {
      {"machine", fmt::format("{}, {} threads", processor(), std::thread::hardware_concurrency())},
      {"system", fmt::format("{} {}", system.sysname, system.release)},
      {"compiler", compiler() + ", " PINCER_BENCH_FLAGS},
      {"versions",
       fmt::format("Pincer {}, Boost {}.{}, {}, simdjson {}.{}", PINCER_VERSION,
                   BOOST_VERSION / 100'000, BOOST_VERSION / 100 % 1'000,
                   OpenSSL_version(OPENSSL_VERSION), int{simdjson::SIMDJSON_VERSION_MAJOR},
                   int{simdjson::SIMDJSON_VERSION_MINOR})},
  };
}

std::string number(double value) {
  const int decimals = value >= 1'000 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3;
  return fmt::format("{:.{}f}", value, decimals);
}

}  // namespace

Report::Report(std::string area, std::string title)
    : area_(std::move(area)), title_(std::move(title)), circumstances_(surroundings()) {}

void Report::circumstance(std::string name, std::string value) {
  circumstances_.emplace_back(std::move(name), std::move(value));
}

void Report::figure(std::string name, std::string unit, std::vector<double> measurements) {
  rows_.push_back({std::move(name), std::move(unit), std::move(measurements)});
}

void Report::goal(const std::string& figure, double at_most) {
  std::ranges::find(rows_, figure, &Row::name)->goal = at_most;
}

void Report::ratio(std::string name, const std::string& figure, const std::string& floor,
                   double goal) {
  const auto& above = std::ranges::find(rows_, figure, &Row::name)->measurements;
  const auto& below = std::ranges::find(rows_, floor, &Row::name)->measurements;
  std::vector<double> ratios(std::min(above.size(), below.size()));
  for (std::size_t i = 0; i < ratios.size(); ++i) ratios[i] = above[i] / below[i];
  rows_.push_back({std::move(name), "x", std::move(ratios), goal});
}

std::string Report::to_text() const {
  std::string text = fmt::format("{}: {}\n", area_, title_);
  for (const auto& [name, value] : circumstances_) {
    text += fmt::format("  {:<12} {}\n", name + ":", value);
  }
  text += fmt::format("  {:<48} {:>10} {:>10} {:>10}\n", "", "median", "least", "most");
  for (const Row& row : rows_) {
    text += fmt::format(
        "  {:<48} {:>10} {:>10} {:>10} {}", row.name, number(quantile(row.measurements, 0.5)),
        number(quantile(row.measurements, 0.0)), number(quantile(row.measurements, 1.0)), row.unit);
    if (row.goal > 0.0) text += fmt::format("  (goal: at most {})", row.goal);
    text += '\n';
  }
  return text;
}

std::string Report::to_json() const {
  json::Writer out;
  out.begin_object().field("area", area_).field("title", title_).key("circumstances");
  out.begin_object();
  for (const auto& [name, value] : circumstances_) out.field(name, value);
  out.end_object().key("figures").begin_array();
  for (const Row& row : rows_) {
    out.begin_object().field("name", row.name).field("unit", row.unit);
    out.field("median", quantile(row.measurements, 0.5));
    if (row.goal > 0.0) out.field("goal_at_most", row.goal);
    out.key("measurements").begin_array();
    for (const double measurement : row.measurements) out.value(measurement);
    out.end_array().end_object();
  }
  out.end_array().end_object();
  return out.take();
}

void Figures::add(const std::string& name, double value) {
  const auto found = std::ranges::find(all_, name, &std::pair<std::string, Values>::first);
  (found == all_.end() ? all_.emplace_back(name, Values()) : *found).second.push_back(value);
}

void Figures::report(Report& report, const std::string& unit) const {
  for (const auto& [name, values] : all_) report.figure(name, unit, values);
}

int run(int argc, char** argv, Report report,
        const std::function<void(Report&, const Settings&)>& measure) {
  Settings settings;
  std::string json_file;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    const std::string_view value = i + 1 < argc ? argv[i + 1] : "";
    const auto read = [&value](int& number) {
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
      return error == std::errc() && end == value.data() + value.size() && number > 0;
    };
    if (name == "--quick") {
      settings = {.repetitions = 3, .fraction = 10};
    } else if (name == "--json" && !value.empty()) {
      json_file = argv[++i];
    } else if (name == "--repetitions" && read(settings.repetitions)) {
      ++i;
    } else {
      fmt::print(stderr, "usage: {} [--quick] [--repetitions N] [--json FILE]\n", argv[0]);
      return 2;
    }
  }
  try {
    measure(report, settings);
  } catch (const std::exception& exception) {
    fmt::print(stderr, "{}: {}\n", argv[0], exception.what());
    return 1;
  }
  fmt::print("{}", report.to_text());
  if (json_file.empty()) return 0;
  std::ofstream file(json_file);
  file << report.to_json() << '\n';
  if (file.flush()) return 0;
  fmt::print(stderr, "{}: cannot write {}\n", argv[0], json_file);
  return 1;
}

double thread_cpu_seconds() { return seconds_of(CLOCK_THREAD_CPUTIME_ID); }

double wall_seconds() { return seconds_of(CLOCK_MONOTONIC); }

double allocated_bytes() {
  const auto info = mallinfo2();
  return static_cast<double>(info.uordblks) + static_cast<double>(info.hblkhd);
}

}  // namespace pincer::bench
