// Calls operations on a server that keeps each request, and compares it with what Discord's
// description demands: tests/client/generated/operations.json. For tests over real sockets.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pincer/awaitable.hpp"
#include "pincer/http_client.hpp"
#include "pincer/rest.hpp"
#include "support/stub_server.hpp"

namespace pincer::test {

class OperationsCaller {
 public:
  OperationsCaller();
  OperationsCaller(const OperationsCaller&) = delete;
  OperationsCaller& operator=(const OperationsCaller&) = delete;
  ~OperationsCaller() { http_.close(); }

  Rest& rest() { return rest_; }

  /// All that an operation's options may carry: every parameter of its query, a reason for the
  /// audit log, a user's token where only a user may call it, and a body that has no type of ours.
  RequestOptions options(std::string_view operation) const;

  /// A reason for the audit log alone.
  static RequestOptions reason();

  /// Runs a call that was made with `options`: the request must be the described one to the letter,
  /// and the described answer must be readable.
  template <class T>
  void call(std::string_view operation, awaitable<T> made) {
    run(operation, Given::all, drop_answer(std::move(made)));
  }
  /// A call whose arguments are a person's choice, and which was made with `reason` or `options`:
  /// the request must be one that the description allows.
  template <class T>
  void call_by_hand(std::string_view operation, awaitable<T> made) {
    run(operation, Given::some, drop_answer(std::move(made)));
  }

  /// Method and path template of every request so far.
  [[nodiscard]] const std::set<std::string>& called() const { return called_; }
  /// Those of every operation that Discord describes.
  [[nodiscard]] std::set<std::string> described() const;

  /// A request as the server got it.
  struct Received {
    std::string head;
    std::string body;
    [[nodiscard]] std::string header(std::string_view name) const;
  };
  /// The last request of each operation.
  [[nodiscard]] const std::map<std::string, Received>& recorded() const { return recorded_; }

 private:
  /// How much of what an operation may carry a call was given.
  enum class Given { all, some };

  template <class T>
  static awaitable<void> drop_answer(awaitable<T> made) {
    co_await std::move(made);
  }
  void run(std::string_view operation, Given given, awaitable<void> made);
  [[nodiscard]] const boost::json::object& expected(std::string_view operation) const;
  static void check_target(const boost::json::object& expected, Given given,
                           const Received& request);
  static void check_headers(const boost::json::object& expected, const Received& request);
  static void check_body(const boost::json::object& expected, Given given, const Received& request);

  boost::asio::io_context context_;
  std::map<std::string, boost::json::object, std::less<>> expected_;
  std::string answer_;
  std::vector<Received> received_;
  std::map<std::string, Received> recorded_;
  std::set<std::string> called_;
  StubServer server_;
  HTTPClient http_;
  Rest rest_{http_};
};

/// Each operation of Discord at least once.
void call_every_operation(OperationsCaller& caller);

// The generated calls, in three files that compile side by side.
void call_guilds(OperationsCaller& caller);
void call_channels(OperationsCaller& caller);
void call_users(OperationsCaller& caller);

}  // namespace pincer::test
