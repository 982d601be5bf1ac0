// Where sessions are kept, so that the next process can resume them. Layer: client.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "pincer/awaitable.hpp"

namespace pincer {

/// What a session needs to go on, in this process or the next one.
/// https://discord.com/developers/docs/events/gateway#preparing-to-resume
struct SessionResume {
  SessionResume() = default;
  SessionResume(std::string id, std::string url, std::int64_t last_sequence)
      : session_id(std::move(id)), resume_url(std::move(url)), sequence(last_sequence) {}

  std::string session_id;
  std::string resume_url;
  std::int64_t sequence = 0;

  friend bool operator==(const SessionResume&, const SessionResume&) = default;
};

/// Keeps the sessions of a bot's shards. A bot that runs in several processes may implement it over
/// something that those processes share. The store needs no token and never sees one.
///
/// Sessions have names, "3/16 intents 33281": shard 3 of 16, and the intents it identified with. A
/// session goes on with the intents it began with, so one of other intents must not be found.
class SessionStore {
 public:
  SessionStore() = default;
  SessionStore(const SessionStore&) = delete;
  SessionStore& operator=(const SessionStore&) = delete;
  virtual ~SessionStore() = default;

  /// All sessions, by name. Errors: an `Exception` keeps the bot from starting.
  virtual awaitable<std::map<std::string, SessionResume>> load() = 0;

  /// Stores these sessions, and removes those that are none; others stay as they are. Called every
  /// few seconds, never twice at the same time. Errors: an exception is logged, and the next call
  /// repeats what was not stored.
  virtual awaitable<void> save(std::map<std::string, std::optional<SessionResume>> changes) = 0;
};

/// A store in one file, which is replaced as a whole each time: a process that is killed leaves the
/// old state or the new one. A file that does not exist is an empty store. A file that is no
/// session store is an error (`invalid_argument`), so that a wrong path destroys nothing.
/// Not for two processes at once.
std::shared_ptr<SessionStore> make_file_session_store(std::string path);

}  // namespace pincer
