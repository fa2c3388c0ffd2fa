// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/value_forms.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

using duckdb::Type;

SqlType leaf(Type id) {
  SqlType type;
  type.id = id;
  return type;
}
SqlType nested(Type id, std::vector<SqlType> children) {
  SqlType type = leaf(id);
  type.children = std::move(children);
  return type;
}
SqlType decimal_type(int width, int scale) {
  SqlType type = leaf(Type::kDecimal);
  type.width = width;
  type.scale = scale;
  return type;
}
SqlType list_type(SqlType element) {
  return nested(Type::kList, {std::move(element)});
}
SqlType array_type(SqlType element, uint64_t size) {
  SqlType type = nested(Type::kArray, {std::move(element)});
  type.array_size = size;
  return type;
}
SqlType map_type(SqlType key, SqlType value) {
  return nested(Type::kMap, {std::move(key), std::move(value)});
}
SqlType struct_type(std::vector<std::string> names, std::vector<SqlType> types) {
  SqlType type = nested(Type::kStruct, std::move(types));
  type.child_names = std::move(names);
  return type;
}

/// "as it is", or the type that DuckDB casts to.
std::string printed(const SqlType& type, ValueStyle style) {
  return printed_type(type, style).value_or("as it is");
}

TEST(PrintedType, NumbersBooleansAndTextsAreOurs) {
  for (const Type id : {Type::kBoolean, Type::kTinyInt, Type::kSmallInt, Type::kInteger, Type::kBigInt,
                        Type::kUTinyInt, Type::kUSmallInt, Type::kUInteger, Type::kUBigInt, Type::kHugeInt,
                        Type::kUHugeInt, Type::kFloat, Type::kDouble, Type::kVarchar})
    for (const ValueStyle style : {ValueStyle::kText, ValueStyle::kShort, ValueStyle::kJson})
      EXPECT_EQ(printed(leaf(id), style), "as it is") << static_cast<int>(id);
  EXPECT_EQ(printed(decimal_type(9, 2), ValueStyle::kJson), "as it is");
}

TEST(PrintedType, DuckDbPrintsTimesAndRareTypes) {
  for (const Type id : {Type::kDate, Type::kTime, Type::kTimeTz, Type::kTimestamp, Type::kTimestampS,
                        Type::kTimestampMs, Type::kTimestampNs, Type::kTimestampTz, Type::kInterval,
                        Type::kBlob, Type::kBit, Type::kUuid, Type::kEnum, Type::kUnion, Type::kSqlNull})
    for (const ValueStyle style : {ValueStyle::kText, ValueStyle::kShort, ValueStyle::kJson})
      EXPECT_EQ(printed(leaf(id), style), "VARCHAR") << static_cast<int>(id);
}

TEST(PrintedType, NestedValuesAreTextExceptInJson) {
  const SqlType dates = list_type(leaf(Type::kDate));
  EXPECT_EQ(printed(dates, ValueStyle::kText), "VARCHAR");
  EXPECT_EQ(printed(dates, ValueStyle::kShort), "VARCHAR");
  EXPECT_EQ(printed(dates, ValueStyle::kJson), "VARCHAR[]");
  const SqlType numbers = list_type(list_type(leaf(Type::kInteger)));
  EXPECT_EQ(printed(numbers, ValueStyle::kText), "VARCHAR");
  EXPECT_EQ(printed(numbers, ValueStyle::kJson), "as it is");
}

TEST(PrintedType, FewDigitsReachNestedRealNumbers) {
  EXPECT_EQ(printed(list_type(leaf(Type::kDouble)), ValueStyle::kShort), "as it is");
  const SqlType mixed = struct_type({"at", "x"}, {leaf(Type::kDate), list_type(leaf(Type::kFloat))});
  EXPECT_EQ(printed(mixed, ValueStyle::kShort), "STRUCT(\"at\" VARCHAR, \"x\" FLOAT[])");
  EXPECT_EQ(printed(mixed, ValueStyle::kText), "VARCHAR");
}

TEST(PrintedType, PrintedMapKeysAreTexts) {
  const SqlType by_number = map_type(leaf(Type::kInteger), leaf(Type::kDouble));
  EXPECT_EQ(printed(by_number, ValueStyle::kJson), "MAP(VARCHAR, DOUBLE)");
  EXPECT_EQ(printed(map_type(leaf(Type::kVarchar), leaf(Type::kDouble)), ValueStyle::kJson), "as it is");
  EXPECT_EQ(parquet_type(by_number), "MAP(INTEGER, DOUBLE)");
}

