// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/scan/file_filter.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "eigenlake/iceberg/spec/literal_binary.h"

namespace eigenlake::iceberg {
namespace {

using namespace std::string_literals;
using Op = Predicate::Op;

const Schema kColumns{0,
                      {{1, "number", false, Type::int32(), ""},
                       {2, "energy", false, Type::float64(), ""},
                       {3, "text", false, Type::string(), ""},
                       {4, "at", false, *parse_primitive_type("timestamp"), ""},
                       {5, "wide", false, Type::int64(), ""}},
                      {}};
const PartitionSpec kUnpartitioned{};

/// Ten rows with these bounds, no null and no NaN.
DataFile file_with(int id, const Literal& lower, const Literal& upper) {
  DataFile file;
  const Type& type = kColumns.find_field(id)->type;
  file.value_counts[id] = 10;
  file.null_value_counts[id] = 0;
  file.nan_value_counts[id] = 0;
  if (!is_null(lower)) file.lower_bounds[id] = literal_to_binary(lower, type);
  if (!is_null(upper)) file.upper_bounds[id] = literal_to_binary(upper, type);
  return file;
}

bool match(const DataFile& file, const std::string& column, Op op, std::vector<Literal> values,
           const PartitionSpec& spec = kUnpartitioned) {
  return may_match({{column, op, std::move(values)}}, kColumns, spec, file);
}

/// For values 10 to 20: the operator, the value, and whether a row may pass.
TEST(MayMatch, BoundsDecideAtTheirEdges) {
  const DataFile file = file_with(1, int32_t{10}, int32_t{20});
  const std::tuple<Op, int32_t, bool> cases[] = {{Op::kEqual, 9, false},
                                                 {Op::kEqual, 10, true},
                                                 {Op::kEqual, 20, true},
                                                 {Op::kEqual, 21, false},
                                                 {Op::kLess, 10, false},
                                                 {Op::kLess, 11, true},
                                                 {Op::kLessOrEqual, 9, false},
                                                 {Op::kLessOrEqual, 10, true},
                                                 {Op::kGreater, 20, false},
                                                 {Op::kGreater, 19, true},
                                                 {Op::kGreaterOrEqual, 21, false},
                                                 {Op::kGreaterOrEqual, 20, true},
                                                 {Op::kIn, 21, false},
                                                 {Op::kIn, 15, true}};
  for (const auto& [op, value, expected] : cases)
    EXPECT_EQ(match(file, "number", op, {value}), expected) << static_cast<int>(op) << " " << value;
}

TEST(MayMatch, AnyValueOfASetSuffices) {
  const DataFile file = file_with(1, int32_t{10}, int32_t{20});
  EXPECT_TRUE(match(file, "number", Op::kIn, {int32_t{1}, int32_t{12}, int32_t{99}}));
  EXPECT_FALSE(match(file, "number", Op::kIn, {int32_t{1}, int32_t{99}}));
  EXPECT_FALSE(match(file, "number", Op::kIn, {}));
}

TEST(MayMatch, MissingBoundExcludesNothing) {
  const DataFile only_lower = file_with(1, int32_t{10}, {});
  EXPECT_TRUE(match(only_lower, "number", Op::kGreater, {int32_t{1000}}));
  EXPECT_FALSE(match(only_lower, "number", Op::kLess, {int32_t{10}}));
  const DataFile only_upper = file_with(1, {}, int32_t{20});
  EXPECT_TRUE(match(only_upper, "number", Op::kLess, {int32_t{-1000}}));
  EXPECT_FALSE(match(only_upper, "number", Op::kEqual, {int32_t{21}}));
  EXPECT_TRUE(match(DataFile{}, "number", Op::kEqual, {int32_t{1}})) << "without any metrics";
}

TEST(MayMatch, UnreadableBoundExcludesNothing) {
  DataFile file = file_with(1, int32_t{10}, int32_t{20});
  file.lower_bounds[1] = "abc";
  EXPECT_TRUE(match(file, "number", Op::kEqual, {int32_t{1}}));
  DataFile nan = file_with(2, std::nan(""), std::nan(""));
  EXPECT_TRUE(match(nan, "energy", Op::kEqual, {1.0}));
}

TEST(MayMatch, NarrowerBoundsApplyAfterPromotion) {
  DataFile file = file_with(5, int64_t{10}, int64_t{20});
  file.lower_bounds[5] = literal_to_binary(int32_t{10}, Type::int32());
  file.upper_bounds[5] = literal_to_binary(int32_t{20}, Type::int32());
  EXPECT_FALSE(match(file, "wide", Op::kEqual, {int64_t{9}}));
  EXPECT_TRUE(match(file, "wide", Op::kEqual, {int64_t{20}}));
}

TEST(MayMatch, NullCountsDecideNullTests) {
  DataFile file = file_with(1, {}, {});
  EXPECT_FALSE(match(file, "number", Op::kIsNull, {}));
  EXPECT_TRUE(match(file, "number", Op::kNotNull, {}));
  file.null_value_counts[1] = 1;
  EXPECT_TRUE(match(file, "number", Op::kIsNull, {}));
  EXPECT_TRUE(match(file, "number", Op::kEqual, {int32_t{1}}));
  file.null_value_counts[1] = 10;
  EXPECT_FALSE(match(file, "number", Op::kNotNull, {})) << "all are null";
  EXPECT_FALSE(match(file, "number", Op::kEqual, {int32_t{1}}));
  EXPECT_TRUE(match(file, "number", Op::kIsNull, {}));
  file.value_counts.clear();
  EXPECT_TRUE(match(file, "number", Op::kNotNull, {})) << "how many rows there are is not known";
  file.null_value_counts.clear();
  EXPECT_TRUE(match(file, "number", Op::kIsNull, {}));
}

/// NaN is greater than every number and outside of the bounds.
TEST(MayMatch, NansPassGreaterThan) {
  DataFile file = file_with(2, 1.0, 2.0);
  EXPECT_FALSE(match(file, "energy", Op::kGreater, {3.0}));
  EXPECT_FALSE(match(file, "energy", Op::kGreaterOrEqual, {3.0}));
  file.nan_value_counts[2] = 1;
  EXPECT_TRUE(match(file, "energy", Op::kGreater, {3.0}));
  EXPECT_TRUE(match(file, "energy", Op::kGreaterOrEqual, {3.0}));
  EXPECT_FALSE(match(file, "energy", Op::kLess, {1.0}));
  EXPECT_FALSE(match(file, "energy", Op::kEqual, {3.0}));
  file.nan_value_counts.clear();
  EXPECT_TRUE(match(file, "energy", Op::kGreater, {3.0})) << "unknown";
  DataFile number = file_with(1, int32_t{1}, int32_t{2});
  number.nan_value_counts.clear();
  EXPECT_FALSE(match(number, "number", Op::kGreater, {int32_t{3}})) << "an int is never NaN";
}

TEST(MayMatch, ComparisonWithNanExcludesNothing) {
  const DataFile file = file_with(2, 1.0, 2.0);
  for (const Op op : {Op::kEqual, Op::kIn, Op::kLess, Op::kGreaterOrEqual})
    EXPECT_TRUE(match(file, "energy", op, {std::nan("")}));
}

TEST(MayMatch, EveryPredicateMustPass) {
  DataFile file = file_with(1, int32_t{10}, int32_t{20});
  const Predicate passes{"number", Op::kLess, {int32_t{15}}};
  const Predicate fails{"number", Op::kLess, {int32_t{5}}};
  EXPECT_TRUE(may_match({}, kColumns, kUnpartitioned, file));
  EXPECT_TRUE(may_match({passes, passes}, kColumns, kUnpartitioned, file));
  EXPECT_FALSE(may_match({passes, fails}, kColumns, kUnpartitioned, file));
}

PartitionSpec spec_of(int source_id, const char* transform) {
  return {0, {{source_id, 1000, "p", parse_transform(transform)}}};
}

/// A file without metrics in one partition.
DataFile file_in(Literal value) {
  DataFile file;
  file.partition = {std::move(value)};
  return file;
}

TEST(MayMatch, PartitionValuesApplyThroughTheirTransform) {
  constexpr int64_t kDay = 86'400'000'000;
  const PartitionSpec days = spec_of(4, "day");
  EXPECT_TRUE(match(file_in(int32_t{5}), "at", Op::kEqual, {5 * kDay + 1}, days));
  EXPECT_FALSE(match(file_in(int32_t{5}), "at", Op::kEqual, {6 * kDay}, days));
  EXPECT_TRUE(match(file_in(int32_t{5}), "at", Op::kLess, {5 * kDay + 1}, days)) << "part of the day";
  EXPECT_FALSE(match(file_in(int32_t{5}), "at", Op::kLess, {5 * kDay - 1}, days));
  const PartitionSpec buckets = spec_of(1, "bucket[16]");
  EXPECT_TRUE(match(file_in(int32_t{2017239379 % 16}), "number", Op::kEqual, {int32_t{34}}, buckets));
  EXPECT_FALSE(match(file_in(int32_t{2017239379 % 16 - 1}), "number", Op::kEqual, {int32_t{34}}, buckets));
  EXPECT_TRUE(match(file_in(int32_t{0}), "number", Op::kLess, {int32_t{34}}, buckets));
  EXPECT_TRUE(match(file_in(int32_t{1}), "number", Op::kEqual, {int32_t{34}}, spec_of(1, "zorder")));
  EXPECT_TRUE(match(file_in("x"s), "number", Op::kEqual, {int32_t{34}}, spec_of(3, "identity")))
      << "a partition by another column";
}

TEST(MayMatch, NullPartitionHoldsOnlyNulls) {
  const PartitionSpec identity = spec_of(3, "identity");
  EXPECT_TRUE(match(file_in({}), "text", Op::kIsNull, {}, identity));
  EXPECT_FALSE(match(file_in({}), "text", Op::kNotNull, {}, identity));
  EXPECT_FALSE(match(file_in({}), "text", Op::kEqual, {"a"s}, identity));
  EXPECT_FALSE(match(file_in("a"s), "text", Op::kIsNull, {}, identity));
}

TEST(MayMatch, NanPartitionHoldsOnlyNans) {
  const PartitionSpec identity = spec_of(2, "identity");
  EXPECT_TRUE(match(file_in(std::nan("")), "energy", Op::kGreater, {1.0}, identity));
  EXPECT_TRUE(match(file_in(std::nan("")), "energy", Op::kNotNull, {}, identity));
  EXPECT_FALSE(match(file_in(1.0), "energy", Op::kGreater, {1.0}, identity));
}

TEST(MayMatch, NarrowerPartitionValuesApplyAfterPromotion) {
  const PartitionSpec identity = spec_of(5, "identity");
  EXPECT_TRUE(match(file_in(int32_t{7}), "wide", Op::kEqual, {int64_t{7}}, identity));
  EXPECT_FALSE(match(file_in(int32_t{7}), "wide", Op::kEqual, {int64_t{8}}, identity));
  EXPECT_TRUE(match(file_in("odd"s), "wide", Op::kEqual, {int64_t{8}}, identity))
      << "a value of another type";
  EXPECT_TRUE(match(DataFile{}, "wide", Op::kEqual, {int64_t{8}}, identity)) << "no value at all";
}

/// A column may have several partition fields, each of which can exclude.
TEST(MayMatch, EveryFieldOfAColumnApplies) {
  PartitionSpec spec = spec_of(1, "bucket[16]");
  spec.fields.push_back({1, 1001, "q", parse_transform("truncate[10]")});
  DataFile file;
  file.partition = {int32_t{2017239379 % 16}, int32_t{30}};
  EXPECT_TRUE(match(file, "number", Op::kEqual, {int32_t{34}}, spec));
  file.partition[1] = int32_t{40};
  EXPECT_FALSE(match(file, "number", Op::kEqual, {int32_t{34}}, spec));
}

bool match_manifest(const FieldSummary& summary, Predicate predicate, const char* transform = "identity") {
  ManifestFile manifest;
  manifest.partitions = {summary};
  const int id = kColumns.find_field(std::string_view(predicate.column))->id;
  return may_match({std::move(predicate)}, kColumns, spec_of(id, transform), manifest);
}

FieldSummary summary_of(const Literal& lower, const Literal& upper, const Type& type) {
  return {false, false, literal_to_binary(lower, type), literal_to_binary(upper, type)};
}

TEST(MayMatchManifest, SummariesDecide) {
  const FieldSummary summary = summary_of(int32_t{10}, int32_t{20}, Type::int32());
  EXPECT_TRUE(match_manifest(summary, {"number", Op::kEqual, {int32_t{20}}}));
  EXPECT_FALSE(match_manifest(summary, {"number", Op::kEqual, {int32_t{21}}}));
  EXPECT_FALSE(match_manifest(summary, {"number", Op::kGreater, {int32_t{20}}}));
  EXPECT_FALSE(match_manifest(summary, {"number", Op::kIsNull, {}}));
  EXPECT_TRUE(match_manifest(summary, {"number", Op::kEqual, {int32_t{25}}}, "truncate[10]"));
  EXPECT_FALSE(match_manifest(summary, {"number", Op::kEqual, {int32_t{30}}}, "truncate[10]"));
}

TEST(MayMatchManifest, NullsAndNansOfASummaryApply) {
  const FieldSummary all_null{true, false, std::nullopt, std::nullopt};
  EXPECT_TRUE(match_manifest(all_null, {"energy", Op::kIsNull, {}}));
  EXPECT_FALSE(match_manifest(all_null, {"energy", Op::kNotNull, {}}));
  EXPECT_FALSE(match_manifest(all_null, {"energy", Op::kEqual, {1.0}}));
  const FieldSummary all_nan{false, true, std::nullopt, std::nullopt};
  EXPECT_TRUE(match_manifest(all_nan, {"energy", Op::kNotNull, {}}));
  FieldSummary with_nan = summary_of(1.0, 2.0, Type::float64());
  EXPECT_FALSE(match_manifest(with_nan, {"energy", Op::kGreater, {3.0}}));
  for (const std::optional<bool> contains_nan : {std::optional(true), std::optional<bool>()}) {
    with_nan.contains_nan = contains_nan;
    EXPECT_TRUE(match_manifest(with_nan, {"energy", Op::kGreater, {3.0}}));
  }
}

/// Version 1 wrote neither summaries nor whether NaN is among the values.
TEST(MayMatchManifest, UnknownSummaryExcludesNothing) {
  const FieldSummary unknown{false, std::nullopt, std::nullopt, std::nullopt};
  EXPECT_TRUE(match_manifest(unknown, {"number", Op::kEqual, {int32_t{1}}}));
  const Filter filter = {{"number", Op::kEqual, {int32_t{1}}}};
  EXPECT_TRUE(may_match(filter, kColumns, spec_of(1, "identity"), ManifestFile{}));
  EXPECT_TRUE(may_match(filter, kColumns, kUnpartitioned, ManifestFile{}));
}

}  // namespace
}  // namespace eigenlake::iceberg
