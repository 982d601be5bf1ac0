// What bots send, all of it: random values, and each field absent, null and set.
#include <gmock/gmock.h>

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <iterator>
#include <set>

#include "model/generated/request_list.hpp"
#include "model/sent_kinds.hpp"
#include "pincer/model/create_message.hpp"
#include "pincer/model/interaction_response.hpp"

namespace pincer::test {
namespace {

using testing::IsEmpty;

dom::value read_file(const char* path) {
  std::ifstream file(path);
  return dom::parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

std::string rewrite(const SentKind& kind, const dom::value& value) {
  try {
    return kind.rewrite(value);
  } catch (const NotReadable& error) {
    return error.what();
  }
}

TEST(Sent, HasEveryRequestType) {
  std::set<std::string_view> kinds;
  for (const SentKind& kind : sent_kinds()) kinds.insert(kind.name);
  EXPECT_EQ(kinds.size(), sent_kinds().size());
  std::size_t requests = 0;
#define PINCER_COUNT(Request)            \
  EXPECT_TRUE(kinds.contains(#Request)); \
  ++requests;
  PINCER_FOR_EACH_REQUEST(PINCER_COUNT)
#undef PINCER_COUNT
  // Those that are written by hand.
  constexpr std::array handwritten{
      "AllowedMentions",
      "Heartbeat",
      "Identify",
      "Resume",
      "AnyComponent",
      "CommandOption",
      "CreateCommand",
      "CreateMessage",
      "CreatePoll",
      "EditMessage",
      "Embed",
      "InteractionResponse",
      "RequestChannelInfo",
      "RequestGuildMembers",
      "RequestSoundboardSounds",
      "UpdatePresence",
      "UpdateVoiceState",
  };
  for (const char* const name : handwritten) EXPECT_TRUE(kinds.contains(name)) << name;
  EXPECT_EQ(kinds.size(), requests + handwritten.size());
}

TEST(Sent, RandomValuesAreReadAndWrittenAsTheyWere) {
  constexpr std::uint64_t rounds = 100;
  for (const SentKind& kind : sent_kinds()) {
    std::set<std::string> different;
    for (std::uint64_t seed = 1; seed <= rounds; ++seed) {
      Random random(seed);
      const SentKind::Random made = kind.make(random);
      different.insert(made.json);
      boost::system::error_code failure;
      const dom::value value = dom::parse(made.json, failure);
      ASSERT_FALSE(failure) << kind.name << " " << made.json;
      ASSERT_EQ(rewrite(kind, value), made.json) << kind.name << ", seed " << seed;
      ASSERT_THAT(made.errors, IsEmpty())
          << kind.name << ", seed " << seed << ": " << made.errors.front().path << ": "
          << made.errors.front().message << "\n"
          << made.json;
    }
    // One that has nothing to choose would prove nothing.
    EXPECT_GT(different.size(), 2U) << kind.name;
  }
}

/// generated/request_fields.json: for each request its required fields, and a value of each other.
TEST(Sent, TellsAbsentFromNullFromValue) {
  std::size_t requests = 0;
  std::size_t nullable = 0;
  const dom::value rows = read_file(PINCER_REQUEST_FIELDS_JSON);
  for (const dom::value& row : rows.as_array()) {
    const std::string_view name = row.at("type").as_string();
    const SentKind* const kind = find_sent_kind(name);
    ASSERT_NE(kind, nullptr) << name;
    const dom::value& required = row.at("required");
    const auto expect_same = [&](const dom::value& value) {
      boost::system::error_code failure;
      const std::string text = rewrite(*kind, value);
      EXPECT_EQ(dom::parse(text, failure), value) << name << ": " << text;
    };
    expect_same(required);
    const auto with = [&](std::string_view key, const dom::value& value) {
      dom::object object = required.as_object();
      object[key] = value;
      return object;
    };
    for (const auto& [key, value] : row.at("optional").as_object()) expect_same(with(key, value));
    for (const dom::value& key : row.at("nullable").as_array()) {
      expect_same(with(key.as_string(), nullptr));
      ++nullable;
    }
    ++requests;
  }
#define PINCER_COUNT(Request) +1
  EXPECT_EQ(requests, 0 PINCER_FOR_EACH_REQUEST(PINCER_COUNT));
#undef PINCER_COUNT
  EXPECT_GT(nullable, 250U);
}

TEST(Sent, TellsAbsentFromNullFromValueInEditsByHand) {
  EXPECT_EQ(EditMessage().to_json(), "{}");
  EXPECT_EQ(EditMessage().content(std::nullopt).to_json(), R"({"content":null})");
  EXPECT_EQ(EditMessage().content("").to_json(), R"({"content":""})");
  EXPECT_EQ(EditMessage().content("tide").to_json(), R"({"content":"tide"})");
  EXPECT_EQ(EditMessage().flags(std::nullopt).to_json(), R"({"flags":null})");
  EXPECT_EQ(EditMessage().flags(MessageFlags()).to_json(), R"({"flags":0})");
  EXPECT_EQ(EditMessage().allowed_mentions(std::nullopt).to_json(), R"({"allowed_mentions":null})");
  EXPECT_EQ(EditMessage().allowed_mentions(AllowedMentions()).to_json(),
            R"({"allowed_mentions":{"parse":[]}})");
  // Of a list, Discord takes null for an empty one: that is what is sent.
  EXPECT_EQ(EditMessage().no_embeds().to_json(), R"({"embeds":[]})");
  EXPECT_EQ(EditMessage().no_rows().to_json(), R"({"components":[]})");
  EXPECT_EQ(EditMessage().no_attachments().to_json(), R"({"attachments":[]})");
}

TEST(Sent, AnEditKeepsAndAddsAttachments) {
  const EditMessage appended = EditMessage().file(File("tide.txt", "6 am", "a table"));
  EXPECT_EQ(appended.to_json(), "{}");
  ASSERT_EQ(appended.files().size(), 1U);
  EXPECT_EQ(EditMessage(appended).keep(AttachmentId(7)).to_json(),
            R"({"attachments":[{"id":"7"},)"
            R"({"id":0,"filename":"tide.txt","description":"a table"}]})");
  EXPECT_EQ(InteractionResponse::update(appended).files().size(), 1U);
}

}  // namespace
}  // namespace pincer::test
