// What one area of the benchmarks measured: a table for people, and JSON for programs.
// Every figure has several measurements, taken in turn with those that it is compared with, so that
// a machine that grows slow for a moment slows all of them. Thread safety: one thread at a time.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace pincer::bench {

class Report {
 public:
  /// `area` as in `./dev bench AREA`; `title`: what is measured, in a sentence.
  Report(std::string area, std::string title);

  /// Under which the measurements were made: ("in flight", "16").
  void circumstance(std::string name, std::string value);

  /// One thing, measured several times.
  void figure(std::string name, std::string unit, std::vector<double> measurements);
  /// What the figure should be at most.
  void goal(const std::string& figure, double at_most);

  /// How many times the figure `floor` the figure `name` is, measurement by measurement; it should
  /// be at most `goal`.
  void ratio(std::string name, const std::string& figure, const std::string& floor, double goal);

  [[nodiscard]] std::string to_text() const;
  [[nodiscard]] std::string to_json() const;

 private:
  struct Row {
    std::string name;
    std::string unit;
    std::vector<double> measurements;
    double goal = 0.0;  // 0: none
  };

  std::string area_;
  std::string title_;
  std::vector<std::pair<std::string, std::string>> circumstances_;
  std::vector<Row> rows_;
};

/// Figures by name, measured in turn.
class Figures {
 public:
  void add(const std::string& name, double value);
  void report(Report& report, const std::string& unit) const;

 private:
  using Values = std::vector<double>;
  std::vector<std::pair<std::string, Values>> all_;
};

struct Settings {
  int repetitions = 7;
  /// Divides the work of a repetition: 10 for a quick look.
  int fraction = 1;
};

/// The main function of a benchmark: reads its arguments, measures, prints, and writes JSON where
/// it was asked to. Returns the exit status.
int run(int argc, char** argv, Report report,
        const std::function<void(Report&, const Settings&)>& measure);

/// CPU time that the calling thread has used, in seconds.
double thread_cpu_seconds();
/// The monotonic clock, in seconds.
double wall_seconds();
/// Bytes that the process has allocated and not freed.
double allocated_bytes();

}  // namespace pincer::bench
