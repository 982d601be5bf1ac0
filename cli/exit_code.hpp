// The exit codes of the pincer command, for scripts. `pincer --help` lists them.
#pragma once

namespace pincer::cli {

enum ExitCode : int {
  exit_success = 0,
  exit_failure = 1,       ///< Discord refused, or something went wrong on the way.
  exit_usage = 2,         ///< The command line, a file or a token does not make sense.
  exit_unauthorized = 3,  ///< The token was refused.
  exit_unreachable = 4,   ///< No connection, no answer in time, or no trust in the certificate.
};

}  // namespace pincer::cli
