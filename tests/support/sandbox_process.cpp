#include "support/sandbox_process.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <stdexcept>

#include "net/tls.hpp"
#include "sandbox/server.hpp"

namespace pincer::test {
namespace {

[[noreturn]] void serve(const sandbox::Scenario& scenario, const std::string& certificate_file,
                        const std::string& key_file, int port_pipe) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  boost::asio::io_context context(1);
  sandbox::ServerOptions options;
  options.scenario = scenario;
  options.tls = net::TlsContext::server(certificate_file, key_file).value();
  const auto server = sandbox::Server::start(context.get_executor(), std::move(options)).value();
  const std::uint16_t port = server->port();
  if (::write(port_pipe, &port, sizeof port) != sizeof port) ::_exit(1);
  ::close(port_pipe);
  boost::asio::co_spawn(context, server->run(), boost::asio::detached);
  context.run();
  ::_exit(0);
}

}  // namespace

SandboxProcess::SandboxProcess(const sandbox::Scenario& scenario,
                               const std::string& certificate_file, const std::string& key_file) {
  int ends[2] = {};
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe to the sandbox");
  process_ = ::fork();
  if (process_ < 0) throw std::runtime_error("no process for the sandbox");
  if (process_ == 0) {
    ::close(ends[0]);
    serve(scenario, certificate_file, key_file, ends[1]);
  }
  ::close(ends[1]);
  const bool told = ::read(ends[0], &port_, sizeof port_) == sizeof port_;
  ::close(ends[0]);
  if (!told) throw std::runtime_error("the sandbox did not start");
}

SandboxProcess::~SandboxProcess() {
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

}  // namespace pincer::test
