// Prints what crosses the wire as a conversation that a person can follow.
#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

#include "sandbox/traffic_log.hpp"

namespace pincer::cli {

class Transcript {
 public:
  /// `colour`: for a terminal.
  Transcript(std::ostream& out, bool colour) : out_(out), colour_(colour) {}

  void heading(std::string_view text);
  void note(std::string_view text);
  /// The heading of the next part of the conversation, numbered.
  void scene(std::string_view title);
  /// One entry of the sandbox's traffic log; entries that tell a newcomer nothing are left out.
  void entry(const sandbox::TrafficEntry& entry);

 private:
  void wire(std::string_view from, std::string_view to, std::string_view channel,
            const std::string& what);
  void says(const std::string& who, const std::string& text);
  void person(const sandbox::TrafficEntry& entry);
  void rest(const sandbox::TrafficEntry& entry);
  void rest_said(const sandbox::TrafficEntry& entry);
  void gateway(const sandbox::TrafficEntry& entry);
  void fault(const sandbox::TrafficEntry& entry);
  [[nodiscard]] std::string styled(std::string_view text, std::string_view style) const;

  std::ostream& out_;
  bool colour_;
  int scenes_ = 0;
};

}  // namespace pincer::cli
