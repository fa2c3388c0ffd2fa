// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/experiment_lookup.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/session/testing/filled_lake.h"
#include "eigenlake/session/visible_lake.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// Twelve experiments, more than a message names, whose ids begin alike.
class ExperimentLookupTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    test_ = new TestLake;
    lake_ = new Lake(test_->open());
    for (const int number : numbers_alike(12)) {
      numbers_.push_back(number);
      ids_.push_back(store_small_records(*lake_, number, 1).front());
    }
    EXPECT_TRUE(ingest_and_features(*lake_, {}, {}));
    std::ranges::sort(ids_);
  }
  static void TearDownTestSuite() {
    delete lake_;
    delete test_;
  }
  ExperimentLookupTest() {
    visible_ = *VisibleLake::load(*lake_, {});
    session_.emplace(*open_session(visible_, our_tables(), 1));
  }
  Error error_of(const std::string& prefix) {
    const auto found = find_experiment(*session_, prefix);
    EXPECT_FALSE(found) << found.value_or("");
    return found ? Error{} : found.error();
  }

  static inline TestLake* test_ = nullptr;
  static inline Lake* lake_ = nullptr;
  static inline std::vector<int> numbers_;
  static inline std::vector<std::string> ids_;  ///< Ordered.
  VisibleLake visible_;
  std::optional<SqlSession> session_;
};

TEST_F(ExperimentLookupTest, WholeIdAndUniquePrefixFindTheExperiment) {
  EXPECT_EQ(find_experiment(*session_, ids_[3]), ids_[3]);
  EXPECT_EQ(find_experiment(*session_, ids_[3].substr(0, 20)), ids_[3]);
}

TEST_F(ExperimentLookupTest, UnknownPrefixIsNotFound) {
  const Error error = error_of("zz'--");
  EXPECT_EQ(error.kind, ErrorKind::kNotFound);
  EXPECT_THAT(error.message, HasSubstr("zz'--"));
}

TEST_F(ExperimentLookupTest, AmbiguousPrefixNamesTenExperiments) {
  const Error error = error_of(ids_[0].substr(0, 1));
  EXPECT_EQ(error.kind, ErrorKind::kUsage);
  for (size_t i = 0; i < 10; ++i) EXPECT_THAT(error.message, HasSubstr(ids_[i]));
  EXPECT_THAT(error.message, Not(HasSubstr(ids_[10])));
  EXPECT_THAT(error.message, HasSubstr("and more"));
}

TEST_F(ExperimentLookupTest, EmptyPrefixIsRejected) {
  const TestLake test;
  const Lake lake = test.open();
  fill_lake(lake, 1, 1);
  const auto visible = VisibleLake::load(lake, {}).value();
  auto session = open_session(visible, std::vector<std::string>{"molecules"}, 1).value();
  const auto found = find_experiment(session, "");
  ASSERT_FALSE(found) << "though there is only one";
  EXPECT_EQ(found.error().kind, ErrorKind::kUsage);
}

TEST_F(ExperimentLookupTest, ConditionFindsItsExperimentsInOrder) {
  const auto all = experiments_where(*session_, "basis_set = 'sto3g'");
  ASSERT_TRUE(all) << all.error().to_string();
  EXPECT_EQ(*all, ids_);
  EXPECT_THAT(*experiments_where(*session_, "seed = " + std::to_string(numbers_[4])),
              ElementsAre(small_id(numbers_[4])));
  EXPECT_THAT(*experiments_where(*session_, "seed < 0"), IsEmpty());
}

TEST_F(ExperimentLookupTest, CommentEndsWithItsCondition) {
  const auto found = experiments_where(*session_, "seed = " + std::to_string(numbers_[4]) + " -- the fifth");
  ASSERT_TRUE(found) << found.error().to_string();
  EXPECT_THAT(*found, ElementsAre(small_id(numbers_[4])));
}

TEST_F(ExperimentLookupTest, SeveralStatementsAreRejected) {
  for (const char* text : {"seed = 5); drop view runs; select (1", "seed = 5; select 1", ""}) {
    const auto found = experiments_where(*session_, text);
    ASSERT_FALSE(found) << text;
    EXPECT_EQ(found.error().kind, ErrorKind::kUsage) << text;
  }
}

TEST_F(ExperimentLookupTest, UnknownColumnIsRejected) {
  const auto found = experiments_where(*session_, "nosuch = 1");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(found.error().message, HasSubstr("nosuch"));
}

}  // namespace
}  // namespace eigenlake
