// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/value_forms.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "eigenlake/query/sql_quote.h"

namespace eigenlake {
namespace {

using duckdb::Type;
/// The wanted form of a type without children.
using LeafForm = std::string (*)(const SqlType&);

constexpr std::array<std::pair<Type, const char*>, 22> kNames = {
    {{Type::kBoolean, "BOOLEAN"},
     {Type::kTinyInt, "TINYINT"},
     {Type::kSmallInt, "SMALLINT"},
     {Type::kInteger, "INTEGER"},
     {Type::kBigInt, "BIGINT"},
     {Type::kUTinyInt, "UTINYINT"},
     {Type::kUSmallInt, "USMALLINT"},
     {Type::kUInteger, "UINTEGER"},
     {Type::kUBigInt, "UBIGINT"},
     {Type::kHugeInt, "HUGEINT"},
     {Type::kUHugeInt, "UHUGEINT"},
     {Type::kFloat, "FLOAT"},
     {Type::kDouble, "DOUBLE"},
     {Type::kVarchar, "VARCHAR"},
     {Type::kBlob, "BLOB"},
     {Type::kDate, "DATE"},
     {Type::kTime, "TIME"},
     {Type::kTimestamp, "TIMESTAMP"},
     {Type::kTimestampS, "TIMESTAMP_S"},
     {Type::kTimestampMs, "TIMESTAMP_MS"},
     {Type::kTimestampNs, "TIMESTAMP_NS"},
     {Type::kTimestampTz, "TIMESTAMP WITH TIME ZONE"}}};

/// Empty for types that neither writer handles.
std::string name_of(const SqlType& type) {
  if (type.id == Type::kDecimal) return fmt::format("DECIMAL({}, {})", type.width, type.scale);
  const auto found = std::ranges::find(kNames, type.id, &std::pair<Type, const char*>::first);
  return found == kNames.end() ? "" : found->second;
}

std::string printed_leaf(const SqlType& type) {
  return type.is_number() || type.id == Type::kBoolean ? name_of(type) : "VARCHAR";
}

std::string parquet_leaf(const SqlType& type) {
  if (type.id == Type::kHugeInt || type.id == Type::kUHugeInt) return "DECIMAL(38, 0)";
  if (type.id == Type::kTimestampS) return "TIMESTAMP_MS";
  const std::string name = name_of(type);
  return name.empty() ? "VARCHAR" : name;
}

/// Such a struct is a text to all but DuckDB.
bool is_unnamed_struct(const SqlType& type) {
  return type.id == Type::kStruct && std::ranges::find(type.child_names, "") != type.child_names.end();
}

/// The form of a type from those of its leaves. Printed map keys are texts.
std::string form_of(const SqlType& type, LeafForm leaf, bool text_keys) {
  const auto of = [&](const SqlType& child) { return form_of(child, leaf, text_keys); };
  if (is_unnamed_struct(type)) return "VARCHAR";
  switch (type.id) {
    case Type::kList:
      return of(type.children[0]) + "[]";
    case Type::kArray:
      return of(type.children[0]) + (text_keys ? fmt::format("[{}]", type.array_size) : "[]");
    case Type::kMap:
      return fmt::format("MAP({}, {})", text_keys ? "VARCHAR" : of(type.children[0]), of(type.children[1]));
    case Type::kStruct: {
      std::string fields;
      for (size_t i = 0; i < type.children.size(); ++i)
        fields += fmt::format("{}{} {}", i == 0 ? "" : ", ", quote_identifier(type.child_names[i]),
                              of(type.children[i]));
      return "STRUCT(" + fields + ")";
    }
    default:
      return leaf(type);
  }
}

/// Whether it has that form already.
bool has_form(const SqlType& type, LeafForm leaf, bool text_keys) {
  if (type.children.empty()) return leaf(type) == name_of(type);
  if (is_unnamed_struct(type) || (type.id == Type::kArray && !text_keys)) return false;
  if (type.id == Type::kMap && text_keys && type.children[0].id != Type::kVarchar) return false;
  return std::ranges::all_of(type.children,
                             [&](const SqlType& child) { return has_form(child, leaf, text_keys); });
}

}  // namespace

std::optional<std::string> printed_type(const SqlType& type, ValueStyle style) {
  const bool is_nested = !type.children.empty();
  const bool keeps_nesting = style == ValueStyle::kJson || (style == ValueStyle::kShort && type.has_reals());
  if (is_nested && !keeps_nesting) return "VARCHAR";
  if (has_form(type, printed_leaf, true)) return std::nullopt;
  return form_of(type, printed_leaf, true);
}

std::string parquet_type(const SqlType& type) {
  return form_of(type, parquet_leaf, false);
}

bool is_parquet_type(const SqlType& type) {
  return has_form(type, parquet_leaf, false);
}

}  // namespace eigenlake
