// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/scan/delete_index.h"

#include <gtest/gtest.h>

#include "eigenlake/iceberg/spec/literal_binary.h"

namespace eigenlake::iceberg {
namespace {

const Schema kSchema{
    0, {{1, "number", false, Type::int32(), ""}, {2, "text", false, Type::string(), ""}}, {}};

DataFile file(FileContent content, PartitionValues partition = {}, int spec_id = 0) {
  DataFile result;
  result.content = content;
  result.file_path = "data/a.parquet";
  result.partition = std::move(partition);
  result.spec_id = spec_id;
  if (content == FileContent::kEqualityDeletes) result.equality_ids = {1};
  return result;
}

DataFile data(PartitionValues partition = {}, int spec_id = 0) {
  return file(FileContent::kData, std::move(partition), spec_id);
}

/// True when the deletes, of sequence number 5, apply to the data file.
bool apply(const DataFile& deletes, const DataFile& data_file, int64_t sequence_number,
           bool is_global = false) {
  DeleteIndex index;
  index.add(std::make_shared<const DeleteFile>(DeleteFile{deletes, 5, nullptr, "", ""}), is_global);
  return !index.deletes_of(data_file, sequence_number, kSchema).empty();
}

void set_bounds(DataFile& target, int id, const Literal& lower, const Literal& upper, const Type& type) {
  target.lower_bounds[id] = literal_to_binary(lower, type);
  target.upper_bounds[id] = literal_to_binary(upper, type);
  target.null_value_counts[id] = 0;
}

TEST(DeleteIndex, PositionDeletesApplyToTheirOwnCommitAndOlderOnes) {
  EXPECT_TRUE(apply(file(FileContent::kPositionDeletes), data(), 4));
  EXPECT_TRUE(apply(file(FileContent::kPositionDeletes), data(), 5));
  EXPECT_FALSE(apply(file(FileContent::kPositionDeletes), data(), 6));
}

TEST(DeleteIndex, EqualityDeletesApplyToOlderCommitsOnly) {
  EXPECT_TRUE(apply(file(FileContent::kEqualityDeletes), data(), 4));
  EXPECT_FALSE(apply(file(FileContent::kEqualityDeletes), data(), 5));
}

TEST(DeleteIndex, DeletesStayInTheirPartitionAndSpec) {
  for (const auto content : {FileContent::kPositionDeletes, FileContent::kEqualityDeletes}) {
    const PartitionValues one = {int32_t{1}, std::string("x")};
    EXPECT_TRUE(apply(file(content, one), data(one), 1));
    EXPECT_TRUE(apply(file(content, one), data({int64_t{1}, std::string("x")}), 1)) << "widened since";
    EXPECT_FALSE(apply(file(content, one), data({int32_t{2}, std::string("x")}), 1));
    EXPECT_FALSE(apply(file(content, one), data({int32_t{1}, Literal{}}), 1));
    EXPECT_FALSE(apply(file(content, one), data(one, 1), 1));
  }
}

TEST(DeleteIndex, PartitionsOfEveryTypeAreDistinguished) {
  const std::string a = "a";
  const std::string b = "b";
  const std::pair<Literal, Literal> different[] = {{a, b},        {a, Literal{}}, {std::string(), Literal{}},
                                                   {true, false}, {1.5, 2.5},     {int64_t{1}, int64_t{2}}};
  for (const auto& [one, other] : different) {
    EXPECT_TRUE(apply(file(FileContent::kPositionDeletes, {one}), data({one}), 1));
    EXPECT_TRUE(apply(file(FileContent::kPositionDeletes, {other}), data({other}), 1));
    EXPECT_FALSE(apply(file(FileContent::kPositionDeletes, {one}), data({other}), 1));
  }
  EXPECT_TRUE(apply(file(FileContent::kPositionDeletes, {1.5f}), data({1.5}), 1)) << "widened since";
  EXPECT_FALSE(apply(file(FileContent::kPositionDeletes, {a, std::string("|s1:b")}),
                     data({a + "|s1:b", std::string()}), 1))
      << "texts are not run together";
}

TEST(DeleteIndex, FloatBoundsExcludeNothingWithNans) {
  const Schema schema{0, {{1, "x", false, Type::float64(), ""}}, {}};
  DataFile deletes = file(FileContent::kEqualityDeletes);
  DataFile rows = data();
  set_bounds(deletes, 1, 1.0, 2.0, Type::float64());
  set_bounds(rows, 1, 3.0, 4.0, Type::float64());
  const auto apply_to_rows = [&] {
    DeleteIndex index;
    index.add(std::make_shared<const DeleteFile>(DeleteFile{deletes, 5, nullptr, "", ""}), false);
    return !index.deletes_of(rows, 1, schema).empty();
  };
  EXPECT_TRUE(apply_to_rows()) << "unknown counts";
  rows.nan_value_counts[1] = 0;
  EXPECT_FALSE(apply_to_rows()) << "the rows have none";
  rows.nan_value_counts[1] = deletes.nan_value_counts[1] = 1;
  EXPECT_TRUE(apply_to_rows());
  deletes.nan_value_counts[1] = 0;
  EXPECT_FALSE(apply_to_rows());
  set_bounds(rows, 1, 2.0, 4.0, Type::float64());
  EXPECT_TRUE(apply_to_rows()) << "they touch";
}

TEST(DeleteIndex, OnlyUnpartitionedEqualityDeletesAreGlobal) {
  const DataFile elsewhere = data({int32_t{1}}, 1);
  EXPECT_TRUE(apply(file(FileContent::kEqualityDeletes), elsewhere, 1, true));
  EXPECT_FALSE(apply(file(FileContent::kPositionDeletes), elsewhere, 1, true));
}

TEST(DeleteIndex, PositionDeletesOfOtherFilesAreExcluded) {
  DataFile deletes = file(FileContent::kPositionDeletes);
  set_bounds(deletes, kDeleteFilePathId, std::string("data/b"), std::string("data/c"), Type::string());
  EXPECT_FALSE(apply(deletes, data(), 1));
  set_bounds(deletes, kDeleteFilePathId, std::string("data/a"), std::string("data/b"), Type::string());
  EXPECT_TRUE(apply(deletes, data(), 1));
  deletes.referenced_data_file = "data/other.parquet";
  EXPECT_FALSE(apply(deletes, data(), 1));
}

TEST(DeleteIndex, DisjointEqualityDeletesAreExcluded) {
  DataFile deletes = file(FileContent::kEqualityDeletes);
  DataFile rows = data();
  set_bounds(deletes, 1, int32_t{1}, int32_t{5}, Type::int32());
  set_bounds(rows, 1, int32_t{6}, int32_t{9}, Type::int32());
  EXPECT_FALSE(apply(deletes, rows, 1));
  deletes.null_value_counts[1] = rows.null_value_counts[1] = 1;
  EXPECT_TRUE(apply(deletes, rows, 1));
  deletes.null_value_counts.clear();
  rows.null_value_counts.clear();
  EXPECT_TRUE(apply(deletes, rows, 1)) << "unknown counts";
}

}  // namespace
}  // namespace eigenlake::iceberg
