// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/recover_lake.h"
#include "eigenlake/maintenance/recover_test_data.h"

namespace eigenlake::recovery {
namespace {

TEST(RecoverAccept, AcceptedOlderTableLacksDeletedRows) {
  TestLake test;
  fill(test);
  const auto backup = backup_of(test, "vqe_iterations");
  const std::string id = delete_one(test);
  put_back(test, "vqe_iterations", backup);
  ASSERT_TRUE(recover_lake(test.open(LakeAccess::kRecover), {.accept = {"vqe_iterations"}}));
  const auto contents = visible_contents(test.open());
  EXPECT_FALSE(contents.experiments.at("vqe_iterations").contains(id));
  expect_whole(test, contents);
}

TEST(RecoverAccept, AcceptsDamageAndLossInAnyOrder) {
  TestLake test;
  fill(test);
  delete_one(test);
  lose_data_file(test, kDeletionsTable);
  lose(test, "source_objects");
  EXPECT_FALSE(recover(test.open(LakeAccess::kRecover), RecoverySource::kRaw));
  ASSERT_TRUE(recover_lake(test.open(LakeAccess::kRecover), {.accept = {std::string(kDeletionsTable)}}));
  const auto done = recover(test.open(LakeAccess::kRecover), RecoverySource::kRaw);
  ASSERT_TRUE(done) << done.error().to_string();
  EXPECT_EQ(done->num_lost, 0u);
}

TEST(RecoverAccept, AcceptsOnlyLostTables) {
  TestLake test;
  fill(test);
  lose(test, "ml_run_summary");
  ASSERT_TRUE(test.state_store().remove("tables.json"));
  const auto done = recover_lake(test.open(LakeAccess::kRecover), {.accept = {"all"}});
  ASSERT_TRUE(done) << done.error().to_string();
  ASSERT_EQ(done->found.size(), 1u);
  EXPECT_EQ(done->found[0].table, "ml_run_summary");
  EXPECT_EQ(look(test.open()), "");
  lose(test, "molecules");
  EXPECT_THAT(look(test.open()), testing::HasSubstr("molecules is lost"));
}

TEST(RecoverAccept, AcceptedDamageKeepsExistingRows) {
  TestLake test;
  fill(test);
  const auto before = visible_contents(test.open()).rows.at("molecules");
  lose_data_file(test, "molecules");
  for (const int number : {1, 2}) test.remove_raw(fmt::format("{}.avro", number));
  const auto refused = recover(test.open(LakeAccess::kRecover), RecoverySource::kRaw);
  ASSERT_TRUE(refused) << refused.error().to_string();
  EXPECT_THAT(refused->steps.at(0).what, testing::HasSubstr("left as it is; no raw object has 1 of"));
  EXPECT_EQ(refused->num_lost, 1u);
  const auto done = recover_lake(test.open(LakeAccess::kRecover), {.accept = {"molecules"}});
  ASSERT_TRUE(done) << done.error().to_string();
  EXPECT_EQ(done->found.at(0).what, "damaged");
  EXPECT_EQ(done->num_lost, 0u);
  EXPECT_LT(visible_contents(test.open()).rows.at("molecules"), before);
}

TEST(RecoverAccept, WholeLakeHasNothingToAccept) {
  TestLake test;
  fill(test);
  const auto refused = recover_lake(test.open(LakeAccess::kRecover), {.accept = {"molecules"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kUsage);
}

}  // namespace
}  // namespace eigenlake::recovery
