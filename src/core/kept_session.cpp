#include "core/kept_session.hpp"

#include <utility>

namespace pincer::core {

void KeptSession::begin() {
  forget();
  ++number_;
}

void KeptSession::start(std::string id, std::string resume_url,
                        std::optional<std::int64_t> sequence) {
  id_ = std::move(id);
  resume_url_ = std::move(resume_url);
  received_ = sequence;
  delivered_.reset();
}

void KeptSession::restore(ResumeState resume) {
  begin();
  id_ = std::move(resume.session_id);
  resume_url_ = std::move(resume.resume_url);
  received_ = delivered_ = resume.sequence;
}

void KeptSession::forget() {
  id_.clear();
  resume_url_.clear();
  received_.reset();
  delivered_.reset();
  failed_resumes_ = 0;
}

bool KeptSession::receive(std::int64_t sequence) {
  if (received_ && sequence <= *received_) return false;
  received_ = sequence;
  return true;
}

void KeptSession::deliver(const Deliver& delivered) {
  if (delivered.session != number_ || id_.empty() || !delivered.sequence) return;
  if (!delivered_ || *delivered.sequence > *delivered_) delivered_ = delivered.sequence;
}

void KeptSession::count_failed_resume() {
  if (++failed_resumes_ >= failed_resumes_max) forget();
}

std::optional<ResumeState> KeptSession::resume_state() const {
  if (id_.empty() || !delivered_) return std::nullopt;
  return ResumeState{id_, resume_url_, *delivered_};
}

}  // namespace pincer::core
