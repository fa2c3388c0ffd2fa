// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/whole_file.h"

#include <fstream>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

namespace fs = std::filesystem;

TEST(WholeFile, BytesAreReadUnchanged) {
  const fs::path file = fs::path(::testing::TempDir()) / "whole_file";
  for (const std::string& bytes : {std::string(), std::string("a\r\n\0b\n", 6), std::string(100'000, 'x')}) {
    std::ofstream(file, std::ios::binary) << bytes;
    EXPECT_EQ(read_whole_file(file), bytes);
  }
  fs::remove(file);
}

TEST(WholeFile, MissingFileIsNamed) {
  const auto missing = read_whole_file("nowhere/x.json");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(missing.error().message, "nowhere/x.json: no such file");
}

TEST(WholeFile, FolderIsNoFile) {
  const auto folder = read_whole_file(::testing::TempDir());
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().kind, ErrorKind::kInvalidInput);
}

}  // namespace
}  // namespace eigenlake
