// What a driver in C++ counts, and how it tells bench/peers/run. Of the standard library alone: the
// driver of D++ has nothing else of ours. Thread safety: one thread at a time.
#pragma once

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>

namespace peers {

/// User and system time of the whole process.
inline double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

inline double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// The most memory that the process ever had, in KB.
inline long peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    long kilobytes = 0;
    if (word == "VmHWM:" && status >> kilobytes) return kilobytes;
  }
  return 0;
}

/// First the events of the firehose, from READY to FIREHOSE_END, then the requests.
class Measured {
 public:
  static constexpr int requests_in_flight = 16;

  /// `requests`: how many to measure. They should take a tenth of a second or more: in less, one
  /// neighbour on the machine doubles the figure.
  explicit Measured(int requests) : requests_(requests) {}

  void on_ready() {
    cpu_ = cpu_seconds();
    seconds_ = wall_seconds();
  }
  void on_event(long sequence) {
    ++events_;
    if (sequence != last_ + 1) ++misplaced_;
    last_ = sequence;
  }
  void on_message() { ++messages_; }
  void on_end() {
    cpu_ = cpu_seconds() - cpu_;
    seconds_ = wall_seconds() - seconds_;
    memory_ = peak_memory();
  }

  /// Whether another request is to be sent, which it counts.
  bool next_request() {
    if (started_ == requests_unmeasured + requests_) return false;
    ++started_;
    return true;
  }
  /// Returns true for the last answer.
  bool on_answer() {
    ++answered_;
    if (answered_ == requests_unmeasured) request_cpu_ = cpu_seconds();
    if (answered_ < requests_unmeasured + requests_) return false;
    request_cpu_ = (cpu_seconds() - request_cpu_) / requests_;
    return true;
  }

  void print(const std::string& library, const std::string& compression) const {
    std::printf(R"({"library":"%s","compression":"%s","events":%ld,"misplaced":%ld,"messages":%ld,)"
                R"("seconds":%g,"cpu":%g,"memory":%ld,"request_cpu":%g})"
                "\n",
                library.c_str(), compression.c_str(), events_, misplaced_, messages_, seconds_,
                cpu_, memory_, request_cpu_);
    std::fflush(stdout);
  }

 private:
  // The first requests open the connections, and warm up.
  static constexpr int requests_unmeasured = 200;

  int requests_;
  long events_ = 0;
  long misplaced_ = 0;
  long messages_ = 0;
  long last_ = 1;       // READY's
  double cpu_ = 0;      // until the end: of READY
  double seconds_ = 0;  // the same
  long memory_ = 0;
  int started_ = 0;
  int answered_ = 0;
  double request_cpu_ = 0;  // until the last answer: of the first that is measured
};

}  // namespace peers
