#include "pincer/token.hpp"

#include <cstdlib>
#include <fstream>
#include <ostream>

#include "pincer/error.hpp"

namespace pincer {
namespace {

std::string_view trim(std::string_view text) {
  constexpr std::string_view white_space = " \t\r\n";
  const auto first = text.find_first_not_of(white_space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

}  // namespace

Token::Token(std::string_view text) {
  text = trim(text);
  if (text == "Bot" || text.starts_with("Bot ")) text = trim(text.substr(3));
  text_ = text;
}

Token& Token::operator=(const Token& other) {
  if (this != &other) {
    wipe();
    text_ = other.text_;
  }
  return *this;
}

Token& Token::operator=(Token&& other) noexcept {
  if (this != &other) {
    wipe();
    text_ = std::move(other.text_);
    other.wipe();
  }
  return *this;
}

Token::~Token() { wipe(); }

void Token::wipe() noexcept {
  // All of the memory: a short text that was moved away has left its characters beyond the end.
  text_.resize(text_.capacity());
  // Through a volatile pointer, so that the compiler keeps the stores to memory about to die.
  volatile char* bytes = text_.data();
  for (std::size_t i = 0; i < text_.size(); ++i) bytes[i] = 0;
  text_.clear();
}

Token Token::from_environment(const char* name) {
  const char* const text = std::getenv(name);
  return Token(text == nullptr ? std::string_view() : std::string_view(text));
}

Token Token::from_file(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (file) std::getline(file, line);
  Token token(line);
  if (token.empty()) {
    throw Exception(Error(ErrorKind::invalid_argument,
                          "cannot read a bot token from the first line of \"" + path + "\""));
  }
  return token;
}

std::ostream& operator<<(std::ostream& out, const Token&) { return out << "***"; }

}  // namespace pincer
