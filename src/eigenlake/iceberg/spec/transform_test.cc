// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/transform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eigenlake::iceberg {
namespace {

using Kind = Transform::Kind;
using Op = Predicate::Op;
using namespace std::string_literals;

Type type_of(std::string_view text) {
  return *parse_primitive_type(text);
}

Literal transformed(std::string_view transform, std::string_view type, const Literal& value) {
  const auto result = apply_transform(parse_transform(transform), type_of(type), value);
  EXPECT_TRUE(result) << result.error().to_string();
  return *result;
}

constexpr int64_t kMicrosPerSecond = 1'000'000;
/// 2017-11-16T22:31:08 UTC.
constexpr int64_t kNovember = 1'510'871'468 * kMicrosPerSecond;

TEST(BucketHash, MatchesAppendixBOfTheSpec) {
  EXPECT_EQ(bucket_hash(int32_t{34}, type_of("int")), 2017239379);
  EXPECT_EQ(bucket_hash(int64_t{34}, type_of("long")), 2017239379);
  EXPECT_EQ(bucket_hash("\x05\x8c"s, type_of("decimal(9,2)")), -500754589) << "14.20";
  EXPECT_EQ(bucket_hash("\x00\x00\x05\x8c"s, type_of("decimal(9,2)")), -500754589) << "14.20, padded";
  EXPECT_EQ(bucket_hash(int32_t{17486}, type_of("date")), -653330422) << "2017-11-16";
  EXPECT_EQ(bucket_hash(int64_t{81068} * kMicrosPerSecond, type_of("time")), -662762989) << "22:31:08";
  EXPECT_EQ(bucket_hash(kNovember, type_of("timestamp")), -2047944441);
  EXPECT_EQ(bucket_hash(kNovember, type_of("timestamptz")), -2047944441);
  EXPECT_EQ(bucket_hash("iceberg"s, type_of("string")), 1210000089);
  EXPECT_EQ(bucket_hash("\xf7\x9c\x3e\x09\x67\x7c\x4b\xbd\xa4\x79\x3f\x34\x9c\xb7\x85\xe7"s, type_of("uuid")),
            1488055340);
  EXPECT_EQ(bucket_hash("\x00\x01\x02\x03"s, type_of("fixed[4]")), -188683207);
  EXPECT_EQ(bucket_hash("\x00\x01\x02\x03"s, type_of("binary")), -188683207);
}

TEST(ApplyTransform, BucketsAreNeverNegative) {
  EXPECT_EQ(transformed("bucket[100]", "int", int32_t{34}), Literal(int32_t{2017239379 % 100}));
  EXPECT_EQ(transformed("bucket[16]", "decimal(9,2)", "\x05\x8c"s),
            Literal(int32_t{(-500754589 & 0x7fffffff) % 16}));
}

TEST(ApplyTransform, TruncatesToTheLowerMultiple) {
  EXPECT_EQ(transformed("truncate[10]", "int", int32_t{1}), Literal(int32_t{0}));
  EXPECT_EQ(transformed("truncate[10]", "int", int32_t{-1}), Literal(int32_t{-10}));
  EXPECT_EQ(transformed("truncate[10]", "long", int64_t{-1}), Literal(int64_t{-10}));
  EXPECT_EQ(transformed("truncate[50]", "decimal(9,2)", "\x29\xaa"s), Literal("\x29\x9a"s)) << "106.66";
  EXPECT_EQ(transformed("truncate[3]", "string", "iceberg"s), Literal("ice"s));
  EXPECT_EQ(transformed("truncate[2]", "string", "äöü"s), Literal("äö"s)) << "characters, not bytes";
  EXPECT_EQ(transformed("truncate[1]", "binary", "\x01\x02"s), Literal("\x01"s));
}

TEST(ApplyTransform, TimesCountFrom1970RoundedDown) {
  EXPECT_EQ(transformed("year", "date", int32_t{17486}), Literal(int32_t{47}));
  EXPECT_EQ(transformed("month", "timestamp", kNovember), Literal(int32_t{574}));
  EXPECT_EQ(transformed("day", "timestamptz", kNovember), Literal(int32_t{17486}));
  EXPECT_EQ(transformed("hour", "timestamp", kNovember), Literal(int32_t{419686}));
  EXPECT_EQ(transformed("year", "date", int32_t{-1}), Literal(int32_t{-1}));
  EXPECT_EQ(transformed("month", "date", int32_t{-1}), Literal(int32_t{-1}));
  EXPECT_EQ(transformed("day", "timestamp", int64_t{-1}), Literal(int32_t{-1}));
  EXPECT_EQ(transformed("hour", "timestamp", int64_t{-1}), Literal(int32_t{-1}));
}

TEST(ApplyTransform, NullStaysNullAndVoidGivesNull) {
  EXPECT_EQ(transformed("bucket[4]", "string", Literal{}), Literal{});
  EXPECT_EQ(transformed("void", "string", "x"s), Literal{});
  EXPECT_EQ(apply_transform(parse_transform("hour"), type_of("date"), int32_t{0}).error().kind,
            ErrorKind::kUnsupported);
  EXPECT_EQ(apply_transform(parse_transform("zorder"), type_of("date"), int32_t{0}).error().kind,
            ErrorKind::kUnsupported);
}

std::optional<Predicate> projected(std::string_view transform, std::string_view type, Op op, Literal value) {
  return project({"x", op, {std::move(value)}}, parse_transform(transform), type_of(type));
}

TEST(Project, OrderSurvivesTruncationButNotStrictly) {
  const auto less = projected("truncate[10]", "int", Op::kLess, int32_t{15});
  EXPECT_EQ(less->op, Op::kLessOrEqual);
  EXPECT_EQ(less->values[0], Literal(int32_t{10}));
  const auto greater = projected("day", "timestamp", Op::kGreater, kNovember);
  EXPECT_EQ(greater->op, Op::kGreaterOrEqual);
  EXPECT_EQ(greater->values[0], Literal(int32_t{17486}));
}

TEST(Project, BucketsProjectOnlyEquality) {
  EXPECT_EQ(projected("bucket[16]", "int", Op::kEqual, int32_t{34})->values[0], Literal(2017239379 % 16));
  EXPECT_FALSE(projected("bucket[16]", "int", Op::kLess, int32_t{34}));
  EXPECT_EQ(project({"x", Op::kIsNull, {}}, parse_transform("bucket[16]"), type_of("int"))->op, Op::kIsNull);
}

TEST(Project, TimesBefore1970MayBeRoundedUp) {
  EXPECT_THAT(projected("day", "date", Op::kEqual, int32_t{-5})->values,
              ::testing::ElementsAre(Literal(int32_t{-5}), Literal(int32_t{-4})));
  EXPECT_EQ(projected("month", "date", Op::kLess, int32_t{-1})->values[0], Literal(int32_t{0}));
  EXPECT_EQ(projected("month", "date", Op::kGreater, int32_t{-1})->values[0], Literal(int32_t{-1}));
}

TEST(Project, VoidAndUnknownTransformsExcludeNothing) {
  EXPECT_FALSE(projected("void", "int", Op::kEqual, int32_t{1}));
  EXPECT_FALSE(projected("zorder", "int", Op::kEqual, int32_t{1}));
}

}  // namespace
}  // namespace eigenlake::iceberg
