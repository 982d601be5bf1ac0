// A bot token that cannot leak by accident. Layer: base. Thread safety: as a value type.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

namespace pincer {

/// A bot token. Printing it, logging it or formatting it yields `***`; the characters are only
/// reachable through `reveal()`, so that a search for that word finds every use. The memory is
/// overwritten on destruction and on assignment.
///
/// https://discord.com/developers/docs/reference#authentication
class Token {
 public:
  Token() = default;
  /// Takes the token as Discord's developer portal shows it; surrounding white space and a leading
  /// "Bot " are removed, because both are the usual mistakes of copying.
  explicit Token(std::string_view text);
  Token(const Token&) = default;
  Token(Token&&) noexcept = default;
  Token& operator=(const Token& other);
  Token& operator=(Token&& other) noexcept;
  ~Token();

  /// Reads the environment variable `name`; an empty token when it is unset. `Bot::run()` says what
  /// to do about an empty one.
  static Token from_environment(const char* name = "DISCORD_TOKEN");

  /// Reads the first line of a file.
  /// Throws `Exception` (`ErrorKind::invalid_argument`) when it cannot be read or is empty.
  static Token from_file(const std::string& path);

  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

  /// The token itself. Valid until this object is changed or destroyed.
  [[nodiscard]] std::string_view reveal() const noexcept { return text_; }

  friend bool operator==(const Token&, const Token&) = default;

 private:
  void wipe() noexcept;

  std::string text_;
};

/// Writes `***`.
std::ostream& operator<<(std::ostream& out, const Token& token);

}  // namespace pincer
