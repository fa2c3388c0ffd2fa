#include "eigenlake/iceberg/data/partition_rows.h"

#include <arrow/api.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/spec/transform.h"

namespace eigenlake::iceberg {
namespace {

Schema schema() {
  return {0, {{1, "id", false, Type::string(), ""}, {2, "step", false, Type::int32(), ""}}, {}};
}

std::shared_ptr<arrow::RecordBatch> rows(const std::vector<std::string>& ids,
                                         const std::vector<int32_t>& steps) {
  arrow::StringBuilder id_builder;
  arrow::Int32Builder step_builder;
  EXPECT_TRUE(id_builder.AppendValues(ids).ok());
  for (const int32_t step : steps)
    EXPECT_TRUE((step < 0 ? step_builder.AppendNull() : step_builder.Append(step)).ok());
  return arrow::RecordBatch::Make(
      arrow::schema({arrow::field("id", arrow::utf8()), arrow::field("step", arrow::int32())}),
      static_cast<int64_t>(ids.size()), {*id_builder.Finish(), *step_builder.Finish()});
}

PartitionSpec spec(std::vector<std::pair<int, std::string>> fields) {
  PartitionSpec spec;
  for (const auto& [source, transform] : fields)
    spec.fields.push_back(
        {source, 1000 + static_cast<int>(spec.fields.size()), "p", parse_transform(transform)});
  return spec;
}

TEST(PartitionRuns, AreCutOnlyWhereValuesChange) {
  const auto batch = rows({"a", "a", "b", "b", "a"}, {1, 1, 1, 2, 1});
  const auto runs = partition_runs(spec({{1, "identity"}, {2, "identity"}}), schema(), *batch);
  ASSERT_TRUE(runs) << runs.error().to_string();
  ASSERT_EQ(runs->size(), 4U);
  EXPECT_EQ((*runs)[0].values, (PartitionValues{std::string("a"), int32_t{1}}));
  EXPECT_EQ((*runs)[0].length, 2);
  EXPECT_EQ((*runs)[2].values, (PartitionValues{std::string("b"), int32_t{2}}));
  EXPECT_EQ((*runs)[3].offset, 4);
}

TEST(PartitionRuns, HaveTransformedValues) {
  const auto batch = rows({"xylophone", "xyz", "abc", "abd"}, {7, 12, -1, 19});
  const auto runs = partition_runs(spec({{1, "truncate[2]"}, {2, "bucket[4]"}}), schema(), *batch);
  ASSERT_TRUE(runs) << runs.error().to_string();
  int64_t covered = 0;
  for (const auto& run : *runs) {
    EXPECT_EQ(run.offset, covered);
    covered += run.length;
    for (int64_t row = run.offset; row < run.offset + run.length; ++row) {
      const auto id = *literal_at(*batch->column(0), row, Type::string());
      const auto step = *literal_at(*batch->column(1), row, Type::int32());
      EXPECT_EQ(run.values[0], *apply_transform(parse_transform("truncate[2]"), Type::string(), id));
      EXPECT_EQ(run.values[1], *apply_transform(parse_transform("bucket[4]"), Type::int32(), step));
    }
  }
  EXPECT_EQ(covered, 4);
  EXPECT_TRUE(is_null(runs->at(2).values[1]));
}

TEST(PartitionRuns, VoidFieldIsNull) {
  const auto runs = partition_runs(spec({{1, "void"}}), schema(), *rows({"a", "b"}, {1, 2}));
  ASSERT_TRUE(runs);
  ASSERT_EQ(runs->size(), 1U);
  EXPECT_TRUE(is_null(runs->at(0).values[0]));
}

TEST(PartitionRuns, UnpartitionedTableHasOneRun) {
  const auto runs = partition_runs(spec({}), schema(), *rows({"a", "b", "c"}, {1, 2, 3}));
  ASSERT_TRUE(runs);
  ASSERT_EQ(runs->size(), 1U);
  EXPECT_EQ(runs->at(0).length, 3);
}

TEST(PartitionRuns, UnknownTransformAndNestedColumnAreNamed) {
  const auto batch = rows({"a"}, {1});
  const auto unknown = partition_runs(spec({{1, "zorder[3]"}}), schema(), *batch);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::kUnsupported);
  EXPECT_NE(unknown.error().message.find("zorder[3]"), std::string::npos);
  EXPECT_EQ(partition_runs(spec({{9, "identity"}}), schema(), *batch).error().kind, ErrorKind::kUnsupported);
}

TEST(PartitionRuns, DictionariesAreDecoded) {
  const auto batch = rows({"a", "b", "c"}, {1, 1, 2});
  const auto dictionary = arrow::DictionaryArray::FromArrays(arrow::dictionary(arrow::int32(), arrow::utf8()),
                                                             batch->column(1), batch->column(0));
  ASSERT_TRUE(dictionary.ok());
  EXPECT_EQ(*literal_at(**dictionary, 0, Type::string()), Literal(std::string("b")));
  EXPECT_EQ(*literal_at(**dictionary, 2, Type::string()), Literal(std::string("c")));
}

}  // namespace
}  // namespace eigenlake::iceberg
