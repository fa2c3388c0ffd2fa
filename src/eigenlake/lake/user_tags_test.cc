// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/user_tags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/lake/testing/batches.h"
#include "eigenlake/lake/testing/test_lake.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;

/// A lake with an empty batch in two tables.
class UserTagsTest : public ::testing::TestWithParam<TestLake::Catalog> {
 protected:
  UserTagsTest() : lake_(GetParam()), opened_(lake_.open()) {
    for (const char* name : {"labels", "molecules"}) {
      iceberg::Table table = by_hand::make_table(opened_, name);
      snapshots_[name] = by_hand::append_rows(table, nullptr, by_hand::batch_id(1)).snapshot_id;
    }
  }

  std::vector<UserTag> tags() { return user_tags(*LakeTables::load_all(opened_)); }
  iceberg::Table table(const char* name) { return by_hand::make_table(opened_, name); }

  TestLake lake_;
  Lake opened_;
  std::map<std::string, int64_t> snapshots_;
};
INSTANTIATE_TEST_SUITE_P(Catalogs, UserTagsTest,
                         ::testing::Values(TestLake::Catalog::kHadoop, TestLake::Catalog::kSqlite));

TEST_P(UserTagsTest, AreCreatedAndDeletedInAllTables) {
  EXPECT_TRUE(tags().empty()) << "those of batches are none";
  ASSERT_TRUE(create_user_tag(opened_, "paper", snapshots_));
  const auto created = tags();
  ASSERT_EQ(created.size(), 1u);
  EXPECT_EQ(created[0].name, "paper");
  EXPECT_THAT(created[0].tables, ElementsAre("labels", "molecules"));
  EXPECT_EQ(created[0].timestamp_ms, table("molecules").metadata().current_snapshot()->timestamp_ms);
  EXPECT_EQ(table("labels").metadata().refs.at("paper").max_ref_age_ms, std::nullopt) << "it never expires";
  EXPECT_THAT(*delete_user_tag(opened_, "paper"), ElementsAre("labels", "molecules"));
  EXPECT_TRUE(tags().empty());
}

TEST_P(UserTagsTest, NameTheirTables) {
  ASSERT_TRUE(create_user_tag(opened_, "b", {{"labels", snapshots_["labels"]}}));
  ASSERT_TRUE(create_user_tag(opened_, "a", {{"molecules", snapshots_["molecules"]}}));
  const auto all = tags();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].name, "a") << "ordered by name";
  EXPECT_THAT(all[1].tables, ElementsAre("labels"));
  EXPECT_THAT(*delete_user_tag(opened_, "b"), ElementsAre("labels"));
}

TEST_P(UserTagsTest, NameIsUsedOnce) {
  ASSERT_TRUE(create_user_tag(opened_, "paper", {{"labels", snapshots_["labels"]}}));
  const auto again = create_user_tag(opened_, "paper", {{"molecules", snapshots_["molecules"]}});
  EXPECT_EQ(again.error().kind, ErrorKind::kUsage);
  EXPECT_TRUE(again.error().message.contains("labels already has a tag 'paper'")) << again.error().message;
  iceberg::Table molecules = table("molecules");
  ASSERT_TRUE(iceberg::set_ref(molecules, "draft",
                               {snapshots_["molecules"], iceberg::SnapshotRef::Kind::kBranch, {}, {}, {}}));
  const auto branch = create_user_tag(opened_, "draft", snapshots_);
  EXPECT_TRUE(branch.error().message.contains("molecules already has a branch 'draft'"))
      << branch.error().message;
  EXPECT_EQ(delete_user_tag(opened_, "draft").error().kind, ErrorKind::kNotFound) << "a branch is no tag";
}

/// Where one table cannot get it, those before it lose it again.
TEST_P(UserTagsTest, FailureRemovesItFromAllTables) {
  auto snapshots = snapshots_;
  snapshots["molecules"] = 12345;
  const auto created = create_user_tag(opened_, "paper", snapshots);
  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().kind, ErrorKind::kNotFound);
  EXPECT_TRUE(tags().empty());
  EXPECT_FALSE(table("labels").metadata().refs.contains("paper"));
}

TEST_P(UserTagsTest, BatchTagsAreNotUserTags) {
  const std::string tag = creation_tag(by_hand::batch_id(1));
  EXPECT_EQ(delete_user_tag(opened_, tag).error().kind, ErrorKind::kUsage);
  EXPECT_EQ(delete_user_tag(opened_, "none").error().kind, ErrorKind::kNotFound);
  EXPECT_TRUE(table("labels").metadata().refs.contains(tag));
}

TEST(CheckTagName, AllowsLettersDigitsAndThreeSigns) {
  for (const std::string& name : {std::string("paper"), std::string("v1.2_rc-3"), std::string("_x"),
                                  std::string("9"), std::string("v_1"), std::string(100, 'a')})
    EXPECT_TRUE(check_tag_name(name)) << name;
  for (const std::string& name :
       {std::string(), std::string(".x"), std::string("-x"), std::string("a b"), std::string("a/b"),
        std::string("ä"), std::string("a\n"), std::string(101, 'a'), std::string("main"),
        creation_tag(by_hand::batch_id(1)), append_tag(by_hand::batch_id(1))})
    EXPECT_EQ(check_tag_name(name).error().kind, ErrorKind::kUsage) << name;
}

}  // namespace
}  // namespace eigenlake
