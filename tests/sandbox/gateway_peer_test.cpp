// One connection: Hello, heartbeats, limits, and what closes it.
#include "sandbox/gateway_peer.hpp"

#include "sandbox/gateway_fixture.hpp"

namespace pincer::sandbox {
namespace {

class GatewayPeerTest : public testing::Test {
 protected:
  GatewayPeer peer(std::string_view query = "v=10&encoding=json") {
    GatewayPeer made(1, GatewayQuery::parse(query), settings_, now_);
    made.start(out_);
    return made;
  }
  Lines lines() {
    Lines lines;
    for (const auto& output : std::exchange(out_, {})) lines.push_back(line_of(output));
    return lines;
  }
  /// What the peer closes with after this one payload; empty when it does not.
  std::string close_after(const std::string& payload, const std::string& session = "abc") {
    auto made = peer();
    made.set_session(session);
    lines();
    made.receive(payload, now_, out_);
    const auto all = lines();
    return all.empty() ? "" : all.front();
  }
  template <class Command>
  Command received(const std::string& payload, const std::string& session = "abc") {
    auto made = peer();
    made.set_session(session);
    lines();
    const auto command = made.receive(payload, now_, out_);
    EXPECT_EQ(lines(), Lines());
    EXPECT_TRUE(std::holds_alternative<Command>(command)) << payload;
    return std::get<Command>(command);
  }

  GatewaySettings settings_;
  TimePoint now_{};
  GatewayOutputs out_;
};

TEST_F(GatewayPeerTest, SaysHello) {
  auto made = peer();
  ASSERT_EQ(out_.size(), 1U);
  EXPECT_EQ(out_[0].bytes, R"({"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250}})");
  EXPECT_FALSE(out_[0].binary);
}

TEST_F(GatewayPeerTest, AcknowledgesHeartbeats) {
  auto made = peer();
  lines();
  made.receive(R"({"op":1,"d":null})", now_, out_);
  made.receive(R"({"op":1,"d":251})", now_, out_);
  EXPECT_EQ(out_[0].bytes, R"({"t":null,"s":null,"op":11,"d":null})");
  EXPECT_THAT(lines(), ElementsAre("1 op 11", "1 op 11"));
}

TEST_F(GatewayPeerTest, ClosesWhenTheHeartbeatIsOverdue) {
  auto made = peer();
  lines();
  now_ += 40s;
  made.receive(R"({"op":1,"d":null})", now_, out_);
  EXPECT_EQ(made.deadline(), now_ + settings_.heartbeat_interval * 3 / 2);
  lines();
  made.tick(*made.deadline() - 1ns, out_);
  EXPECT_EQ(lines(), Lines());
  made.tick(*made.deadline(), out_);
  EXPECT_THAT(lines(), ElementsAre("1 close 4009 Session timed out"));
  EXPECT_EQ(made.deadline(), std::nullopt);
}

TEST_F(GatewayPeerTest, ClosesAfterTooManyCommandsInASlidingWindow) {
  auto made = peer();
  lines();
  for (int i = 0; i < 120; ++i) made.receive(R"({"op":1,"d":null})", now_ + i * 100ms, out_);
  EXPECT_EQ(lines().size(), 120U);
  // The first of them leaves the window after 60 seconds, the second 0.1 seconds later.
  made.receive(R"({"op":1,"d":null})", now_ + 60s, out_);
  EXPECT_THAT(lines(), ElementsAre("1 op 11"));
  made.receive(R"({"op":1,"d":null})", now_ + 60s, out_);
  EXPECT_THAT(lines(), ElementsAre("1 close 4008 You are being rate limited"));
  made.receive(R"({"op":1,"d":null})", now_ + 200s, out_);
  EXPECT_EQ(lines(), Lines());
}

TEST_F(GatewayPeerTest, ClosesOnUndecodablePayloads) {
  EXPECT_EQ(close_after("not JSON"), "1 close 4002 The payload is no JSON object");
  EXPECT_EQ(close_after("[1]"), "1 close 4002 The payload is no JSON object");
  EXPECT_EQ(close_after(""), "1 close 4002 The payload is no JSON object");
  EXPECT_EQ(close_after("{}"), "1 close 4002 \"op\" must be an integer");
  EXPECT_EQ(close_after(R"({"op":"1"})"), "1 close 4002 \"op\" must be an integer");
  EXPECT_EQ(close_after(R"({"op":1.5})"), "1 close 4002 \"op\" must be an integer");
  EXPECT_EQ(close_after(R"({"op":3})"), "1 close 4002 \"d\" must be an object");
  EXPECT_EQ(close_after(R"({"op":1,"d":"x"})"),
            "1 close 4002 \"d\" of a heartbeat must be an integer or null");
  EXPECT_EQ(close_after(R"({"op":1,"d":1})" + std::string(4096, ' ')),
            "1 close 4002 Payloads must not exceed 4096 bytes");
}

