// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/file_lock.h"

#include <filesystem>
#include <fstream>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace eigenlake {
namespace {

namespace fs = std::filesystem;

class FileLockTest : public testing::Test {
 protected:
  ~FileLockTest() override { fs::remove_all(folder_); }

  fs::path folder_ = fs::path(testing::TempDir()) / fmt::format("file_lock_{}", ::getpid());
};

TEST_F(FileLockTest, HolderOfARemovedLockCannotCommit) {
  FileLocks locks(folder_);
  const auto held = locks.acquire(0.0).value();
  EXPECT_TRUE(held->check());
  EXPECT_FALSE(locks.acquire(0.0));
  fs::remove(folder_ / "lock");
  EXPECT_EQ(held->check().error().kind, ErrorKind::kConflict);
  const auto next = locks.acquire(0.0).value();
  EXPECT_TRUE(next->check());
  EXPECT_FALSE(held->check());
}

TEST_F(FileLockTest, WaiterForARemovedLockGetsTheNewOne) {
  FileLocks locks(folder_);
  auto held = locks.acquire(0.0).value();
  std::thread other([&] {
    const auto waited = locks.acquire(10.0).value();
    EXPECT_TRUE(waited->check());
  });
  fs::remove(folder_ / "lock");
  held.reset();
  other.join();
}

TEST_F(FileLockTest, EmptyLockFileIsFree) {
  fs::create_directories(folder_);
  std::ofstream(folder_ / "lock").close();
  EXPECT_TRUE(FileLocks(folder_).acquire(0.0));
}

}  // namespace
}  // namespace eigenlake
