// A sandbox in a process of its own, over TLS, so that this one's memory and descriptors are the
// client's alone.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "sandbox/scenario.hpp"

namespace pincer::test {

class SandboxProcess {
 public:
  /// To be called while the process has one thread.
  SandboxProcess(const sandbox::Scenario& scenario, const std::string& certificate_file,
                 const std::string& key_file);
  SandboxProcess(const SandboxProcess&) = delete;
  SandboxProcess& operator=(const SandboxProcess&) = delete;
  ~SandboxProcess();

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

 private:
  pid_t process_ = 0;
  std::uint16_t port_ = 0;
};

}  // namespace pincer::test