TEST_F(GatewayPeerTest, TakesAPayloadOfExactly4096Bytes) {
  const std::string beat = R"({"op":1,"d":1})";
  EXPECT_EQ(close_after(beat + std::string(4096 - beat.size(), ' ')), "1 op 11");
}

TEST_F(GatewayPeerTest, ClosesOnUnknownOpcodes) {
  EXPECT_EQ(close_after(R"({"op":99,"d":{}})"), "1 close 4001 Unknown opcode 99");
  // Those that only the server sends, and the retired one.
  for (const char* opcode : {"0", "5", "7", "9", "10", "11", "-1"}) {
    EXPECT_EQ(close_after(R"({"op":)" + std::string(opcode) + "}"),
              "1 close 4001 Unknown opcode " + std::string(opcode));
  }
}

TEST_F(GatewayPeerTest, WantsALoginFirstAndOnlyOnce) {
  for (const char* opcode : {"3", "4", "8", "31", "43"}) {
    EXPECT_EQ(close_after(R"({"op":)" + std::string(opcode) + R"(,"d":{}})", ""),
              "1 close 4003 Not authenticated: identify first");
  }
  EXPECT_EQ(close_after(R"({"op":2,"d":{}})"), "1 close 4005 Already authenticated");
  EXPECT_EQ(close_after(R"({"op":6,"d":{}})"), "1 close 4005 Already authenticated");
}

TEST_F(GatewayPeerTest, NamesTheFieldThatDoesNotFit) {
  const auto login = [this](const std::string& data) {
    return close_after(R"({"op":2,"d":)" + data + "}", "");
  };
  EXPECT_EQ(login("{}"), "1 close 4002 \"token\" must be a string");
  EXPECT_EQ(login(R"({"token":"t"})"), "1 close 4002 \"properties\" must be an object");
  EXPECT_EQ(login(R"({"token":"t","properties":{}})"),
            "1 close 4002 \"intents\" must be an integer");
  EXPECT_EQ(login(R"({"token":"t","properties":{},"intents":-1})"),
            "1 close 4002 \"intents\" must be an integer");
  for (const char* shard : {"1", "[0]", "[0,1,2]", R"(["0","1"])"}) {
    EXPECT_EQ(
        login(R"({"token":"t","properties":{},"intents":0,"shard":)" + std::string(shard) + "}"),
        "1 close 4002 \"shard\" must be an array of two integers");
  }
  EXPECT_EQ(login(R"({"token":"t","properties":{},"intents":0,"large_threshold":20})"),
            "1 close 4002 \"large_threshold\" must be 50 to 250");
  EXPECT_EQ(close_after(R"({"op":6,"d":{"token":"t","session_id":"s"}})", ""),
            "1 close 4002 \"seq\" must be an integer");
  EXPECT_EQ(close_after(R"({"op":3,"d":{"status":"sleepy","activities":[]}})"),
            "1 close 4002 \"status\" must be one of online, dnd, idle, invisible, offline");
  EXPECT_EQ(close_after(R"({"op":8,"d":{"guild_id":"1"}})"),
            "1 close 4002 \"query\" must be given, or \"user_ids\"");
  EXPECT_EQ(close_after(R"({"op":8,"d":{"guild_id":"1","query":""}})"),
            "1 close 4002 \"limit\" must be an integer from 0");
  EXPECT_EQ(close_after(R"({"op":8,"d":{"guild_id":"1","user_ids":[]}})"),
            "1 close 4002 \"user_ids\" must be 1 to 100 snowflakes");
  EXPECT_EQ(close_after(R"({"op":31,"d":{"guild_ids":"1"}})"),
            "1 close 4002 \"guild_ids\" must be an array of snowflakes");
  EXPECT_EQ(close_after(R"({"op":43,"d":{"guild_id":"1"}})"),
            "1 close 4002 \"fields\" must be an array of strings");
  EXPECT_EQ(close_after(R"({"op":43,"d":{"guild_id":"1","fields":[1]}})"),
            "1 close 4002 \"fields\" must be an array of strings");
}

