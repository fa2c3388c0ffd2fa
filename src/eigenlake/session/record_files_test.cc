// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/record_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/record/experiment_id.h"
#include "eigenlake/record/record_encoder.h"
#include "eigenlake/record/record_json.h"
#include "eigenlake/session/testing/scratch_folder.h"
#include "eigenlake/stream/spool.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class RecordFilesTest : public ::testing::Test {
 protected:
  RecordFilesTest() {
    avro_ =
        folder_.write("two.avro", write_records_avro(std::vector{small_record(1), small_record(2)}).value());
    append_record_json(text_, small_record(3));
    json_ = folder_.write("one.json", text_);
    options_.spool_folder = folder_.place("spool");
    options_.topic = "runs";
    options_.producer.client.servers = "127.0.0.1:1";
    options_.producer.client.request_timeout_ms = 100;
    options_.registry.urls = {"http://127.0.0.1:1"};
    options_.timeout_ms = 1;
  }
  /// Publishes without anybody to publish to: what was handed over is in the spool.
  Result<> publish(const std::vector<std::string>& files, const std::function<bool()>& stop_requested) {
    auto publisher = Publisher::open(options_);
    EXPECT_TRUE(publisher) << publisher.error().to_string();
    return publish_files(files, **publisher, stop_requested);
  }
  std::vector<std::string> spooled() {
    return Spool(options_.spool_folder, options_.spool_bytes_max).waiting("runs").value();
  }

  const ScratchFolder folder_;
  std::string text_;
  std::string avro_;
  std::string json_;
  PublisherOptions options_;
};

TEST_F(RecordFilesTest, RecordsOfBothFormatsAreCounted) {
  EXPECT_EQ(*count_records(std::vector{avro_, json_}), 3U);
  EXPECT_EQ(*count_records({}), 0U);
}

TEST_F(RecordFilesTest, UnreadableFileIsNamed) {
  const std::string bad = folder_.write("bad.json", text_ + "{");
  const auto counted = count_records(std::vector{avro_, bad});
  ASSERT_FALSE(counted);
  EXPECT_EQ(counted.error().kind, ErrorKind::kCorrupt);
  EXPECT_THAT(counted.error().to_string(), HasSubstr(bad));
  const auto missing = count_records(std::vector{folder_.place("none.avro")});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::kNotFound);
}

TEST_F(RecordFilesTest, EveryRecordIsPublished) {
  const auto published = publish({avro_, json_}, [] { return false; });
  ASSERT_TRUE(published) << published.error().to_string();
  EXPECT_THAT(spooled(),
              UnorderedElementsAre(*experiment_id(small_record(1)), *experiment_id(small_record(2)),
                                   *experiment_id(small_record(3))));
}

TEST_F(RecordFilesTest, StopLeavesTheRestUnpublished) {
  int asked = 0;
  const auto published = publish({avro_, json_}, [&] { return ++asked > 1; });
  ASSERT_FALSE(published);
  EXPECT_EQ(published.error().kind, ErrorKind::kInterrupted);
  EXPECT_THAT(published.error().to_string(), HasSubstr(avro_));
  EXPECT_EQ(spooled().size(), 1U);
}

}  // namespace
}  // namespace eigenlake
