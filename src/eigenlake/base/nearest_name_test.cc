#include "eigenlake/base/nearest_name.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

constexpr std::string_view kCommands[] = {"delete", "simulate", "run", "sql"};

TEST(EditDistance, CountsInsertionsDeletionsAndReplacements) {
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("SQL", "sql"), 0U);
}

TEST(NearName, IsANameOfWhichAtMostEveryThirdLetterDiffers) {
  EXPECT_EQ(near_name("delet", kCommands), "delete");
  EXPECT_EQ(near_name("simulte", kCommands), "simulate");
  EXPECT_EQ(near_name("rum", kCommands), "run");
  EXPECT_EQ(near_name("remove", kCommands), std::nullopt);
  EXPECT_EQ(near_name("config", kCommands), std::nullopt);
  EXPECT_EQ(near_name("x", {}), std::nullopt);
}

TEST(DidYouMean, SaysNothingWhereNothingIsNear) {
  EXPECT_EQ(did_you_mean("sq", kCommands), "; did you mean 'sql'?");
  EXPECT_EQ(did_you_mean("remove", kCommands), "");
}

}  // namespace
}  // namespace eigenlake