TEST_F(GatewayPeerTest, ReadsCommands) {
  const auto login = received<IdentifyCommand>(
      R"({"op":2,"d":{"token":"t","properties":{},"intents":513,"shard":[1,2],"compress":true,)"
      R"("presence":{"status":"dnd"}}})",
      "");
  EXPECT_EQ(login.token.reveal(), "t");
  EXPECT_EQ(login.intents, 513U);
  EXPECT_EQ(login.shard, (std::pair<std::int64_t, std::int64_t>(1, 2)));
  EXPECT_TRUE(login.compress);
  EXPECT_EQ(login.presence, (boost::json::object{{"status", "dnd"}}));

  const auto resume =
      received<ResumeCommand>(R"({"op":6,"d":{"token":"t","session_id":"s","seq":7}})", "");
  EXPECT_EQ(resume.session_id, "s");
  EXPECT_EQ(resume.sequence, 7U);

  const auto voice = received<VoiceStateCommand>(
      R"({"op":4,"d":{"guild_id":"5","channel_id":null,"self_mute":true,"self_deaf":false}})");
  EXPECT_EQ(voice.guild_id, 5U);
  EXPECT_EQ(voice.channel_id, std::nullopt);
  EXPECT_TRUE(voice.self_mute);

  const auto members = received<RequestMembersCommand>(
      R"({"op":8,"d":{"guild_id":5,"user_ids":"6","presences":true,"nonce":"n"}})");
  EXPECT_EQ(members.guild_id, 5U);
  EXPECT_THAT(members.user_ids, ElementsAre(6U));
  EXPECT_TRUE(members.presences);
  EXPECT_EQ(members.nonce, "n");
  EXPECT_EQ(
      received<RequestMembersCommand>(R"({"op":8,"d":{"guild_id":5,"query":"a","limit":0}})").limit,
      100U);
  EXPECT_EQ(
      received<RequestMembersCommand>(R"({"op":8,"d":{"guild_id":5,"query":"","limit":0}})").limit,
      0U);
  const auto long_nonce = received<RequestMembersCommand>(
      R"({"op":8,"d":{"guild_id":5,"query":"","limit":0,"nonce":")" + std::string(33, 'n') +
      "\"}}");
  EXPECT_EQ(long_nonce.nonce, "");
}

TEST_F(GatewayPeerTest, RefusesWhatTheUrlMustNotAsk) {
  EXPECT_THAT((peer("v=5"), lines()), ElementsAre("1 close 4012 Invalid API version: use v=10"));
  EXPECT_THAT((peer("v=ten"), lines()), ElementsAre("1 close 4012 Invalid API version: use v=10"));
  EXPECT_THAT((peer("v=11"), lines()), ElementsAre("1 close 4012 Invalid API version: use v=10"));
  EXPECT_THAT((peer("v=10&encoding=etf"), lines()),
              ElementsAre("1 close 4002 The sandbox speaks encoding=json only"));
  EXPECT_THAT((peer("compress=lzma"), lines()),
              ElementsAre("1 close 4002 compress is zlib-stream or zstd-stream"));
  EXPECT_THAT((peer(""), lines()), ElementsAre("1 op 10 {\"heartbeat_interval\":41250}"));
  EXPECT_THAT((peer("v=9&encoding=json&other"), lines()),
              ElementsAre("1 op 10 {\"heartbeat_interval\":41250}"));
}

TEST_F(GatewayPeerTest, CompressesAsTheUrlAsks) {
  EXPECT_EQ(GatewayQuery::parse("compress=zlib-stream").compression,
            TransportCompression::zlib_stream);
  EXPECT_EQ(GatewayQuery::parse("compress=zstd%2Dstream").compression,
            TransportCompression::zstd_stream);
  auto made = peer("compress=zlib-stream");
  EXPECT_TRUE(out_.at(0).binary);
  EXPECT_EQ(out_.at(0).bytes.substr(out_.at(0).bytes.size() - 4),
            std::string("\x00\x00\xff\xff", 4));
  // Transport compression wins over payload compression.
  made.enable_payload_compression();
  made.send_opcode(wire::Opcode::reconnect, out_);
  EXPECT_EQ(out_.at(1).bytes.substr(out_.at(1).bytes.size() - 4),
            std::string("\x00\x00\xff\xff", 4));
}

TEST_F(GatewayPeerTest, CompressesPayloadsOneByOne) {
  auto made = peer();
  lines();
  made.enable_payload_compression();
  made.send_opcode(wire::Opcode::reconnect, out_);
  EXPECT_TRUE(out_.at(0).binary);
  EXPECT_EQ(out_.at(0).bytes, compress_payload(R"({"t":null,"s":null,"op":7,"d":null})"));
}

}  // namespace
}  // namespace pincer::sandbox
