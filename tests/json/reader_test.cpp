#include "json/reader.hpp"

#include <gtest/gtest.h>

namespace pincer::json {
namespace {

struct Inner {
  UserId id;
  std::string name;
};

bool read(Value& value, Inner& inner) {
  const bool ok = read_object(value, [&](Key key, Value& field) {
    switch (key.hash) {
      case "id"_key: return json::read(field, inner.id);
      case "name"_key: return json::read(field, inner.name);
      default: return true;
    }
  });
  return ok && require(value, inner.id, "id");
}

enum class Colour : std::int32_t { red = 1 };

struct Outer {
  std::string text;
  std::int32_t small = 0;
  std::int64_t big = 0;
  std::uint64_t natural = 0;
  double real = 0;
  bool truth = false;
  Colour colour{};
  std::optional<std::string> maybe = "before";
  std::optional<Inner> inner;
  std::vector<Inner> list;
  std::map<std::string, std::string> words;
  std::map<UserId, Inner> people;
  std::string raw;
  std::string nonce;
};

bool read(Value& value, Outer& outer) {
  return read_object(value, [&](Key key, Value& field) {
    switch (key.hash) {
      case "text"_key: return json::read(field, outer.text);
      case "small"_key: return json::read(field, outer.small);
      case "big"_key: return json::read(field, outer.big);
      case "natural"_key: return json::read(field, outer.natural);
      case "real"_key: return json::read(field, outer.real);
      case "truth"_key: return json::read(field, outer.truth);
      case "colour"_key: return json::read(field, outer.colour);
      case "maybe"_key: return json::read(field, outer.maybe);
      case "inner"_key: return json::read(field, outer.inner);
      case "list"_key: return json::read(field, outer.list);
      case "words"_key: return json::read(field, outer.words);
      case "people"_key: return json::read(field, outer.people);
      case "raw"_key: return read_raw(field, outer.raw);
      case "nonce"_key: return read_text_or_number(field, outer.nonce);
      default: return true;
    }
  });
}

std::string error_of(std::string_view text) {
  const Result<Outer> result = parse<Outer>(text);
  return result ? "no error" : result.error().message;
}

TEST(Reader, ReadsEachType) {
  const Outer outer = parse<Outer>(R"({"text":"a\"b\u20ac","small":-7,"big":9007199254740993,
    "natural":18446744073709551615,"real":0.25,"truth":true,"colour":1,"maybe":"x",
    "inner":{"id":"1","name":"n"},"list":[{"id":"2"},{"id":"3"}],"words":{"de":"ja","fr":"oui"},
    "people":{"5":{"id":"5"}}})")
                          .value();
  EXPECT_EQ(outer.text, "a\"b\xe2\x82\xac");
  EXPECT_EQ(outer.small, -7);
  EXPECT_EQ(outer.big, 9007199254740993);
  EXPECT_EQ(outer.natural, 18446744073709551615U);
  EXPECT_EQ(outer.real, 0.25);
  EXPECT_TRUE(outer.truth);
  EXPECT_EQ(outer.colour, Colour::red);
  EXPECT_EQ(outer.maybe, "x");
  ASSERT_TRUE(outer.inner.has_value());
  EXPECT_EQ(outer.inner->id, UserId(1));
  EXPECT_EQ(outer.inner->name, "n");
  ASSERT_EQ(outer.list.size(), 2U);
  EXPECT_EQ(outer.list[1].id, UserId(3));
  EXPECT_EQ(outer.words, (std::map<std::string, std::string>{{"de", "ja"}, {"fr", "oui"}}));
  ASSERT_EQ(outer.people.count(UserId(5)), 1U);
}

TEST(Reader, TakesNullForAbsent) {
  const Outer outer = parse<Outer>(R"({"text":null,"small":null,"big":null,"natural":null,
    "real":null,"truth":null,"colour":null,"maybe":null,"inner":null,"list":null,"words":null,
    "people":null,"nonce":null})")
                          .value();
  EXPECT_EQ(outer.text, "");
  EXPECT_EQ(outer.small, 0);
  EXPECT_FALSE(outer.truth);
  EXPECT_FALSE(outer.maybe.has_value());
  EXPECT_FALSE(outer.inner.has_value());
  EXPECT_TRUE(outer.list.empty());
  EXPECT_TRUE(outer.words.empty());
  EXPECT_EQ(parse<std::vector<Inner>>(R"([null,{"id":"2"},null])").value().size(), 1U);
}

TEST(Reader, SkipsUnknownFields) {
  const Outer outer =
      parse<Outer>(R"({"new":{"a":[1,{"b":"}"}]},"text":"kept","newer":[[]]})").value();
  EXPECT_EQ(outer.text, "kept");
}

TEST(Reader, KeepsUnknownEnumerators) {
  EXPECT_EQ(static_cast<int>(parse<Outer>(R"({"colour":77})").value().colour), 77);
}

