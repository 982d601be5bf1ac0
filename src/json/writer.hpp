// Writes JSON straight into a string. Layer: json. Thread safety: one thread at a time.
// Commas and colons are placed by the writer; balancing begin and end is the caller's duty and is
// asserted. Strings are escaped as RFC 8259 demands; bytes that are not UTF-8 become U+FFFD, so
// that what we send is always valid JSON.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace pincer::json {

class Writer {
 public:
  Writer& begin_object();
  Writer& end_object();
  Writer& begin_array();
  Writer& end_array();
  Writer& key(std::string_view name);

  Writer& value(std::string_view text);
  Writer& value(const char* text) { return value(std::string_view(text)); }
  Writer& value(bool truth);
  Writer& value(double number);  ///< Not finite becomes null: JSON has no word for it.
  /// With a point or an exponent, "3.0": for where a reader takes numbers without for integers.
  Writer& real(double number);
  Writer& value(std::nullptr_t);
  template <std::integral Integer>
  requires(!std::same_as<Integer, bool>) Writer& value(Integer number) {
    if constexpr (std::signed_integral<Integer>) return signed_value(number);
    return unsigned_value(static_cast<std::uint64_t>(number));
  }
  /// Text that already is JSON, such as a stored document. Not checked.
  Writer& raw(std::string_view json);

  /// `key(name).value(v)`.
  template <class Value>
  Writer& field(std::string_view name, const Value& v) {
    return key(name).value(v);
  }

  [[nodiscard]] std::string_view view() const noexcept { return out_; }
  /// The text; the writer is empty again afterwards.
  [[nodiscard]] std::string take();

 private:
  Writer& signed_value(std::int64_t number);
  Writer& unsigned_value(std::uint64_t number);
  void separate();

  std::string out_;
  int depth_ = 0;
  bool needs_comma_ = false;
};

/// Appends `text` to `out` as a JSON string with its quotes.
void append_quoted(std::string& out, std::string_view text);

}  // namespace pincer::json
