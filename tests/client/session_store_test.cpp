#include "pincer/session_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "pincer/error.hpp"
#include "support/run_coroutine.hpp"

namespace pincer::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

using Sessions = std::map<std::string, SessionResume>;
using Changes = std::map<std::string, std::optional<SessionResume>>;

class FileSessionStoreTest : public testing::Test {
 protected:
  FileSessionStoreTest()
      : folder_(testing::TempDir() + "pincer_session_store_" + std::to_string(::getpid())) {
    std::filesystem::create_directories(folder_);
    path_ = folder_ / "sessions.json";
  }
  ~FileSessionStoreTest() override { std::filesystem::remove_all(folder_); }

  static Sessions load(SessionStore& store) {
    Sessions loaded;
    boost::asio::io_context context;
    run_coroutine(context, [](SessionStore& from, Sessions& into) -> awaitable<void> {
      into = co_await from.load();
    }(store, loaded));
    return loaded;
  }
  static void save(SessionStore& store, const Changes& changes) {
    boost::asio::io_context context;
    run_coroutine(context, [](SessionStore& to, Changes what) -> awaitable<void> {
      co_await to.save(std::move(what));
    }(store, changes));
  }
  [[nodiscard]] std::shared_ptr<SessionStore> open() const {
    return make_file_session_store(path_.string());
  }
  static std::string error_of(const std::function<void()>& call) {
    try {
      call();
    } catch (const Exception& exception) {
      return exception.what();
    }
    return "no error";
  }

  const SessionResume one{"abc", "wss://resume.discord.gg", 17};
  const SessionResume two{"d\"e\\f", "wss://other.discord.gg/", 1};
  std::filesystem::path folder_;
  std::filesystem::path path_;
};

TEST_F(FileSessionStoreTest, IsEmptyWithoutAFile) { EXPECT_THAT(load(*open()), IsEmpty()); }

TEST_F(FileSessionStoreTest, KeepsSessionsForTheNextProcess) {
  save(*open(), {{"0/2", one}, {"1/2", two}});
  EXPECT_EQ(load(*open()), (Sessions{{"0/2", one}, {"1/2", two}}));
}

TEST_F(FileSessionStoreTest, ChangesOnlyWhatItIsTold) {
  const auto store = open();
  save(*store, {{"0/3", one}, {"1/3", two}, {"2/3", two}});
  save(*store, {{"0/3", std::nullopt}, {"1/3", one}});
  EXPECT_EQ(load(*open()), (Sessions{{"1/3", one}, {"2/3", two}}));
}

TEST_F(FileSessionStoreTest, IsForItsOwnerOnly) {
  save(*open(), {{"0/1", one}});
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(FileSessionStoreTest, RefusesAFileThatIsNoStore) {
  for (const char* const text : {"my diary", "{}", R"({"pincer_sessions":2,"sessions":{}})", ""}) {
    std::ofstream(path_) << text;
    EXPECT_THAT(error_of([&] { load(*open()); }),
                testing::AllOf(HasSubstr(path_.string()), HasSubstr("is no session store")))
        << text;
  }
}

TEST_F(FileSessionStoreTest, KeepsTheOldFileWhenTheNewOneCannotBeWritten) {
  const auto store = open();
  save(*store, {{"0/1", one}});
  std::filesystem::create_directory(path_.string() + ".new");  // stands in the way, for root too
  EXPECT_THAT(error_of([&] { save(*store, {{"0/1", two}}); }), HasSubstr("cannot be written"));
  EXPECT_EQ(load(*open()), (Sessions{{"0/1", one}}));
  // What was not stored is stored the next time, even when nothing else changed.
  std::filesystem::remove(path_.string() + ".new");
  EXPECT_EQ(load(*open()), (Sessions{{"0/1", one}}));
  save(*store, {});
  EXPECT_EQ(load(*open()), (Sessions{{"0/1", two}}));
}

TEST_F(FileSessionStoreTest, SaysWhatIsWrongWithAPath) {
  EXPECT_THAT(error_of([&] {
                save(*make_file_session_store(folder_ / "missing" / "x"), {{"0/1", one}});
              }),
              HasSubstr("No such file or directory"));
  EXPECT_THAT(error_of([&] { load(*make_file_session_store(folder_)); }),
              HasSubstr("cannot be read"));
}

TEST_F(FileSessionStoreTest, SurvivesAFullDisk) {
  const auto store = open();
  save(*store, {{"0/1", one}});
  // A limit on the size of files fails as a full disk does: in the middle of a write.
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler_before = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small { 20, before.rlim_max };
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string error = error_of([&] { save(*store, {{"0/1", two}}); });
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler_before);
  EXPECT_THAT(error, HasSubstr("cannot be written: File too large"));
  EXPECT_EQ(load(*open()), (Sessions{{"0/1", one}}));
  EXPECT_FALSE(std::filesystem::exists(path_.string() + ".new"));
}

}  // namespace
}  // namespace pincer::test
