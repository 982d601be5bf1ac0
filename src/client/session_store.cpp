#include "pincer/session_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string_view>
#include <system_error>

#include "json/reader.hpp"
#include "json/writer.hpp"
#include "pincer/error.hpp"

namespace pincer {
namespace {

using namespace json::literals;

using Sessions = std::map<std::string, SessionResume>;

constexpr int format_version = 1;

/// The contents of the file.
struct StoredSessions {
  int version = 0;
  Sessions sessions;
};

bool read(json::Value& value, SessionResume& session) {
  return json::read_object(value, [&session](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "session_id"_key: return json::read(field, session.session_id);
      case "resume_url"_key: return json::read(field, session.resume_url);
      case "sequence"_key: return json::read(field, session.sequence);
      default: return true;
    }
  });
}

bool read(json::Value& value, StoredSessions& stored) {
  return json::read_object(value, [&stored](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "pincer_sessions"_key: return json::read(field, stored.version);
      case "sessions"_key:
        return json::read_object(field, [&stored](json::Key name, json::Value& session) {
          return read(session, stored.sessions[std::string(name.text)]);
        });
      default: return true;
    }
  });
}

std::string to_json(const Sessions& sessions) {
  json::Writer writer;
  writer.begin_object().field("pincer_sessions", format_version).key("sessions").begin_object();
  for (const auto& [name, session] : sessions) {
    writer.key(name).begin_object();
    writer.field("session_id", session.session_id).field("resume_url", session.resume_url);
    writer.field("sequence", session.sequence).end_object();
  }
  return writer.end_object().end_object().take();
}

class FileSessionStore final : public SessionStore {
 public:
  explicit FileSessionStore(std::string path) : path_(std::move(path)) {}

  awaitable<Sessions> load() override {
    sessions_ = read_file();
    co_return sessions_;
  }

  awaitable<void> save(std::map<std::string, std::optional<SessionResume>> changes) override {
    for (auto& [name, session] : changes) {
      if (session) {
        sessions_[name] = std::move(*session);
      } else {
        sessions_.erase(name);
      }
    }
    write_file(to_json(sessions_));
    co_return;
  }

 private:
  [[nodiscard]] Sessions read_file() const {
    const int file = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) return {};
    if (file < 0) throw failure("cannot be read", errno);
    std::string text;
    std::array<char, 64 * 1024> piece{};
    ssize_t size = 0;
    while ((size = ::read(file, piece.data(), piece.size())) != 0) {
      if (size < 0 && errno == EINTR) continue;
      if (size < 0) {
        const int reason = errno;
        ::close(file);
        throw failure("cannot be read", reason);
      }
      text.append(piece.data(), static_cast<std::size_t>(size));
    }
    ::close(file);
    auto stored = json::parse<StoredSessions>(text);
    if (!stored || stored->version != format_version) {
      throw Exception(Error(ErrorKind::invalid_argument,
                            "the session store \"" + path_ +
                                "\" is no session store of this version" +
                                (stored ? "" : " (" + stored.error().message + ")") +
                                "; give another path, or remove the file to begin new sessions"));
    }
    return std::move(stored->sessions);
  }

  /// Written beside the file and renamed: whoever reads sees the old contents or the new ones.
  void write_file(std::string_view text) const {
    const std::string temporary = path_ + ".new";
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) throw failure("cannot be written", errno);
    while (!text.empty()) {
      const ssize_t written = ::write(file, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) {
        const int reason = errno;
        ::close(file);
        ::unlink(temporary.c_str());
        throw failure("cannot be written", reason);
      }
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::close(file) != 0 || std::rename(temporary.c_str(), path_.c_str()) != 0) {
      const int reason = errno;
      ::unlink(temporary.c_str());
      throw failure("cannot be written", reason);
    }
  }

  [[nodiscard]] Exception failure(std::string_view what, int reason) const {
    return Exception(Error(ErrorKind::invalid_argument,
                           "the session store \"" + path_ + "\" " + std::string(what) + ": " +
                               std::generic_category().message(reason)));
  }

  std::string path_;
  Sessions sessions_;
};

}  // namespace

std::shared_ptr<SessionStore> make_file_session_store(std::string path) {
  return std::make_shared<FileSessionStore>(std::move(path));
}

}  // namespace pincer
