#include "core/session_action.hpp"

#include <ostream>

#include "wire/session_payload.hpp"

namespace pincer::core {
namespace {

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

struct Printer {
  std::ostream& out;

  void operator()(const Dial& dial) const {
    out << "Dial{" << dial.connection << ", " << dial.url << "}";
  }
  void operator()(const RequestIdentify&) const { out << "RequestIdentify{}"; }
  void operator()(const CancelIdentify&) const { out << "CancelIdentify{}"; }
  void operator()(const Send& send) const {
    out << "Send{" << wire::mask_token(send.payload) << ", command " << send.command << "}";
  }
  void operator()(const Close& close) const {
    out << "Close{" << close.connection << ", " << close.code << ", \"" << close.reason << "\"}";
  }
  void operator()(const Deliver& deliver) const {
    out << "Deliver{session " << deliver.session;
    if (deliver.sequence) out << ", sequence " << *deliver.sequence;
    out << "}";
  }
  void operator()(const Ready&) const { out << "Ready{}"; }
  void operator()(const Resumed& resumed) const {
    out << "Resumed{" << resumed.replayed << " replayed}";
  }
  void operator()(const Reconnecting& reconnecting) const {
    out << "Reconnecting{\"" << reconnecting.reason << "\", in " << seconds(reconnecting.delay)
        << " s, " << (reconnecting.resumes ? "resumes" : "identifies") << "}";
  }
  void operator()(const CommandDropped& dropped) const {
    out << "CommandDropped{" << dropped.command << ", " << dropped.error << "}";
  }
  void operator()(const Fail& fail) const { out << "Fail{" << fail.error << "}"; }
  void operator()(const Stopped&) const { out << "Stopped{}"; }
};

}  // namespace

std::ostream& operator<<(std::ostream& out, const Action& action) {
  std::visit(Printer{out}, action);
  return out;
}

}  // namespace pincer::core
