// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/lake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/lake/lake_lock.h"
#include "eigenlake/lake/testing/batches.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/object_store/in_memory_object_store.h"

namespace eigenlake {
namespace {

Error error_with_format(const std::string& text) {
  auto state = std::make_shared<InMemoryObjectStore>("state");
  EXPECT_TRUE(state->put("format.json", text));
  LakeParts parts;
  parts.raw = std::make_shared<InMemoryObjectStore>("raw");
  parts.warehouse = std::make_shared<InMemoryObjectStore>("lake");
  parts.state = state;
  const auto lake = Lake::open_parts(std::move(parts), LakeAccess::kRead);
  EXPECT_FALSE(lake) << text;
  return lake ? Error{} : lake.error();
}

TEST(Lake, NewerFormatIsRejected) {
  for (const char* text : {R"({"format_version":2,"engine_version":3})", R"({"format_version":2})",
                           R"({"format_version":2,"engine_version":"9.0"})"}) {
    const auto error = error_with_format(text);
    EXPECT_EQ(error.kind, ErrorKind::kUnsupported) << text;
    EXPECT_THAT(error.message, testing::HasSubstr("of a newer program"));
  }
}

TEST(Lake, DamagedFormatIsAStoreError) {
  for (const char* text : {"", "nonsense", "3", "[]", "{}", R"({"format_version":"1"})",
                           R"({"format_version":18446744073709551615})"}) {
    const auto error = error_with_format(text);
    EXPECT_EQ(error.kind, ErrorKind::kStore) << text;
    EXPECT_THAT(error.message, testing::HasSubstr("format.json: format_version must be a number"));
  }
}

/// A lake over three stores in memory.
struct Stores {
  std::shared_ptr<ObjectStore> raw = std::make_shared<InMemoryObjectStore>("raw");
  std::shared_ptr<ObjectStore> warehouse = std::make_shared<InMemoryObjectStore>("lake");
  std::shared_ptr<ObjectStore> state = std::make_shared<InMemoryObjectStore>("state");

  Result<Lake> open(LakeAccess access) const {
    LakeParts parts;
    parts.roots = {.name = "s3://b/lake",
                   .raw = "s3://b/raw",
                   .warehouse = "s3://b/warehouse",
                   .state = "s3://b/state",
                   .durable_from = {}};
    parts.raw = raw;
    parts.warehouse = warehouse;
    parts.state = state;
    return Lake::open_parts(std::move(parts), access);
  }
};

TEST(Lake, OnlyAWriterCreatesALake) {
  const Stores stores;
  for (const LakeAccess access : {LakeAccess::kRead, LakeAccess::kRecover}) {
    const auto lake = stores.open(access);
    EXPECT_EQ(lake.error().kind, ErrorKind::kNotFound);
    EXPECT_THAT(lake.error().message, testing::HasSubstr("no lake at s3://b/lake"));
    EXPECT_TRUE(stores.state->list("")->empty()) << "nothing is created";
  }
  const auto made = stores.open(LakeAccess::kWrite);
  ASSERT_TRUE(made) << made.error().to_string();
  EXPECT_TRUE(*stores.state->exists("format.json"));
  EXPECT_TRUE(stores.open(LakeAccess::kRead));
  EXPECT_EQ(made->name(), "s3://b/lake");
  EXPECT_FALSE(made->tolerates_loss());
  EXPECT_TRUE(stores.open(LakeAccess::kRecover)->tolerates_loss());
  EXPECT_EQ(made->local_warehouse(), std::nullopt);
}

TEST(Lake, OnlyRecoveryRewritesADamagedFormat) {
  const Stores stores;
  ASSERT_TRUE(stores.open(LakeAccess::kWrite));
  const std::string whole = *stores.state->get("format.json");
  ASSERT_TRUE(stores.state->put("format.json", "damaged"));
  EXPECT_EQ(stores.open(LakeAccess::kWrite).error().kind, ErrorKind::kStore);
  EXPECT_EQ(*stores.state->get("format.json"), "damaged");
  ASSERT_TRUE(stores.open(LakeAccess::kRecover));
  EXPECT_EQ(*stores.state->get("format.json"), whole);
  ASSERT_TRUE(stores.state->put("format.json", R"({"format_version":2})"));
  EXPECT_EQ(stores.open(LakeAccess::kRecover).error().kind, ErrorKind::kUnsupported)
      << "a newer one is not damaged";
}

TEST(Lake, TablesAloneAreALake) {
  const Stores stores;
  ASSERT_TRUE(by_hand::make_table(*stores.open(LakeAccess::kWrite), "labels").metadata().snapshots.empty());
  ASSERT_TRUE(stores.state->remove("format.json"));
  EXPECT_TRUE(stores.open(LakeAccess::kRead));
  EXPECT_FALSE(*stores.state->exists("format.json")) << "a reader writes nothing";
  EXPECT_TRUE(stores.open(LakeAccess::kWrite));
  EXPECT_TRUE(*stores.state->exists("format.json"));
}

TEST(Lake, RemotePlacesRequireAConnection) {
  const auto lake = Lake::open({.lake = "s3://bucket", .raw = {}, .warehouse = {}}, LakeAccess::kRead);
  EXPECT_EQ(lake.error().kind, ErrorKind::kUnsupported);
  EXPECT_THAT(lake.error().message, testing::HasSubstr("s3://bucket/raw-results"));
  std::vector<std::string> asked;
  LakeConnections connections;
  connections.open_store = [&](const std::string& root) -> Result<std::shared_ptr<ObjectStore>> {
    asked.push_back(root);
    return std::make_shared<InMemoryObjectStore>();
  };
  ASSERT_TRUE(
      Lake::open({.lake = "s3://bucket", .raw = {}, .warehouse = {}}, LakeAccess::kWrite, connections));
  EXPECT_THAT(asked, testing::ElementsAre("s3://bucket/raw-results", "s3://bucket/features/warehouse",
                                          "s3://bucket/.eigenlake"));
}

TEST(LakeLock, IsAskedBeforeEachCommitWhileItIsHeld) {
  const TestLake folder;
  const Lake lake = folder.open();
  {
    const auto lock = LakeLock::acquire(lake, 0.0);
    ASSERT_TRUE(lock);
    EXPECT_EQ(LakeLock::acquire(folder.open(), 0.0).error().kind, ErrorKind::kUnavailable);
    by_hand::make_table(lake, "labels");
  }
  EXPECT_TRUE(LakeLock::acquire(folder.open(), 0.0)) << "given back";
  by_hand::make_table(lake, "deletions");
}

}  // namespace
}  // namespace eigenlake
