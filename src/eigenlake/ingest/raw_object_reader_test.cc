// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/raw_object_reader.h"

#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <sys/fsuid.h>

#include "eigenlake/ingest/raw_object.h"
#include "eigenlake/object_store/local_object_store.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;

TEST(RawObject, ForbiddenFileIsQuarantined) {
  std::string folder = (fs::temp_directory_path() / "eigenlake_test_XXXXXX").string();
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  fs::permissions(folder, fs::perms(0755));
  LocalObjectStore store(folder);
  ASSERT_TRUE(store.put("a.json", "{}"));
  fs::permissions(store.path_of("a.json"), fs::perms::none);
  const auto info = store.head("a.json");
  ASSERT_TRUE(info);
  // Root may read everything; for this thread the kernel treats files as those of another user.
  const int user = ::setfsuid(65534);
  DecodeBudget budget(1000);
  const auto object = read_raw_object(store, *info, budget);
  ::setfsuid(static_cast<uid_t>(user));
  fs::remove_all(folder);
  ASSERT_TRUE(object) << object.error().to_string();
  EXPECT_TRUE(object->error.starts_with("permission denied")) << object->error;
}

TEST(RawObject, MissingObjectIsNoStoreError) {
  LocalObjectStore store(fs::temp_directory_path());
  DecodeBudget budget(1000);
  const auto object =
      read_raw_object(store, {.key = "eigenlake_none.json", .size_bytes = 1, .etag = ""}, budget);
  ASSERT_TRUE(object) << object.error().to_string();
  EXPECT_TRUE(object->error.starts_with("it was listed but is gone")) << object->error;
}

}  // namespace
}  // namespace eigenlake
