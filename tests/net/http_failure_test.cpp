// HttpConnectionPool against servers that misbehave, over real sockets.
#include <gmock/gmock.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "net/http_client.hpp"
#include "support/run_coroutine.hpp"
#include "support/stub_server.hpp"

namespace pincer::net {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using test::ok_response;
using test::StubConnection;
using testing::HasSubstr;

std::string gzip(const std::string& text) {
  z_stream stream{};
  constexpr int gzip_window = 15 + 16;
  EXPECT_EQ(
      deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY),
      Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  std::string in = text;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// A file that is removed in the end.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content)
      : path_((std::filesystem::temp_directory_path() /
               ("pincer-test-" + std::to_string(::getpid()) + "-" + std::to_string(++count)))
                  .string()) {
    write(content);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::filesystem::remove(path_); }

  void write(const std::string& content) const {
    std::ofstream(path_, std::ios::binary) << content;
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  inline static int count = 0;
  std::string path_;
};

/// Resident memory of this process, in bytes.
std::size_t resident_size() {
  std::ifstream statm("/proc/self/statm");
  std::size_t all = 0;
  std::size_t resident = 0;
  statm >> all >> resident;
  constexpr std::size_t page_size = 4096;
  return resident * page_size;
}

class HttpFailureTest : public testing::Test {
 protected:
  void serve(test::StubServer::Script script) { server_.emplace(context_, std::move(script)); }
  void make_pool(HttpConnectionPoolOptions options = {}) {
    pool_ = HttpConnectionPool::create(TlsContext::client().value(), std::move(options));
  }
  void SetUp() override { make_pool(); }
  void TearDown() override {
    pool_->close();
    // What is under way ends by that, and ends before the pool does.
    context_.restart();
    while (context_.poll() > 0) {
    }
  }

  awaitable<Result<HttpResponse>> send(std::string method, RequestBody body = {}) {
    HttpRequest request;
    request.method = std::move(method);
    request.url = Url::parse(server_->url() + "/x").value();
    request.body = std::move(body);
    request.limits = limits_;
    co_return co_await pool_->send(request, was_sent_);
  }
  Result<HttpResponse> run(awaitable<Result<HttpResponse>> task) {
    Result<HttpResponse> result = Error();
    test::run_coroutine(context_,
                        [&]() -> awaitable<void> { result = co_await std::move(task); }());
    return result;
  }
  /// The body, or the error's text.
  static std::string body_of(const Result<HttpResponse>& response) {
    return response ? response->body : response.error().to_string();
  }

  asio::io_context context_;
  std::optional<test::StubServer> server_;
  std::unique_ptr<HttpConnectionPool> pool_;
  HttpTimeLimits limits_;
  bool was_sent_ = false;
};

// ---- Kept connections

/// Answers the first request of the first connection; does `then` with the second one.
test::StubServer::Script after_first_response(
    std::function<awaitable<void>(StubConnection&)> then) {
  return [then](StubConnection& connection, int number) -> awaitable<void> {
    co_await connection.read_request();
    co_await connection.write(ok_response("first"));
    if ((co_await connection.read_request()).first.empty()) co_return;
    if (number == 1) {
      co_return co_await then(connection);
    }
    co_await connection.write(ok_response("second"));
  };
}

TEST_F(HttpFailureTest, AKeptConnectionThatClosesInSilenceIsReplacedForAGet) {
  serve([](StubConnection& connection, int number) -> awaitable<void> {
    co_await connection.read_request();
    co_await connection.write(ok_response(number == 1 ? "first" : "again"));
    co_await connection.read_request();  // and closes without an answer
  });
  EXPECT_EQ(body_of(run(send("GET"))), "first");
  const auto second = run(send("GET"));
  ASSERT_TRUE(second) << second.error();
  EXPECT_EQ(second->body, "again");
  EXPECT_EQ(server_->accepted(), 2);
}

TEST_F(HttpFailureTest, APartOfAnAnswerIsNotFollowedByASecondRequest) {
  serve(after_first_response([](StubConnection& connection) -> awaitable<void> {
    co_await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  }));
  EXPECT_TRUE(run(send("GET")));
  const auto second = run(send("GET"));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::network) << second.error();
  EXPECT_TRUE(was_sent_);
  EXPECT_EQ(server_->accepted(), 1);
}

TEST_F(HttpFailureTest, APostOnAKeptConnectionThatClosesInSilenceIsLeftToTheCaller) {
  serve(after_first_response([](StubConnection&) -> awaitable<void> { co_return; }));
  EXPECT_TRUE(run(send("GET")));
  const auto second = run(send("POST", std::string("x")));
  ASSERT_FALSE(second);
  EXPECT_TRUE(was_sent_) << "the server may have acted on it";
  EXPECT_EQ(server_->accepted(), 1);
}

// ---- Odd but lawful answers

TEST_F(HttpFailureTest, SkipsInterimResponses) {
  serve([](StubConnection& connection, int) -> awaitable<void> {
    co_await connection.read_request();
    co_await connection.write("HTTP/1.1 100 Continue\r\n\r\n");
    co_await connection.write("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + ok_response("ok"));
  });
  const auto response = run(send("GET"));
  ASSERT_TRUE(response) << response.error();
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "ok");
}

TEST_F(HttpFailureTest, ReadsChunksAndBodiesThatEndWithTheConnection) {
  serve([](StubConnection& connection, int number) -> awaitable<void> {
    co_await connection.read_request();
    co_await connection.write(
        number == 1 ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                      "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: x\r\n\r\n"
                    : "HTTP/1.1 200 OK\r\n\r\nto the end");
  });
  EXPECT_EQ(body_of(run(send("GET"))), "abcde");
  EXPECT_EQ(body_of(run(send("GET"))), "to the end");
  EXPECT_EQ(server_->accepted(), 2);
}

TEST_F(HttpFailureTest, AServerThatClosesAfterEachResponseServesThemAll) {
  serve([](StubConnection& connection, int number) -> awaitable<void> {
    co_await connection.read_request();
    co_await connection.write(
        ok_response(std::to_string(number), number % 2 == 0 ? "Connection: close\r\n" : ""));
  });
  for (int i = 1; i <= 6; ++i) {
    const auto response = run(send("POST", std::string("x")));
    ASSERT_TRUE(response) << response.error();
    EXPECT_EQ(response->body, std::to_string(i));
  }
}

// ---- Broken answers

struct Broken {
  const char* name;
  const char* bytes;
  ErrorKind kind;
};

class BrokenAnswerTest : public HttpFailureTest, public testing::WithParamInterface<Broken> {};

INSTANTIATE_TEST_SUITE_P(
    Broken, BrokenAnswerTest,
    testing::Values(
        Broken{"nothing", "", ErrorKind::network},
        Broken{"half_a_head", "HTTP/1.1 200 OK\r\nX: y", ErrorKind::network},
        Broken{"half_a_body", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
               ErrorKind::network},
        Broken{"half_the_chunks",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
               ErrorKind::network},
        Broken{"a_chunk_without_size",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
               ErrorKind::protocol},
        Broken{"another_protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n", ErrorKind::protocol},
        Broken{"two_lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
               ErrorKind::protocol},
        Broken{"an_unknown_coding",
               "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\na",
               ErrorKind::protocol},
        Broken{"a_damaged_coding",
               "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
               ErrorKind::protocol}),
    [](const auto& broken) { return std::string(broken.param.name); });

TEST_P(BrokenAnswerTest, IsAnError) {
  serve([](StubConnection& connection, int) -> awaitable<void> {
    co_await connection.read_request();
    co_await connection.write(GetParam().bytes);
  });
  const auto response = run(send("GET"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, GetParam().kind) << response.error();
  EXPECT_TRUE(was_sent_);
}

TEST_F(HttpFailureTest, BoundsTheHead) {
  serve([](StubConnection& connection, int) -> awaitable<void> {
    co_await connection.read_request();
    co_await connection.write("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n");
  });
  const auto response = run(send("GET"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::protocol) << response.error();
}

TEST_F(HttpFailureTest, DecodesContentAndBoundsIt) {
  const std::string small = gzip("hello, hello, hello");
  const std::string bomb = gzip(std::string(10'000'000, 'x'));
  ASSERT_LT(bomb.size(), 20'000U);
  serve([&](StubConnection& connection, int) -> awaitable<void> {
    for (const std::string& body : {small, bomb}) {
      const auto [head, nothing] = co_await connection.read_request();
      EXPECT_THAT(head, HasSubstr("\r\nAccept-Encoding: gzip, deflate\r\n"));
      co_await connection.write(ok_response(body, "Content-Encoding: gzip\r\n"));
    }
  });
  HttpConnectionPoolOptions options;
  options.body_size_max = 1'000'000;
  make_pool(options);
  const auto first = run(send("GET"));
  ASSERT_TRUE(first) << first.error();
  EXPECT_EQ(first->body, "hello, hello, hello");
  EXPECT_EQ(first->header("Content-Encoding"), "");
  EXPECT_EQ(first->header("Content-Length"), "");
  const auto second = run(send("GET"));
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("larger than 1000000 bytes"));
}

// ---- Time limits

TEST_F(HttpFailureTest, SaysWhatDidNotComeInTime) {
  serve([](StubConnection& connection, int number) -> awaitable<void> {
    if (number > 1) {
      co_await connection.read_request();
    }
    if (number > 2) {
      co_await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
    }
    if (number > 1) {
      co_return co_await connection.until_closed();
    }
    asio::steady_timer never(connection.socket().get_executor(), TimePoint::max());
    co_await never.async_wait(asio::use_awaitable);
  });
  struct Case {
    std::size_t body_size;  // more than the kernel takes, or a little
    milliseconds header;
    milliseconds exchange;
    const char* text;
  };
  const Case cases[] = {
      {20'000'000, milliseconds(40), milliseconds(200), "did not take the request in time"},
      {1, milliseconds(40), milliseconds(20'000), "did not answer in time"},
      {1, milliseconds(20'000), milliseconds(1'000), "did not end its answer in time"}};
  for (const Case& one : cases) {
    limits_.header = one.header;
    limits_.exchange = one.exchange;
    const auto response = run(send("POST", RequestBody(std::string(one.body_size, 'x'))));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::timeout);
    EXPECT_THAT(response.error().message, HasSubstr(one.text));
    EXPECT_EQ(was_sent_, one.body_size == 1);
  }
}

TEST_F(HttpFailureTest, WaitingForAConnectionHasALimit) {
  serve([](StubConnection& connection, int) -> awaitable<void> {
    co_await connection.until_closed();
  });
  HttpConnectionPoolOptions options;
  options.connections_per_host_max = 1;
  make_pool(options);
  asio::co_spawn(context_, send("GET"), asio::detached);
  while (server_->accepted() == 0) context_.run_one();
  limits_.total = milliseconds(30);
  const auto response = run(send("GET"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::timeout);
  EXPECT_EQ(response.error().message, "no connection became free in time");
  EXPECT_FALSE(was_sent_);
}

TEST_F(HttpFailureTest, ConnectionsGoToWhoeverWaitedLongest) {
  std::string order;
  serve([&](StubConnection& connection, int) -> awaitable<void> {
    for (;;) {
      const auto [head, body] = co_await connection.read_request();
      if (head.empty()) co_return;
      order += body;
      co_await connection.write(ok_response(body));
    }
  });
  HttpConnectionPoolOptions options;
  options.connections_per_host_max = 1;
  make_pool(options);
  int answered = 0;
  const auto post = [&](std::string body, bool and_another) -> awaitable<void> {
    EXPECT_TRUE(co_await send("POST", body));
    // A place was freed this very moment; "x" asks for it before "b" has woken up.
    if (and_another) {
      EXPECT_TRUE(co_await send("POST", std::string("x")));
    }
    ++answered;
  };
  test::run_coroutine(context_, [&]() -> awaitable<void> {
    asio::co_spawn(context_, post("a", true), asio::detached);
    asio::co_spawn(context_, post("b", false), asio::detached);
    asio::steady_timer pause(context_);
    while (answered < 2) {
      pause.expires_after(milliseconds(1));
      co_await pause.async_wait(asio::use_awaitable);
    }
  }());
  EXPECT_EQ(order, "abx");
}

// ---- Uploads

TEST_F(HttpFailureTest, AnAnswerBeforeTheEndOfAnUploadCounts) {
  serve([](StubConnection& connection, int) -> awaitable<void> {
    co_await connection.read_head();
    co_await connection.drop(1'000'000);
    co_await connection.write("HTTP/1.1 413 Payload Too Large\r\nContent-Length: 2\r\n\r\n{}");
    // Only the sending half is closed: what the client still sends is no reason for a reset.
    connection.socket().shutdown(asio::ip::tcp::socket::shutdown_send);
    co_await connection.drop(4'000'000);
  });
  const auto response = run(send("POST", RequestBody(std::string(30'000'000, 'x'))));
  if (response) {
    EXPECT_EQ(response->status, 413);
  } else {
    // The reset may overtake the answer; then it is at least known that nothing was carried out.
    EXPECT_EQ(response.error().kind, ErrorKind::network);
    EXPECT_FALSE(was_sent_);
  }
}

TEST_F(HttpFailureTest, StreamsALargeFileThroughASmallBuffer) {
  constexpr std::uint64_t size = 100U << 20U;
  const TemporaryFile file("");
  std::filesystem::resize_file(file.path(), size);
  std::uint64_t received = 0;
  std::size_t resident_max = 0;
  serve([&](StubConnection& connection, int) -> awaitable<void> {
    const std::string head = co_await connection.read_head();
    EXPECT_THAT(head, HasSubstr("\r\nContent-Length: " + std::to_string(size + 10) + "\r\n"));
    while (received < size + 10) {
      const std::uint64_t some = co_await connection.drop(1);
      if (some == 0) break;
      received += some;
      resident_max = std::max(resident_max, resident_size());
    }
    co_await connection.write(ok_response("thanks"));
  });
  RequestBody body("begin");
  ASSERT_TRUE(body.append_file(file.path()));
  body.append("close");
  const std::size_t resident_before = resident_size();
  const auto response = run(send("POST", std::move(body)));
  ASSERT_TRUE(response) << response.error();
  EXPECT_EQ(received, size + 10);
  // A sanitizer keeps what was freed for a while; half of the file is far above that all the same.
  EXPECT_LT(resident_max - std::min(resident_max, resident_before), size / 2);
}

TEST_F(HttpFailureTest, AFileThatChangesIsNeverSentWhole) {
  std::vector<std::size_t> received;
  serve([&](StubConnection& connection, int) -> awaitable<void> {
    received.push_back((co_await connection.read_request()).second.size());
  });
  for (const std::size_t new_size : {10U, 150'000U, 250'000U}) {
    const TemporaryFile file(std::string(200'000, 'a'));
    RequestBody body;
    ASSERT_TRUE(body.append_file(file.path()));
    file.write(std::string(new_size, 'b'));
    const auto response = run(send("POST", std::move(body)));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::invalid_argument);
    EXPECT_EQ(response.error().message,
              "the file \"" + file.path() + "\" changed while it was sent; it had 200000 bytes");
    EXPECT_FALSE(was_sent_);
  }
  while (received.size() < 3) context_.run_one();
  EXPECT_THAT(received, testing::Each(testing::Lt(200'000U)));
}

TEST(RequestBody, NamesAFileThatCannotBeSent) {
  for (const char* path : {"/nonexistent/cat.png", "/tmp", "/dev/null"}) {
    RequestBody body;
    const auto result = body.append_file(path);
    ASSERT_FALSE(result) << path;
    EXPECT_EQ(result.error().kind, ErrorKind::invalid_argument);
    EXPECT_THAT(result.error().message, HasSubstr(path));
  }
}

TEST(RequestBody, ReadsItsPiecesInOrderAndAgainFromTheBeginning) {
  std::string large;
  for (int i = 0; i < 100'000; ++i) large += static_cast<char>('a' + i % 26);
  const TemporaryFile file(large);
  RequestBody body("<");
  body.append("(");
  ASSERT_TRUE(body.append_file(file.path()));
  body.append(")");
  body.append(large);
  body.append("");
  const std::string expected = "<(" + large + ")" + large;
  EXPECT_EQ(body.size(), expected.size());
  for (int attempt = 0; attempt < 2; ++attempt) {
    RequestBody::Reader reader(body);
    std::string read;
    for (;;) {
      const auto piece = reader.next();
      ASSERT_TRUE(piece);
      if (piece->empty()) break;
      read += *piece;
    }
    EXPECT_EQ(read, expected);
  }
}

}  // namespace
}  // namespace pincer::net
