// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/lake_location.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

LakeRoots resolved(LakeLocation location) {
  const auto roots = resolve_lake(location);
  EXPECT_TRUE(roots) << roots.error().to_string();
  return roots.value_or(LakeRoots());
}

TEST(LakeLocation, FolderHoldsEverything) {
  const LakeRoots roots = resolved({.lake = "/data/lake/"});
  EXPECT_EQ(roots.name, "/data/lake");
  EXPECT_EQ(roots.raw, "/data/lake/raw-results");
  EXPECT_EQ(roots.warehouse, "/data/lake/features/warehouse");
  EXPECT_EQ(roots.state, "/data/lake/.eigenlake");
  EXPECT_EQ(roots.durable_from, "/data/lake");
}

TEST(LakeLocation, BucketHoldsEverything) {
  const LakeRoots roots = resolved({.lake = "s3://bucket"});
  EXPECT_EQ(roots.raw, "s3://bucket/raw-results");
  EXPECT_EQ(roots.warehouse, "s3://bucket/features/warehouse");
  EXPECT_EQ(roots.state, "s3://bucket/.eigenlake");
  EXPECT_TRUE(roots.durable_from.empty());
}

TEST(LakeLocation, PlatformBucketNamesAreAccepted) {
  const LakeRoots roots =
      resolved({.raw = "s3a://raw-results/experiments/", .warehouse = "s3a://features/warehouse/"});
  EXPECT_EQ(roots.raw, "s3a://raw-results");
  EXPECT_EQ(roots.warehouse, "s3a://features/warehouse");
  EXPECT_EQ(roots.state, "s3a://features/.eigenlake");
  EXPECT_EQ(roots.name, "s3a://features/warehouse");
}

TEST(LakeLocation, EveryWayToOneWarehouseLeadsToOneState) {
  for (const char* warehouse : {"/lake/features/warehouse", "file:///lake/features/warehouse/",
                                "file:/lake/features/warehouse", "/lake/other/../features/warehouse"}) {
    EXPECT_EQ(resolved({.lake = "/elsewhere", .warehouse = warehouse}).state,
              resolved({.lake = "/lake"}).state)
        << warehouse;
  }
  EXPECT_EQ(resolved({.warehouse = "s3://b/p/features/warehouse"}).state,
            resolved({.lake = "s3://b/p"}).state);
  EXPECT_EQ(resolved({.warehouse = "s3://features"}).state, "s3://features/.eigenlake");
}

TEST(LakeLocation, InvalidPlaceIsRejected) {
  for (const char* place : {"", "s3://", "s3:///"}) {
    const auto roots = resolve_lake({.lake = place, .raw = {}, .warehouse = {}});
    ASSERT_FALSE(roots) << place;
    EXPECT_EQ(roots.error().kind, ErrorKind::kInvalidInput) << place;
  }
}

}  // namespace
}  // namespace eigenlake
