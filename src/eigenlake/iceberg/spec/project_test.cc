// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include <gtest/gtest.h>

#include "eigenlake/iceberg/spec/transform.h"

namespace eigenlake::iceberg {
namespace {

using namespace std::string_literals;
using Op = Predicate::Op;

constexpr Op kComparisons[] = {Op::kEqual, Op::kLess, Op::kLessOrEqual, Op::kGreater, Op::kGreaterOrEqual};

bool passes(const Literal& value, const Predicate& predicate, const Type& type) {
  const auto is = [&](const Literal& other) { return compare_literals(value, other, type); };
  switch (predicate.op) {
    case Op::kEqual:
    case Op::kIn:
      return std::ranges::any_of(predicate.values, [&](const Literal& other) { return is(other) == 0; });
    case Op::kLess:
      return is(predicate.values[0]) < 0;
    case Op::kLessOrEqual:
      return is(predicate.values[0]) <= 0;
    case Op::kGreater:
      return is(predicate.values[0]) > 0;
    case Op::kGreaterOrEqual:
      return is(predicate.values[0]) >= 0;
    default:
      return is_null(value) == (predicate.op == Op::kIsNull);
  }
}

/// A column type, values on both sides of its edges, and the transforms that the spec defines for it.
struct Column {
  const char* type;
  std::vector<Literal> values;
  std::vector<const char*> transforms;
};

constexpr int64_t kDay = 86'400'000'000;

const Column kColumns[] = {
    {"int",
     {int32_t{-2147483648}, int32_t{-11}, int32_t{-10}, int32_t{-1}, int32_t{0}, int32_t{9}, int32_t{10},
      int32_t{2147483647}},
     {"identity", "bucket[7]", "truncate[10]"}},
    {"long",
     {int64_t{-4294967297}, int64_t{-10}, int64_t{-1}, int64_t{0}, int64_t{10}, int64_t{4294967297}},
     {"identity", "bucket[7]", "truncate[10]"}},
    {"string", {""s, "a"s, "ab"s, "abc"s, "abd"s, "b"s, "ä"s, "äöü"s}, {"bucket[3]", "truncate[2]"}},
    {"binary", {""s, "\0"s, "\x7f\xff\x01"s, "\xff\xff\xff"s}, {"bucket[3]", "truncate[2]"}},
    {"decimal(9,2)", {"\xfa\x74"s, "\x80"s, "\xff"s, "\0"s, "\x05\x8c"s}, {"bucket[3]", "truncate[50]"}},
    {"date",
     {int32_t{-719162}, int32_t{-366}, int32_t{-1}, int32_t{0}, int32_t{31}, int32_t{20098}},
     {"year", "month", "day", "bucket[5]"}},
    {"timestamp",
     {-366 * kDay, -kDay - 1, -kDay, int64_t{-1}, int64_t{0}, kDay - 1, kDay, 20098 * kDay},
     {"year", "month", "day", "hour"}},
    {"timestamptz",
     {int64_t{-3'600'000'001}, int64_t{-1}, int64_t{0}, kDay},
     {"year", "month", "day", "hour"}},
};

class EveryColumn : public ::testing::TestWithParam<Column> {};
INSTANTIATE_TEST_SUITE_P(Project, EveryColumn, ::testing::ValuesIn(kColumns));

/// Below the smallest multiple that the type holds a truncated value wraps, as in Java; it keeps no order.
bool wraps(const Transform& transform, const Type& type, const Literal& value) {
  const bool is_integer = type.kind == TypeKind::kInt || type.kind == TypeKind::kLong;
  return transform.kind == Transform::Kind::kTruncate && is_integer &&
         compare_literals(*apply_transform(transform, type, value), value, type) > 0;
}

/// The promise of an inclusive projection: a row that passes is in a partition that passes.
TEST_P(EveryColumn, PartitionsOfPassingRowsAreKept) {
  const Type type = *parse_primitive_type(GetParam().type);
  for (const char* text : GetParam().transforms) {
    const Transform transform = parse_transform(text);
    const Type result = transform.result_type(type);
    for (const Op op : kComparisons) {
      for (const Literal& bound : GetParam().values) {
        const Predicate predicate{"x", op, {bound}};
        const auto projected = project(predicate, transform, type);
        for (const Literal& value : GetParam().values) {
          if (!projected || !passes(value, predicate, type)) continue;
          if (wraps(transform, type, value) && op != Op::kEqual) continue;
          EXPECT_TRUE(passes(*apply_transform(transform, type, value), *projected, result))
              << text << " of " << literal_to_string(value, type) << " against "
              << literal_to_string(bound, type) << " with operator " << static_cast<int>(op);
        }
      }
    }
  }
}

TEST_P(EveryColumn, PartitionValuesHaveTheTransformsResultType) {
  const Type type = *parse_primitive_type(GetParam().type);
  for (const char* text : GetParam().transforms) {
    const Transform transform = parse_transform(text);
    ASSERT_TRUE(applies_to(transform, type)) << text;
    for (const Literal& value : GetParam().values)
      EXPECT_TRUE(literal_fits(*apply_transform(transform, type, value), transform.result_type(type)));
  }
}

/// Transforms that keep the order of values, so that neighbours stay in order.
TEST_P(EveryColumn, OrderSurvivesAllTransformsButBuckets) {
  const Type type = *parse_primitive_type(GetParam().type);
  for (const char* text : GetParam().transforms) {
    const Transform transform = parse_transform(text);
    if (transform.kind == Transform::Kind::kBucket) continue;
    for (size_t i = 1; i < GetParam().values.size(); ++i) {
      const auto before = *apply_transform(transform, type, GetParam().values[i - 1]);
      const auto after = *apply_transform(transform, type, GetParam().values[i]);
      if (wraps(transform, type, GetParam().values[i - 1])) continue;
      EXPECT_TRUE(compare_literals(before, after, transform.result_type(type)) <= 0) << text << i;
    }
  }
}

/// Its partition value is far above those of the rows that pass.
TEST(Project, WrappedLowerBoundExcludesNothing) {
  for (const Op op : {Op::kGreater, Op::kGreaterOrEqual}) {
    const Predicate smallest{"x", op, {std::numeric_limits<int32_t>::min()}};
    EXPECT_FALSE(project(smallest, parse_transform("truncate[10]"), Type::int32()));
    EXPECT_TRUE(project(smallest, parse_transform("truncate[16]"), Type::int32())) << "it is a multiple";
    const Predicate smallest_long{"x", op, {std::numeric_limits<int64_t>::min()}};
    EXPECT_FALSE(project(smallest_long, parse_transform("truncate[10]"), Type::int64()));
  }
}

TEST(Project, SetIsProjectedValueByValue) {
  const auto projected =
      project({"x", Op::kIn, {int32_t{9}, int32_t{25}}}, parse_transform("truncate[10]"), Type::int32());
  EXPECT_EQ(projected->op, Op::kIn);
  EXPECT_EQ(projected->values, (std::vector<Literal>{int32_t{0}, int32_t{20}}));
}

TEST(Project, IdentityKeepsThePredicate) {
  const auto projected = project({"x", Op::kLess, {int32_t{9}}}, Transform{}, Type::int32());
  EXPECT_EQ(projected->op, Op::kLess);
  EXPECT_EQ(projected->values, std::vector<Literal>{int32_t{9}});
}

TEST(Project, NullTestsPassEveryTransformButVoid) {
  for (const char* text : {"identity", "bucket[4]", "truncate[3]"})
    for (const Op op : {Op::kIsNull, Op::kNotNull})
      EXPECT_EQ(project({"x", op, {}}, parse_transform(text), Type::string())->op, op) << text;
  EXPECT_FALSE(project({"x", Op::kIsNull, {}}, parse_transform("void"), Type::string()));
}

/// The spec's table of transforms, by source type.
TEST(AppliesTo, MatchesTheTypesOfTheSpec) {
  const std::pair<const char*, std::vector<const char*>> rows[] = {
      {"identity",
       {"boolean", "int", "long", "float", "double", "decimal(9,2)", "date", "time", "timestamp",
        "timestamptz", "string", "uuid", "fixed[3]", "binary"}},
      {"bucket[4]",
       {"int", "long", "decimal(9,2)", "date", "time", "timestamp", "timestamptz", "string", "uuid",
        "fixed[3]", "binary"}},
      {"truncate[4]", {"int", "long", "decimal(9,2)", "string", "binary"}},
      {"year", {"date", "timestamp", "timestamptz"}},
      {"month", {"date", "timestamp", "timestamptz"}},
      {"day", {"date", "timestamp", "timestamptz"}},
      {"hour", {"timestamp", "timestamptz"}},
      {"zorder", {}},
  };
  for (const auto& [transform, types] : rows) {
    for (const char* type : rows[0].second) {
      const bool is_named = std::ranges::count(types, std::string_view(type),
                                               [](const char* t) { return std::string_view(t); }) > 0;
      EXPECT_EQ(applies_to(parse_transform(transform), *parse_primitive_type(type)), is_named)
          << transform << " of " << type;
    }
    EXPECT_FALSE(applies_to(parse_transform(transform), Type::list(Type::int32())));
  }
}

TEST(Transform, ResultTypesMatchTheSpec) {
  const std::pair<const char*, const char*> rows[] = {{"identity", "timestamp"}, {"truncate[3]", "timestamp"},
                                                      {"bucket[3]", "int"},      {"year", "int"},
                                                      {"month", "int"},          {"day", "date"},
                                                      {"hour", "int"},           {"zorder", "string"}};
  for (const auto& [transform, result] : rows)
    EXPECT_EQ(parse_transform(transform).result_type(*parse_primitive_type("timestamp")).to_string(), result)
        << transform;
}

TEST(Transform, UnknownSpellingsAreKept) {
  for (const char* text : {"bucket", "bucket[]", "bucket[-3]", "bucket[x]", "bucket[3", "bucket(3)",
                           "buckets[3]", "truncate[0]", "Identity", "days", ""}) {
    const Transform transform = parse_transform(text);
    EXPECT_EQ(transform.kind, Transform::Kind::kUnknown) << text;
    EXPECT_EQ(transform.to_string(), text);
  }
  EXPECT_EQ(parse_transform("bucket[2147483647]").parameter, 2147483647);
}

/// Values from pyiceberg 0.12 (pyiceberg.transforms).
TEST(ApplyTransform, EdgeCasesMatchPyiceberg) {
  const std::tuple<const char*, const char*, Literal, Literal> cases[] = {
      {"bucket[16]", "int", int32_t{0}, int32_t{12}},
      {"bucket[16]", "int", int32_t{-1}, int32_t{8}},
      {"bucket[16]", "int", int32_t{2147483647}, int32_t{14}},
      {"bucket[16]", "long", int64_t{-2147483648}, int32_t{8}},
      {"bucket[100]", "long", std::numeric_limits<int64_t>::min(), int32_t{29}},
      {"bucket[100]", "long", std::numeric_limits<int64_t>::max(), int32_t{99}},
      {"bucket[100]", "string", ""s, int32_t{0}},
      {"bucket[100]", "string", "a"s, int32_t{50}},
      {"bucket[100]", "string", "ä"s, int32_t{32}},
      {"bucket[100]", "string", "\U0001F600"s, int32_t{98}},
      {"bucket[100]", "string", "abcdefgh"s, int32_t{44}},
      {"bucket[100]", "decimal(10,2)", "\0"s, int32_t{27}},
      {"bucket[100]", "decimal(10,2)", "\xfa\x74"s, int32_t{51}},
      {"bucket[100]", "decimal(10,2)", "\xff"s, int32_t{97}},
      {"bucket[100]", "decimal(10,2)", "\x02\x54\x0b\xe3\xff"s, int32_t{94}},
      {"truncate[10]", "int", int32_t{-10}, int32_t{-10}},
      {"truncate[10]", "int", int32_t{-11}, int32_t{-20}},
      {"truncate[10]", "int", int32_t{2147483647}, int32_t{2147483640}},
      {"truncate[50]", "decimal(9,2)", "\xfb"s, "\xce"s},
      {"truncate[50]", "decimal(9,2)", "\xfb\x2e"s, "\xfb\x1e"s},
      {"truncate[50]", "decimal(9,2)", "\x05"s, "\0"s},
      {"truncate[50]", "decimal(9,2)", "\x00\x98\x96\x7f"s, "\x00\x98\x96\x4e"s},
      {"year", "date", int32_t{-365}, int32_t{-1}},
      {"year", "date", int32_t{-366}, int32_t{-2}},
      {"month", "date", int32_t{-366}, int32_t{-13}},
      {"month", "date", int32_t{31}, int32_t{1}},
      {"year", "date", int32_t{-719162}, int32_t{-1969}},
      {"month", "date", int32_t{2932896}, int32_t{96359}},
      {"hour", "timestamp", int64_t{3'599'999'999}, int32_t{0}},
      {"hour", "timestamp", int64_t{-3'600'000'000}, int32_t{-1}},
      {"hour", "timestamp", int64_t{-3'600'000'001}, int32_t{-2}},
      {"day", "timestamp", int64_t{-31'536'000'000'001}, int32_t{-366}},
      {"month", "timestamp", int64_t{-31'536'000'000'001}, int32_t{-13}},
      {"year", "timestamptz", int64_t{-31'536'000'000'001}, int32_t{-2}},
  };
  for (const auto& [transform, type, value, expected] : cases) {
    const auto result = apply_transform(parse_transform(transform), *parse_primitive_type(type), value);
    ASSERT_TRUE(result) << result.error().to_string();
    EXPECT_EQ(*result, expected) << transform << " of " << type;
  }
}

TEST(ApplyTransform, ErrorNamesTheTransformAndTheType) {
  const auto result = apply_transform(parse_transform("hour"), Type::date(), int32_t{1});
  EXPECT_TRUE(result.error().message.contains("hour")) << result.error().message;
  EXPECT_TRUE(result.error().message.contains("date"));
}

}  // namespace
}  // namespace eigenlake::iceberg
