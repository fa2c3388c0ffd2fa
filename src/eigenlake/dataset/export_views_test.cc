// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/dataset/export_views.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/dataset/dataset_test_data.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kFilledTables[] = R"(
CREATE SCHEMA quantum_features;
SET search_path = 'main,quantum_features';
CREATE TABLE quantum_features.source_objects AS FROM (VALUES
  ('file:///home/a b/lake/raw-results/x/1.avro', 'bad /home/a b/lake/raw-results/x/1.avro'),
  ('file:///data/in/2.avro', 'file:///data/in/2.avro: checksum differs'),
  ('s3://bucket/raw/3.avro', 'no object s3://bucket/raw/3.avro'),
  ('/data/other/2.avro', NULL)) AS t(object_uri, error);
CREATE TABLE quantum_features.failed_runs AS FROM (VALUES
  ('/home/a b/h2.json, molecule 0', '/home/a b/h2.json, molecule 0: charge 1/2 is no integer'),
  ('h2.json, molecule 1', 'h2.json, molecule 1: cannot read ''/etc/my data/x.toml'' and/or y')) AS t(input, reason);
CREATE TABLE quantum_features.processing_metadata AS FROM (VALUES
  ('a', '2 raw objects'), ('b', 'from "/mnt/raw/y"')) AS t(processing_batch_id, source_data_info);
CREATE TABLE quantum_features.vqe_results AS FROM (VALUES ('e1', 'a'), ('e2', 'b')) AS t(experiment_id, processing_batch_id);
)";

class ExportViewsTest : public ::testing::Test {
 protected:
  ExportViewsTest() { EXPECT_TRUE(session_.execute(kFilledTables)); }
  Result<> create(const ExportViewOptions& options, const std::vector<std::string>& tables) {
    return create_export_views(session_, tables, options);
  }
  std::vector<std::string> texts(const std::string& sql) {
    std::vector<std::string> found;
    const auto done = session_.query(sql, [&](SqlResult& result) -> Result<> {
      while (true) {
        EIGENLAKE_ASSIGN_OR_RETURN(const bool more, result.next_chunk());
        for (size_t row = 0; row < result.num_rows(); ++row)
          result.append_value(0, row, ValueStyle::kText, found.emplace_back());
        if (!more) return {};
      }
    });
    EXPECT_TRUE(done) << done.error().to_string();
    return found;
  }

  SqlSession session_ = *SqlSession::open({.num_threads = 1});
};

TEST_F(ExportViewsTest, ObjectsKeepWhatIsBelowTheRawObjects) {
  ASSERT_TRUE(create({.raw_location = "file:///home/a b/lake/raw-results/"}, {"source_objects"}));
  const auto names = texts("SELECT object_uri FROM source_objects");
  ASSERT_EQ(names.size(), 4);
  EXPECT_EQ(names[0], "x/1.avro");
  EXPECT_THAT(names[1], testing::MatchesRegex("[0-9a-f]+/2.avro"));
  EXPECT_EQ(names[2], "s3://bucket/raw/3.avro");
  EXPECT_THAT(names[3], testing::MatchesRegex("[0-9a-f]+/2.avro"));
  EXPECT_NE(names[1], names[3]);  // The key stays one.
}

TEST_F(ExportViewsTest, TextsKeepNamesOfFiles) {
  ASSERT_TRUE(create({}, {"source_objects", "failed_runs", "processing_metadata"}));
  EXPECT_THAT(texts("SELECT error FROM source_objects WHERE error IS NOT NULL"),
              ElementsAre("bad 1.avro", "2.avro: checksum differs", "no object s3://bucket/raw/3.avro"));
  EXPECT_THAT(texts("SELECT input FROM failed_runs"),
              ElementsAre("h2.json, molecule 0", "h2.json, molecule 1"));
  EXPECT_THAT(texts("SELECT reason FROM failed_runs"),
              ElementsAre("h2.json, molecule 0: charge 1/2 is no integer",
                          "h2.json, molecule 1: cannot read 'x.toml' and/or y"));
  EXPECT_THAT(texts("SELECT source_data_info FROM processing_metadata"),
              ElementsAre("2 raw objects", "from \"y\""));
}

TEST_F(ExportViewsTest, RequestedPathsStay) {
  ASSERT_TRUE(create({.with_paths = true}, {"source_objects", "failed_runs"}));
  EXPECT_EQ(texts("SELECT object_uri FROM source_objects"),
            texts("SELECT object_uri FROM quantum_features.source_objects"));
  EXPECT_EQ(texts("SELECT reason FROM failed_runs"),
            texts("SELECT reason FROM quantum_features.failed_runs"));
}

TEST_F(ExportViewsTest, SelectionHasItsRowsAndTheirBatches) {
  const std::vector<std::string> ids = {"e2"};
  ASSERT_TRUE(select_experiments(session_, ids));
  ASSERT_TRUE(create({.only_selected = true}, {"vqe_results", "processing_metadata"}));
  EXPECT_THAT(texts("SELECT experiment_id FROM vqe_results"), ElementsAre("e2"));
  EXPECT_THAT(texts("SELECT processing_batch_id FROM processing_metadata"), ElementsAre("b"));
}

TEST_F(ExportViewsTest, EmptySelectionHasNoRows) {
  ASSERT_TRUE(select_experiments(session_, {}));
  ASSERT_TRUE(create({.only_selected = true}, {"vqe_results", "processing_metadata"}));
  EXPECT_THAT(texts("SELECT experiment_id FROM vqe_results"), IsEmpty());
  EXPECT_THAT(texts("SELECT processing_batch_id FROM processing_metadata"), IsEmpty());
}

TEST_F(ExportViewsTest, TableWithoutExperimentsIsNotSelected) {
  ASSERT_TRUE(select_experiments(session_, {}));
  expect_failure(create({.only_selected = true}, {"source_objects"}), ErrorKind::kUsage);
}

}  // namespace
}  // namespace eigenlake
