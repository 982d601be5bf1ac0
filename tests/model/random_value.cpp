#include "model/random_value.hpp"

#include <array>
#include <limits>

namespace pincer {
namespace {

using namespace std::string_view_literals;

template <class Choices>
auto one_of(RandomValues& random, const Choices& choices) {
  return choices.at(random.below(choices.size()));
}

template <class Integer>
Integer integer(RandomValues& random) {
  using Limits = std::numeric_limits<Integer>;
  constexpr std::array<Integer, 4> extremes{0, 1, Limits::min(), Limits::max()};
  return random.below(2) == 0 ? one_of(random, extremes) : static_cast<Integer>(random.next());
}

}  // namespace

void fill(RandomValues& random, bool& out) { out = random.below(2) == 0; }

void fill(RandomValues& random, std::int32_t& out) { out = integer<std::int32_t>(random); }

void fill(RandomValues& random, std::int64_t& out) { out = integer<std::int64_t>(random); }

void fill(RandomValues& random, std::uint64_t& out) { out = integer<std::uint64_t>(random); }

void fill(RandomValues& random, double& out) {
  constexpr std::array extremes{0.0,  1.0,    -3.0,   0.1,
                                1e15, 1e+300, 5e-324, std::numeric_limits<double>::max()};
  out = random.below(2) == 0 ? one_of(random, extremes) : random.unit() * 1e6 - 5e5;
}

void fill(RandomValues& random, std::string& out) {
  constexpr std::array pieces{""sv,
                              "plain"sv,
                              "with \"quotes\" and \\"sv,
                              "two\nlines\t\x01\x1f\x7f"sv,
                              "\0nul"sv,
                              "h\u00e9llo"sv,
                              "\u2028\ufeff"sv,
                              "\U0001f525 \U0010ffff"sv,
                              "</script>"sv,
                              "\u05e9\u05dc\u05d5\u05dd"sv};
  for (std::uint64_t count = random.below(4); count > 0; --count) {
    out += one_of(random, pieces);
  }
  if (random.below(50) == 0) out.append(5000, 'x');
}

void fill(RandomValues& random, Timestamp& out) {
  constexpr std::int64_t first = -62135596800;  // the year 1
  constexpr std::int64_t last = 253402300799;   // the end of the year 9999
  constexpr std::array extremes{first * 1'000'000, last * 1'000'000 + 999'999, std::int64_t{0},
                                std::int64_t{-1}};
  const auto span = static_cast<std::uint64_t>(last - first);
  const std::int64_t any = (first + static_cast<std::int64_t>(random.below(span))) * 1'000'000 +
                           static_cast<std::int64_t>(random.below(1'000'000));
  const std::int64_t time = random.below(2) == 0 ? one_of(random, extremes) : any;
  out = Timestamp(Timestamp::TimePoint(std::chrono::microseconds(time)));
}

void fill(RandomValues& random, RawJson& out) {
  constexpr std::array texts{
      ""sv,         "{}"sv,      "[]"sv,   R"({"a": [1, {"b":null}], "c":"\u00e9\"]"})"sv,
      R"("t\n")"sv, "-12.5e3"sv, "true"sv, "null"sv};
  out = RawJson(std::string(one_of(random, texts)));
}

void fill(RandomValues& random, Color& out) { out = Color(integer<std::int32_t>(random)); }

void fill(RandomValues& random, ImageHash& out) {
  std::string text;
  fill(random, text);
  out = ImageHash(std::move(text));
}

void fill_unknown(RandomValues& random, std::int32_t& type, RawJson& json) {
  type = 1000 + static_cast<std::int32_t>(random.below(1000));
  json = RawJson(R"({ "new":[{"type":1}], "type":)" + std::to_string(type) + R"(,"id":7 })");
}

}  // namespace pincer
