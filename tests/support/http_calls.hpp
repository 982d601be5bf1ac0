// Calls of an HTTPClient whose end a test looks at. For tests over real sockets.
#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <optional>

#include "pincer/error.hpp"
#include "pincer/http_client.hpp"
#include "support/sandbox_fixture.hpp"

namespace pincer::test {

inline const Error no_error(ErrorKind::invalid_argument, "there was no error");

/// The error that a call ends with; `no_error` when it succeeds.
inline awaitable<Error> error_of(awaitable<Response> call) {
  try {
    co_await std::move(call);
  } catch (const Exception& exception) {
    co_return exception.error();
  }
  co_return no_error;
}

/// A call that runs in the background and can be cancelled.
class BackgroundCall {
 public:
  BackgroundCall(SandboxFixture& fixture, awaitable<Response> call) {
    boost::asio::co_spawn(
        fixture.context(), std::move(call),
        boost::asio::bind_cancellation_slot(
            signal_.slot(), [this, &fixture](const std::exception_ptr& exception, Response answer) {
              finish(exception, std::move(answer));
              fixture.changed().notify();
            }));
  }
  BackgroundCall(const BackgroundCall&) = delete;
  BackgroundCall& operator=(const BackgroundCall&) = delete;

  void cancel() { signal_.emit(boost::asio::cancellation_type::terminal); }

  bool ended = false;
  bool cancelled = false;  ///< It ended by `cancel`.
  std::optional<Error> error;
  Response response;

 private:
  void finish(const std::exception_ptr& exception, Response answer) {
    ended = true;
    response = std::move(answer);
    try {
      if (exception) std::rethrow_exception(exception);
    } catch (const Exception& failure) {
      error = failure.error();
    } catch (const boost::system::system_error& failure) {
      cancelled = failure.code() == boost::asio::error::operation_aborted;
    }
  }

  boost::asio::cancellation_signal signal_;
};

}  // namespace pincer::test
