#include "sandbox/gateway_session.hpp"

#include "json/writer.hpp"

namespace pincer::sandbox {

std::string dispatch_payload(std::string_view event_name, std::string_view data,
                             std::uint64_t sequence) {
  json::Writer writer;
  writer.begin_object().field("t", event_name).field("s", sequence).field("op", 0);
  writer.key("d").raw(data).end_object();
  return writer.take();
}

std::string GatewaySession::record(std::string name, std::shared_ptr<const std::string> data) {
  ++sequence_;
  std::string payload = dispatch_payload(name, *data, sequence_);
  sent_bytes_ += data->size();
  sent_.push_back({sequence_, std::move(name), std::move(data)});
  while (sent_.size() > replay_events_max || sent_bytes_ > replay_bytes_max) {
    sent_bytes_ -= sent_.front().data->size();
    sent_.pop_front();
  }
  return payload;
}

void GatewaySession::attach(ConnectionId connection) {
  connection_ = connection;
  expires_at_.reset();
}

void GatewaySession::detach(TimePoint expires_at) {
  connection_.reset();
  expires_at_ = expires_at;
}

GatewaySession::ResumeCheck GatewaySession::check_resume(std::uint64_t last_seen) const {
  if (last_seen > sequence_) return ResumeCheck::invalid_sequence;
  const std::uint64_t first_kept = sent_.empty() ? sequence_ + 1 : sent_.front().sequence;
  return last_seen + 1 < first_kept ? ResumeCheck::too_old : ResumeCheck::possible;
}

}  // namespace pincer::sandbox
