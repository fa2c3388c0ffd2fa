// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/molecule_failures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/lake/failed_run.h"
#include "eigenlake/lake/testing/test_lake.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

MoleculeFailure failure_of(ErrorKind kind) {
  return {"a.json, molecule 0", "H2", {kind, "it cannot be", {"while trying"}}};
}

TEST(MoleculeFailures, FaultsOfTheCallAreNotThoseOfAMolecule) {
  for (const ErrorKind kind :
       {ErrorKind::kInternal, ErrorKind::kInvalidInput, ErrorKind::kCorrupt, ErrorKind::kUnsupported,
        ErrorKind::kResourceLimit, ErrorKind::kNotConverged}) {
    const std::vector failures = {failure_of(kind)};
    EXPECT_TRUE(has_failed_runs(failures)) << name_of(kind);
  }
  for (const ErrorKind kind : {ErrorKind::kUsage, ErrorKind::kNotFound, ErrorKind::kStore,
                               ErrorKind::kUnavailable, ErrorKind::kInterrupted, ErrorKind::kConflict}) {
    const std::vector failures = {failure_of(kind)};
    EXPECT_FALSE(has_failed_runs(failures)) << name_of(kind);
  }
  EXPECT_FALSE(has_failed_runs({}));
}

TEST(MoleculeFailures, FailuresOfMoleculesAreStored) {
  const TestLake test;
  const Lake lake = test.open();
  const std::vector failures = {failure_of(ErrorKind::kUnsupported), failure_of(ErrorKind::kStore),
                                failure_of(ErrorKind::kNotConverged)};
  ASSERT_TRUE(store_failed_runs(lake, failures, "scan"));
  const auto objects = lake.raw_store().list(kFailuresPrefix).value();
  ASSERT_THAT(objects, SizeIs(2));
  const auto first = parse_failed_run(lake.raw_store().get(objects[0].key).value());
  ASSERT_TRUE(first) << first.error().to_string();
  EXPECT_EQ(first->input, "a.json, molecule 0");
  EXPECT_EQ(first->molecule, "H2");
  EXPECT_EQ(first->kind, "unsupported");
  EXPECT_EQ(first->reason, "it cannot be (while trying)");
  EXPECT_EQ(first->command, "scan");
  EXPECT_GT(first->failed_at, int64_t{1'600'000'000'000'000});
  EXPECT_NE(first->engine_version, "");
}

TEST(MoleculeFailures, FailingStoreIsReported) {
  const TestLake test;
  const Lake lake = test.open_dying(0);
  const std::vector failures = {failure_of(ErrorKind::kUnsupported)};
  const auto stored = store_failed_runs(lake, failures, "run");
  ASSERT_FALSE(stored);
  EXPECT_EQ(stored.error().kind, ErrorKind::kStore);
}

TEST(MoleculeFailures, MessageNamesTheInputOnce) {
  MoleculeFailure failure = failure_of(ErrorKind::kUnsupported);
  EXPECT_EQ(failure.message(), "a.json, molecule 0: it cannot be (while trying)");
  failure.error_names_input = true;
  EXPECT_EQ(failure.message(), "it cannot be (while trying)");
}

TEST(MoleculeFailures, ErrorsKeepTheirOrder) {
  const std::vector failures = {failure_of(ErrorKind::kStore), failure_of(ErrorKind::kUsage)};
  std::vector<ErrorKind> kinds;
  for (const Error& error : errors_of(failures)) kinds.push_back(error.kind);
  EXPECT_THAT(kinds, ElementsAre(ErrorKind::kStore, ErrorKind::kUsage));
}

}  // namespace
}  // namespace eigenlake
