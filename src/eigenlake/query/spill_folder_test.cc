// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/spill_folder.h"

#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace eigenlake {
namespace {

namespace fs = std::filesystem;

/// TMPDIR is a folder of the test.
class SpillFolderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const char* before = std::getenv("TMPDIR")) before_ = before;
    folder_ = fs::path(::testing::TempDir()) / ("spill_" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    ::setenv("TMPDIR", folder_.c_str(), 1);
  }
  void TearDown() override {
    before_ ? ::setenv("TMPDIR", before_->c_str(), 1) : ::unsetenv("TMPDIR");
    fs::remove_all(folder_);
  }
  fs::path own() const { return folder_ / ("eigenlake-" + std::to_string(::geteuid())); }

  std::optional<std::string> before_;
  fs::path folder_;
};

TEST_F(SpillFolderTest, IsPrivate) {
  const SpillFolder spill = SpillFolder::choose();
  EXPECT_EQ(spill.path().parent_path(), own());
  EXPECT_FALSE(fs::exists(spill.path())) << "DuckDB makes it when it is needed";
  struct stat status = {};
  ASSERT_EQ(::lstat(own().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700U);
}

TEST_F(SpillFolderTest, NamesAreUnique) {
  EXPECT_NE(SpillFolder::choose().path(), SpillFolder::choose().path());
}

TEST_F(SpillFolderTest, IsRemovedWithItsContent) {
  fs::path path;
  {
    const SpillFolder spill = SpillFolder::choose();
    path = spill.path();
    fs::create_directory(path);
    std::ofstream(path / "duckdb_temp_block") << "rows";
  }
  EXPECT_FALSE(fs::exists(path));
  EXPECT_TRUE(fs::exists(own())) << "other sessions may use it";
}

TEST_F(SpillFolderTest, MovesKeepOneOwner) {
  SpillFolder first = SpillFolder::choose();
  fs::create_directory(first.path());
  const fs::path path = first.path();
  {
    const SpillFolder second = std::move(first);
    EXPECT_EQ(second.path(), path);
    EXPECT_TRUE(first.path().empty());
    EXPECT_TRUE(fs::exists(path));
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(SpillFolderTest, LimitIsMostOfTheFreeSpace) {
  const SpillFolder spill = SpillFolder::choose();
  const auto available = fs::space(folder_).available;
  EXPECT_GT(spill.bytes_max(), available / 2);
  EXPECT_LT(spill.bytes_max(), available);
}

TEST_F(SpillFolderTest, ReadableFolderIsNotUsed) {
  fs::create_directory(own());
  fs::permissions(own(), fs::perms::owner_all | fs::perms::group_read);
  EXPECT_TRUE(SpillFolder::choose().path().empty());
}

TEST_F(SpillFolderTest, LinkIsNotFollowed) {
  fs::create_directory(folder_ / "elsewhere");
  fs::permissions(folder_ / "elsewhere", fs::perms::owner_all);
  fs::create_directory_symlink(folder_ / "elsewhere", own());
  EXPECT_TRUE(SpillFolder::choose().path().empty());
}

TEST_F(SpillFolderTest, MissingFolderDisablesSpilling) {
  ::setenv("TMPDIR", (folder_ / "missing").c_str(), 1);
  const SpillFolder spill = SpillFolder::choose();
  EXPECT_TRUE(spill.path().empty());
  EXPECT_EQ(spill.bytes_max(), 0U);
}

}  // namespace
}  // namespace eigenlake
