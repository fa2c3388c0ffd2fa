// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/sink_name.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(SinkName, HasTopicPartitionAndOffset) {
  const auto name =
      parse_sink_name("experiments/experiment.vqe/partition=3/experiment.vqe+3+0000001234.avro");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->run, "experiments/experiment.vqe/partition=3/experiment.vqe+3+");
  EXPECT_EQ(name->topic, "experiment.vqe");
  EXPECT_EQ(name->partition, 3);
  EXPECT_EQ(name->offset, 1234);
  EXPECT_EQ(name->num_digits, 10u);
}

TEST(SinkName, AcceptsNamesWithoutFolderOrPadding) {
  EXPECT_EQ(parse_sink_name("t+12+7")->offset, 7);
  EXPECT_EQ(parse_sink_name("t+12+7.json")->num_digits, 1u);
  EXPECT_EQ(parse_sink_name("t+0+0000000000.snappy.avro")->offset, 0);
}

TEST(SinkName, OtherNamesAreRejected) {
  for (const char* key : {"10-1700000000000000000.json", "a.avro", "", "/", "t+1", "t+1+", "t+1+.avro",
                          "+1+2", "t+x+2", "t+1+2x.avro", "t+-1+2", "t+1+-2", "t+1+2+3", "t++2",
                          "a/t+1+2/b.avro", "t+1+99999999999999999999.avro", "t+99999999999+1.avro"})
    EXPECT_FALSE(parse_sink_name(key)) << key;
}

}  // namespace
}  // namespace eigenlake
