// Which proxy a connection goes through; and going through one, over real sockets.
#include "net/proxy.hpp"

#include <gmock/gmock.h>

#include <boost/asio/post.hpp>
#include <map>

#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "net/websocket.hpp"
#include "support/certificates.hpp"
#include "support/connect_proxy.hpp"
#include "support/run_coroutine.hpp"

namespace pincer::net {
namespace {

namespace asio = boost::asio;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

using Variables = std::map<std::string, std::string>;

Result<ProxySettings> from(const Variables& variables) {
  return ProxySettings::from_environment([&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

/// "host:port" of the proxy for a URL, or nothing.
std::string proxy_for(const Variables& variables, const std::string& url) {
  const auto proxy = from(variables).value().proxy_for(Url::parse(url).value());
  return proxy ? proxy->name() : std::string();
}

TEST(ProxySettings, ReadsTheEnvironmentByScheme) {
  const Variables both{{"HTTPS_PROXY", "http://secure:1"}, {"http_proxy", "plain:2"}};
  EXPECT_EQ(proxy_for(both, "https://discord.com/"), "secure:1");
  EXPECT_EQ(proxy_for(both, "wss://gateway.discord.gg/"), "secure:1");
  EXPECT_EQ(proxy_for(both, "http://discord.com/"), "plain:2");
  EXPECT_EQ(proxy_for(both, "ws://discord.com/"), "plain:2");
  EXPECT_EQ(proxy_for({}, "https://discord.com/"), "");
  EXPECT_EQ(proxy_for({{"https_proxy", ""}}, "https://discord.com/"), "");
}

TEST(ProxySettings, LowerCaseGoesFirstAndAllProxyLast) {
  EXPECT_EQ(proxy_for({{"https_proxy", "a:1"}, {"HTTPS_PROXY", "b:2"}}, "https://x.org"), "a:1");
  const Variables all{{"ALL_PROXY", "http://all:3"}, {"http_proxy", "plain:2"}};
  EXPECT_EQ(proxy_for(all, "https://x.org"), "all:3");
  EXPECT_EQ(proxy_for(all, "http://x.org"), "plain:2");
}

TEST(ProxySettings, DoesNotTakeAHeaderForAVariable) {
  const Variables cgi{{"HTTP_PROXY", "evil:1"}, {"REQUEST_METHOD", "GET"}};
  EXPECT_EQ(proxy_for(cgi, "http://x.org"), "");
  EXPECT_EQ(proxy_for({{"HTTP_PROXY", "good:1"}}, "http://x.org"), "good:1");
}

TEST(ProxySettings, ReachesDirectlyWhatNoProxyLists) {
  const Variables variables{
      {"all_proxy", "http://proxy:1"},
      {"NO_PROXY", "discord.com, .gg,10.0.0.0/8 [fd00::1],fe80::/10,*.wild.org,port.org:8443"}};
  for (const char* url :
       {"https://discord.com", "https://CDN.discord.com", "wss://gateway.discord.gg",
        "http://10.1.2.3:80", "https://[fd00::1]", "https://[fe80::7]", "https://a.wild.org",
        "https://wild.org", "https://port.org:8443", "http://localhost:1", "https://127.9.9.9",
        "https://[::1]:7"}) {
    EXPECT_EQ(proxy_for(variables, url), "") << url;
  }
  for (const char* url : {"https://notdiscord.com", "https://discord.com.org", "https://11.0.0.1",
                          "https://[fd00::2]", "https://port.org", "https://mygg"}) {
    EXPECT_EQ(proxy_for(variables, url), "proxy:1") << url;
  }
  EXPECT_EQ(proxy_for({{"all_proxy", "p:1"}, {"no_proxy", "*"}}, "https://x.org"), "");
}

TEST(ProxySettings, AnOptionOverridesTheEnvironment) {
  const auto url = Url::parse("https://127.0.0.1").value();
  const auto proxy = ProxySettings::create("http://proxy.example:3128/")->proxy_for(url);
  ASSERT_TRUE(proxy) << "also for this machine, because it was asked for";
  EXPECT_EQ(proxy->name(), "proxy.example:3128");
  EXPECT_EQ(proxy->authorization, "");
  EXPECT_FALSE(ProxySettings::create("")->proxy_for(url));
}

TEST(ProxySettings, TakesUserAndPasswordFromTheUrl) {
  const auto url = Url::parse("https://discord.com").value();
  const auto proxy = ProxySettings::create("http://ada:p%40ss@[::1]:8080")->proxy_for(url);
  ASSERT_TRUE(proxy);
  EXPECT_EQ(proxy->host, "::1");
  EXPECT_EQ(proxy->authorization, "Basic YWRhOnBAc3M=");  // ada:p@ss
}

TEST(ProxySettings, SaysWhatIsWrongWithoutThePassword) {
  for (const char* text : {"https://ada:secret@proxy", "socks5://ada:secret@proxy:1080",
                           "http://ada:secret@", "http://ada:secret@proxy:99999"}) {
    for (const auto& settings : {ProxySettings::create(text), from({{"HTTPS_PROXY", text}})}) {
      ASSERT_FALSE(settings) << text;
      EXPECT_EQ(settings.error().kind, ErrorKind::invalid_argument);
      EXPECT_THAT(settings.error().message,
                  AllOf(HasSubstr("http://proxy:3128"), Not(HasSubstr("secret"))));
    }
  }
}

// ---- Through a proxy

class ThroughProxyTest : public testing::Test {
 protected:
  void SetUp() override {
    HttpServerOptions options;
    options.tls =
        TlsContext::server(certificates_.certificate_file(), certificates_.key_file()).value();
    secure_ = listen(options);
    plain_ = listen({});
    proxy_.emplace(context_, secure_->port());
  }
  void TearDown() override {
    proxy_.reset();
    asio::post(context_, [this] {
      secure_->stop();
      plain_->stop();
    });
    context_.restart();
    context_.run_for(std::chrono::seconds(5));  // returns as soon as nothing is left to do
    EXPECT_TRUE(context_.stopped()) << "connections were left behind";
  }
  std::unique_ptr<HttpServer> listen(HttpServerOptions options) {
    auto server = HttpServer::listen(
                      context_.get_executor(), std::move(options),
                      [](HttpServerRequest request) -> awaitable<HttpServerResponse> {
                        HttpServerResponse response;
                        response.body = request.target;
                        response.headers.emplace_back("X-Authorization",
                                                      request.header("Proxy-Authorization"));
                        co_return response;
                      },
                      [](HttpServerRequest, std::unique_ptr<WebSocket> socket) -> awaitable<void> {
                        co_await socket->write("welcome", false);
                        co_await socket->read();
                      })
                      .value();
    asio::co_spawn(context_, server->run(), asio::detached);
    return server;
  }

  ProxySettings settings(const std::string& user = "ada:secret@") const {
    return ProxySettings::create("http://" + user + "127.0.0.1:" + std::to_string(proxy_->port()))
        .value();
  }
  Result<HttpResponse> get(const std::string& url) {
    HttpConnectionPoolOptions options;
    options.proxies = settings();
    options.dial_timeout = dial_timeout_;
    const auto pool =
        HttpConnectionPool::create(TlsContext::client(certificates_.ca_file()).value(), options);
    Result<HttpResponse> result = Error();
    test::run_coroutine(context_, [&]() -> awaitable<void> {
      for (int i = 0; i < 2; ++i) {
        HttpRequest request;
        request.method = "GET";
        request.url = Url::parse(url).value();
        result = co_await pool->send(request, was_sent_);
        if (!result) co_return;
      }
    }());
    return result;
  }

  test::Certificates certificates_{"origin.example"};
  asio::io_context context_;
  std::unique_ptr<HttpServer> secure_;
  std::unique_ptr<HttpServer> plain_;
  std::optional<test::ConnectProxy> proxy_;
  Duration dial_timeout_ = std::chrono::seconds(10);
  bool was_sent_ = false;
};

TEST_F(ThroughProxyTest, HttpsIsTunnelledAndVerifiedToTheOrigin) {
  // Nobody here could look the name up: the proxy does.
  const auto response = get("https://origin.example/x?y");
  ASSERT_TRUE(response) << response.error();
  EXPECT_EQ(response->body, "/x?y");
  EXPECT_EQ(response->header("X-Authorization"), "") << "the origin is not told";
  ASSERT_THAT(proxy_->heads(), SizeIs(1)) << "the tunnel is kept";
  EXPECT_EQ(proxy_->heads()[0],
            "CONNECT origin.example:443 HTTP/1.1\r\nHost: origin.example:443\r\n"
            "Proxy-Authorization: Basic YWRhOnNlY3JldA==\r\n\r\n");
}

TEST_F(ThroughProxyTest, ATunnelToAnotherHostIsNotTrusted) {
  const auto response = get("https://elsewhere.example/");
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::tls) << response.error();
  EXPECT_FALSE(was_sent_);
}

TEST_F(ThroughProxyTest, PlainHttpIsAskedForByItsWholeUrl) {
  proxy_.emplace(context_, plain_->port());
  const auto response = get("http://origin.example:8080/x");
  ASSERT_TRUE(response) << response.error();
  EXPECT_EQ(response->body, "http://origin.example:8080/x") << "our proxy forwards it as it is";
  EXPECT_EQ(response->header("X-Authorization"), "Basic YWRhOnNlY3JldA==");
  EXPECT_THAT(proxy_->heads()[0], HasSubstr("\r\nHost: origin.example:8080\r\n"));
}

TEST_F(ThroughProxyTest, WebSocketsAreTunnelled) {
  for (const std::string url : {"wss://origin.example/", "ws://origin.example/"}) {
    if (url.starts_with("ws:")) proxy_.emplace(context_, plain_->port());
    std::string message;
    test::run_coroutine(context_, [&]() -> awaitable<void> {
      WebSocketOptions options;
      options.proxy = settings().proxy_for(Url::parse(url).value());
      auto socket = co_await WebSocket::connect(
          Url::parse(url).value(), TlsContext::client(certificates_.ca_file()).value(), options);
      if (!socket) throw Exception(socket.error());
      message = (co_await (*socket)->read()).value().data;
      (*socket)->abort();
    }());
    EXPECT_EQ(message, "welcome");
    EXPECT_TRUE(proxy_->heads().back().starts_with("CONNECT origin.example:")) << url;
  }
}

TEST_F(ThroughProxyTest, ARefusalIsToldWithoutThePassword) {
  proxy_->refuse_with("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
  auto response = get("https://origin.example/");
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::network);
  EXPECT_EQ(response.error().message,
            "the proxy 127.0.0.1:" + std::to_string(proxy_->port()) +
                " refuses to connect to origin.example:443 (\"HTTP/1.1 407 Proxy Authentication "
                "Required\"); it wants a user and a password in its URL");
  proxy_->refuse_with("HTTP/1.1 403 Forbidden\r\n\r\n");
  response = get("https://origin.example/");
  EXPECT_THAT(response.error().message, HasSubstr("403 Forbidden"));
}

TEST_F(ThroughProxyTest, SaysThatItIsAProxyThatIsNotThere) {
  const Url url = Url::parse("wss://origin.example/").value();
  WebSocketOptions options;
  options.proxy = settings().proxy_for(url);
  proxy_.reset();
  std::string message;
  test::run_coroutine(context_, [&]() -> awaitable<void> {
    const auto socket = co_await WebSocket::connect(
        url, TlsContext::client(certificates_.ca_file()).value(), options);
    message = socket.error().message;
  }());
  EXPECT_THAT(message, HasSubstr("the proxy of the option or of https_proxy: cannot connect to "
                                 "127.0.0.1 port "));
}

TEST_F(ThroughProxyTest, ReportsAProxyThatIsNone) {
  for (const char* answer : {"SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 2\r\n\r\n", "HTTP/1.1",
                             "\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nearly words"}) {
    proxy_->refuse_with(answer);
    const auto response = get("https://origin.example/");
    ASSERT_FALSE(response) << answer;
    EXPECT_THAT(response.error().message, HasSubstr("the proxy 127.0.0.1:")) << answer;
  }
  proxy_->refuse_with("HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n");
  EXPECT_FALSE(get("https://origin.example/"));
}

TEST_F(ThroughProxyTest, ReportsAProxyThatDiesOrFallsSilent) {
  // It dies after the tunnel was granted: in the middle of the TLS handshake.
  proxy_->refuse_with("HTTP/1.1 200 Connection established\r\n\r\n");
  auto response = get("https://origin.example/");
  ASSERT_FALSE(response);
  EXPECT_FALSE(was_sent_);
  EXPECT_THAT(response.error().message,
              HasSubstr("the TLS handshake with origin.example port 443"));

  const test::StubServer silent(context_,
                                [](test::StubConnection& connection, int) -> awaitable<void> {
                                  co_await connection.until_closed();
                                });
  dial_timeout_ = std::chrono::milliseconds(50);
  HttpConnectionPoolOptions options;
  options.proxies = ProxySettings::create("127.0.0.1:" + std::to_string(silent.port())).value();
  options.dial_timeout = dial_timeout_;
  const auto pool =
      HttpConnectionPool::create(TlsContext::client(certificates_.ca_file()).value(), options);
  test::run_coroutine(context_, [&]() -> awaitable<void> {
    HttpRequest request;
    request.method = "GET";
    request.url = Url::parse("https://origin.example/").value();
    response = co_await pool->send(request, was_sent_);
  }());
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::timeout) << response.error();
  EXPECT_THAT(response.error().message, HasSubstr("the proxy 127.0.0.1:"));
}

}  // namespace
}  // namespace pincer::net