TEST(Reader, KeepsRawJsonOfEveryKind) {
  for (const std::string text :
       {R"({"a":[1, 2]})", R"(["x",null])", R"("s")", "12.5", "true", "null"}) {
    EXPECT_EQ(parse<Outer>("{\"raw\": " + text + " , \"small\":1}").value().raw, text);
  }
}

TEST(Reader, ReadsANonceOfEitherType) {
  EXPECT_EQ(parse<Outer>(R"({"nonce":"n1"})").value().nonce, "n1");
  EXPECT_EQ(parse<Outer>(R"({"nonce": 42 })").value().nonce, "42");
  EXPECT_EQ(error_of(R"({"nonce":[]})"), "nonce: expected a string");
}

TEST(Reader, NamesThePathOfAWrongType) {
  EXPECT_EQ(error_of(R"({"text":1})"), "text: expected a string");
  EXPECT_EQ(error_of(R"({"truth":"yes"})"), "truth: expected a boolean");
  EXPECT_EQ(error_of(R"({"small":1.5})"), "small: expected an integer");
  EXPECT_EQ(error_of(R"({"small":2147483648})"), "small: expected an integer of 32 bits");
  EXPECT_EQ(error_of(R"({"natural":-1})"), "natural: expected an integer that is not negative");
  EXPECT_EQ(error_of(R"({"real":"1"})"), "real: expected a number");
  EXPECT_EQ(error_of(R"({"colour":"red"})"), "colour: expected an integer");
  EXPECT_EQ(error_of(R"({"inner":{"id":12}})"), "inner.id: expected a snowflake string");
  EXPECT_EQ(error_of(R"({"inner":{"id":"12x"}})"), "inner.id: expected a snowflake string");
  EXPECT_EQ(error_of(R"({"inner":{"id":""}})"), "inner.id: expected a snowflake string");
  EXPECT_EQ(error_of(R"({"inner":{"id":"18446744073709551616"}})"),
            "inner.id: expected a snowflake string");
  EXPECT_EQ(error_of(R"({"inner":{"id":"123456789012345678901"}})"),
            "inner.id: expected a snowflake string");
  EXPECT_EQ(error_of(R"({"inner":[]})"), "inner: expected an object");
  EXPECT_EQ(error_of(R"({"list":{}})"), "list: expected an array");
  EXPECT_EQ(error_of(R"({"list":[{"id":"1"},{"id":"2","name":false}]})"),
            "list[1].name: expected a string");
  EXPECT_EQ(error_of(R"({"words":{"de":1}})"), "words.de: expected a string");
  EXPECT_EQ(error_of(R"({"people":{"x":{}}})"), "people.x: expected a snowflake as the name");
}

TEST(Reader, NamesAMissingId) {
  EXPECT_EQ(error_of(R"({"inner":{"name":"n"}})"), "inner.id: missing");
  EXPECT_EQ(error_of(R"({"list":[{"id":null}]})"), "list[0].id: missing");
}

TEST(Reader, RefusesWhatIsNotOneDocument) {
  for (const char* text : {"", " ", "nonsense", "{", "[1", R"({"text":"a)", R"({"text" "a"})",
                           "\xff", R"({"text":"a"} {})", R"({"text":"a",})"}) {
    const Result<Outer> result = parse<Outer>(text);
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().kind, ErrorKind::protocol);
    EXPECT_FALSE(result.error().message.empty());
  }
}

TEST(Reader, ReadsAnArrayAtTheRoot) {
  EXPECT_EQ(parse<std::vector<Inner>>(R"([{"id":"1"},{"id":"2"}])").value().size(), 2U);
  EXPECT_EQ(parse<std::vector<Inner>>(R"([{"id":"1"},3])").error().message,
            "[1]: expected an object");
}

struct Nest {
  std::vector<Nest> inner;
};

bool read(Value& value, Nest& nest) {
  return read_array(value,
                    [&](Value& element) { return read(element, nest.inner.emplace_back()); });
}

TEST(Reader, BoundsTheDepth) {
  const auto nested = [](int depth) {
    const auto count = static_cast<std::size_t>(depth);
    return std::string(count, '[') + std::string(count, ']');
  };
  EXPECT_TRUE(parse<Nest>(nested(depth_max)));
  const Result<Nest> too_deep = parse<Nest>(nested(depth_max + 1));
  ASSERT_FALSE(too_deep);
  EXPECT_NE(too_deep.error().message.find("nested too deep"), std::string::npos);
}

TEST(Reader, WorksAfterAFailureAndAfterALargeDocument) {
  EXPECT_FALSE(parse<Outer>("{"));
  const std::string large(3U * 1024U * 1024U, 'x');
  EXPECT_EQ(parse<Outer>(R"({"text":")" + large + "\"}").value().text, large);
  EXPECT_EQ(parse<Outer>(R"({"text":"small"})").value().text, "small");
}

}  // namespace
}  // namespace pincer::json
