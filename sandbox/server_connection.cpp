#include "sandbox/server_connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "sandbox/websocket_frame.hpp"

namespace pincer::sandbox {
namespace {

constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

}  // namespace

ServerConnection::ServerConnection(const boost::asio::any_io_executor& executor,
                                   std::unique_ptr<net::WebSocket> socket)
    : socket_(std::move(socket)), wake_(executor) {}

void ServerConnection::push(GatewayOutput output) {
  if (ended_) return;
  queued_bytes_ += output.bytes.size();
  const TimePoint not_before = Clock::now() + output.delay;
  queue_.push_back({std::move(output), not_before});
  // The newest may be as large as it likes: a huge message is a fault that was asked for.
  const std::size_t waiting = queued_bytes_ - queue_.back().output.bytes.size();
  if (queue_.size() > queued_messages_max || waiting > queued_bytes_max) return abort();
  wake_.cancel();
}

void ServerConnection::abort() noexcept {
  ended_ = true;
  socket_->abort();
  wake_.cancel();
}

awaitable<void> ServerConnection::wait_until(TimePoint moment) {
  wake_.expires_at(moment);
  co_await wake_.async_wait(as_result);
}

awaitable<void> ServerConnection::write_all() {
  while (!ended_) {
    if (queue_.empty()) {
      co_await wait_until(TimePoint::max());
      continue;
    }
    if (Clock::now() < queue_.front().not_before) {
      co_await wait_until(queue_.front().not_before);
      continue;
    }
    const GatewayOutput output = std::move(queue_.front().output);
    queue_.pop_front();
    const bool goes_on = co_await carry_out(output);
    queued_bytes_ -= output.bytes.size();
    if (!goes_on) abort();
  }
}

awaitable<bool> ServerConnection::carry_out(const GatewayOutput& output) {
  switch (output.kind) {
    case GatewayOutput::Kind::message: {
      if (output.fragments == 1) {
        const auto written = co_await socket_->write(output.bytes, output.binary);
        co_return written.has_value();
      }
      for (const auto& frame : websocket_fragments(output.bytes, output.binary, output.fragments)) {
        const auto written = co_await socket_->write_raw(frame);
        if (!written) co_return false;
      }
      co_return true;
    }
    case GatewayOutput::Kind::truncated: {
      const std::string frame = websocket_frame(output.bytes, output.binary, true, true);
      co_await socket_->write_raw(std::string_view(frame).substr(0, frame.size() / 2 + 1));
      co_return false;
    }
    case GatewayOutput::Kind::close:
      co_await socket_->close(static_cast<std::uint16_t>(output.close_code), output.reason);
      co_return false;
    case GatewayOutput::Kind::drop: co_return false;
  }
  co_return false;
}

}  // namespace pincer::sandbox