TEST(PrintedType, ArraysKeepTheirSizeAndDecimalsTheirDigits) {
  EXPECT_EQ(printed(array_type(leaf(Type::kDate), 3), ValueStyle::kJson), "VARCHAR[3]");
  EXPECT_EQ(printed(list_type(struct_type({"a", "d"}, {decimal_type(18, 4), leaf(Type::kUuid)})),
                    ValueStyle::kJson),
            "STRUCT(\"a\" DECIMAL(18, 4), \"d\" VARCHAR)[]");
}

TEST(PrintedType, NamesOfFieldsAreQuoted) {
  EXPECT_EQ(printed(struct_type({"a \"b\""}, {leaf(Type::kDate)}), ValueStyle::kJson),
            "STRUCT(\"a \"\"b\"\"\" VARCHAR)");
}

TEST(PrintedType, UnnamedStructIsAText) {
  const SqlType row = struct_type({"", ""}, {leaf(Type::kInteger), leaf(Type::kDouble)});
  EXPECT_EQ(printed(row, ValueStyle::kJson), "VARCHAR");
  EXPECT_EQ(printed(list_type(row), ValueStyle::kJson), "VARCHAR[]");
  EXPECT_EQ(parquet_type(row), "VARCHAR");
  EXPECT_FALSE(is_parquet_type(row));
}

TEST(ParquetType, TimesAreKeptAndUnsupportedTypesAreTexts) {
  for (const auto& [id, name] :
       std::vector<std::pair<Type, std::string>>{{Type::kDate, "DATE"},
                                                 {Type::kTime, "TIME"},
                                                 {Type::kTimestamp, "TIMESTAMP"},
                                                 {Type::kTimestampMs, "TIMESTAMP_MS"},
                                                 {Type::kTimestampNs, "TIMESTAMP_NS"},
                                                 {Type::kTimestampTz, "TIMESTAMP WITH TIME ZONE"},
                                                 {Type::kBlob, "BLOB"},
                                                 {Type::kUBigInt, "UBIGINT"}}) {
    EXPECT_EQ(parquet_type(leaf(id)), name);
    EXPECT_TRUE(is_parquet_type(leaf(id))) << name;
  }
  for (const Type id : {Type::kInterval, Type::kTimeTz, Type::kBit, Type::kUuid, Type::kEnum, Type::kUnion}) {
    EXPECT_EQ(parquet_type(leaf(id)), "VARCHAR");
    EXPECT_FALSE(is_parquet_type(leaf(id)));
  }
}

TEST(ParquetType, SecondsAndWideIntegersGetTheNextType) {
  EXPECT_EQ(parquet_type(leaf(Type::kTimestampS)), "TIMESTAMP_MS");
  EXPECT_EQ(parquet_type(leaf(Type::kHugeInt)), "DECIMAL(38, 0)");
  EXPECT_EQ(parquet_type(list_type(leaf(Type::kUHugeInt))), "DECIMAL(38, 0)[]");
  EXPECT_FALSE(is_parquet_type(leaf(Type::kTimestampS)));
  EXPECT_FALSE(is_parquet_type(list_type(leaf(Type::kHugeInt))));
}

TEST(ParquetType, ArrayIsAList) {
  EXPECT_EQ(parquet_type(array_type(leaf(Type::kDouble), 3)), "DOUBLE[]");
  EXPECT_FALSE(is_parquet_type(array_type(leaf(Type::kDouble), 3)));
  EXPECT_FALSE(is_parquet_type(struct_type({"a"}, {array_type(leaf(Type::kDouble), 3)})));
  EXPECT_TRUE(is_parquet_type(list_type(leaf(Type::kDouble))));
}

TEST(SqlTypes, NumbersAlignRight) {
  for (const Type id : {Type::kTinyInt, Type::kUHugeInt, Type::kFloat, Type::kDecimal})
    EXPECT_TRUE(leaf(id).is_number());
  for (const Type id : {Type::kBoolean, Type::kVarchar, Type::kDate, Type::kEnum, Type::kSqlNull})
    EXPECT_FALSE(leaf(id).is_number());
  EXPECT_FALSE(list_type(leaf(Type::kInteger)).is_number());
}

TEST(SqlTypes, RealNumbersAreFoundAtAnyDepth) {
  EXPECT_TRUE(map_type(leaf(Type::kVarchar), list_type(leaf(Type::kFloat))).has_reals());
  EXPECT_FALSE(map_type(leaf(Type::kVarchar), list_type(leaf(Type::kInteger))).has_reals());
  EXPECT_FALSE(decimal_type(9, 2).has_reals());
}

}  // namespace
}  // namespace eigenlake
