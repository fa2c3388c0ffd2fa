// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/output/land_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/session/testing/scratch_folder.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;

const LandCounters kCounters{.objects = 2,
                             .records = 30,
                             .bytes = 400,
                             .dead_letters = 1,
                             .next = {{{"runs", 0}, 17}, {{"runs", 3}, 5}}};

TEST(LandMetrics, EachFigureHasItsHelpAndItsType) {
  const ScratchFolder folder;
  const LandMetrics metrics(folder.place("land.prom"));
  const auto written = metrics.write(kCounters, {{{"runs", 3}, 9}});
  ASSERT_TRUE(written) << written.error().to_string();
  const std::string text = folder.read("land.prom");
  for (const char* line :
       {"# TYPE eigenlake_land_objects_total counter\neigenlake_land_objects_total 2\n",
        "eigenlake_land_records_total 30\n", "eigenlake_land_bytes_total 400\n",
        "eigenlake_land_dead_letters_total 1\n", "# TYPE eigenlake_land_next_offset gauge\n",
        "eigenlake_land_next_offset{topic=\"runs\",partition=\"0\"} 17\n",
        "eigenlake_land_next_offset{topic=\"runs\",partition=\"3\"} 5\n",
        "eigenlake_land_lag_messages{topic=\"runs\",partition=\"3\"} 9\n"})
    EXPECT_THAT(text, HasSubstr(line));
}

TEST(LandMetrics, FileIsReplaced) {
  const ScratchFolder folder;
  const LandMetrics metrics(folder.write("land.prom", "of an earlier call"));
  ASSERT_TRUE(metrics.write(kCounters, {}));
  EXPECT_TRUE(folder.read("land.prom").starts_with("# HELP "));
  EXPECT_EQ(folder.num_entries(), 1);
}

TEST(LandMetrics, NothingIsWrittenWithoutAFile) {
  const LandMetrics metrics("");
  EXPECT_TRUE(metrics.write(kCounters, {}));
}

TEST(LandMetrics, UnwritableFileIsAStoreError) {
  const ScratchFolder folder;
  const auto written = LandMetrics(folder.place("none/land.prom")).write(kCounters, {});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::kStore);
}

}  // namespace
}  // namespace eigenlake
