#include "pincer/token.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "pincer/error.hpp"

namespace pincer {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* secret = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs";
constexpr const char* variable = "PINCER_TOKEN_TEST";

/// The error that `call` throws; a failed test when it throws none.
template <class Call>
Error error_of(const Call& call) {
  try {
    call();
  } catch (const Exception& exception) {
    return exception.error();
  }
  ADD_FAILURE() << "no pincer::Exception was thrown";
  return {};
}

class TokenFile : public ::testing::Test {
 protected:
  std::string write(const std::string& text) {
    std::ofstream(path_) << text;
    return path_;
  }
  void TearDown() override { std::filesystem::remove(path_); }

 private:
  // The tests run at the same time, each in a process of its own.
  std::string path_ = ::testing::TempDir() + "pincer-" +
                      ::testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST(Token, PrintsAsStars) {
  std::ostringstream out;
  out << Token(secret);
  EXPECT_EQ(out.str(), "***");
  EXPECT_EQ(::testing::PrintToString(Token(secret)), "***");
}

TEST(Token, RevealsItsCharacters) { EXPECT_EQ(Token(secret).reveal(), secret); }

TEST(Token, IsEmptyWithoutText) {
  EXPECT_TRUE(Token().empty());
  EXPECT_TRUE(Token(" \r\n").empty());
  EXPECT_TRUE(Token("Bot ").empty());
  EXPECT_FALSE(Token(secret).empty());
}

TEST(Token, ForgivesTheMistakesOfCopying) {
  EXPECT_EQ(Token("  abc\r\n").reveal(), "abc");
  EXPECT_EQ(Token("Bot abc").reveal(), "abc");
  EXPECT_EQ(Token("\tBot   abc ").reveal(), "abc");
  EXPECT_EQ(Token("Botany").reveal(), "Botany");
}

TEST(Token, CopiesAndMoves) {
  const Token first(secret);
  Token second;
  second = first;
  EXPECT_EQ(second, first);
  Token third("x");
  third = std::move(second);
  EXPECT_EQ(third, first);
  third = *&third;
  EXPECT_EQ(third, first);
}

// Reads memory that the object has let go of, but not freed: its own small-string buffer.
TEST(Token, OverwritesItsMemoryOnAssignment) {
  Token token("hunter2");
  const char* const bytes = token.reveal().data();
  token = Token("");
  EXPECT_THAT(std::string(bytes, 7), Not(HasSubstr("unter")));
}

TEST(Token, OverwritesItsMemoryWhenMovedFrom) {
  Token token("hunter2");
  Token other;
  other = std::move(token);
  // NOLINTNEXTLINE(bugprone-use-after-move): what is left behind is what is tested.
  EXPECT_TRUE(token.empty());
  EXPECT_THAT(std::string(token.reveal().data(), 7), Not(HasSubstr("unter")));
}

TEST(Token, ComesFromTheEnvironment) {
  ::setenv(variable, (std::string(secret) + "\n").c_str(), 1);
  EXPECT_EQ(Token::from_environment(variable).reveal(), secret);
}

TEST(Token, IsEmptyForAnUnsetOrEmptyVariable) {
  ::unsetenv(variable);
  EXPECT_TRUE(Token::from_environment(variable).empty());
  ::setenv(variable, " ", 1);
  EXPECT_TRUE(Token::from_environment(variable).empty());
  ::unsetenv(variable);
}

TEST_F(TokenFile, GivesItsFirstLine) {
  EXPECT_EQ(Token::from_file(write(std::string("Bot ") + secret + "\r\nother\n")).reveal(), secret);
}

TEST_F(TokenFile, RefusesAnEmptyOrMissingFile) {
  const std::string path = write("\n" + std::string(secret));
  const Error empty = error_of([&] { Token::from_file(path); });
  EXPECT_EQ(empty.kind, ErrorKind::invalid_argument);
  EXPECT_THAT(empty.message, HasSubstr(path));
  EXPECT_THAT(empty.message, Not(HasSubstr(secret)));

  const Error missing = error_of([] { Token::from_file("/nowhere/token"); });
  EXPECT_EQ(missing.kind, ErrorKind::invalid_argument);
  EXPECT_THAT(missing.message, HasSubstr("/nowhere/token"));
}

}  // namespace
}  // namespace pincer
