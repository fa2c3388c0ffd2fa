// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"

namespace eigenlake::iceberg {

enum class TypeKind {
  kBoolean,
  kInt,
  kLong,
  kFloat,
  kDouble,
  kDecimal,
  kDate,
  kTime,
  kTimestamp,
  kTimestamptz,
  kString,
  kUuid,
  kFixed,
  kBinary,
  kStruct,
  kList,
  kMap,
};

struct NestedField;

/// A type of the Iceberg table spec, primitive or nested; a value that compares by content.
///
/// Source: Iceberg table spec v2, "Schemas and Data Types".
struct Type {
  TypeKind kind = TypeKind::kBoolean;
  int precision = 0;  ///< Decimal only.
  int scale = 0;      ///< Decimal only.
  int length = 0;     ///< Fixed only, bytes.
  /// Struct: its fields. List: one field "element". Map: "key" and "value".
  std::vector<NestedField> fields;

  static Type plain(TypeKind kind);
  static Type boolean() { return plain(TypeKind::kBoolean); }
  static Type int32() { return plain(TypeKind::kInt); }
  static Type int64() { return plain(TypeKind::kLong); }
  static Type float32() { return plain(TypeKind::kFloat); }
  static Type float64() { return plain(TypeKind::kDouble); }
  static Type date() { return plain(TypeKind::kDate); }
  static Type timestamptz() { return plain(TypeKind::kTimestamptz); }
  static Type string() { return plain(TypeKind::kString); }
  /// Field ids stay 0 until `assign_fresh_ids` (schema.h).
  static Type list(Type element, bool element_required = true);
  static Type structure(std::vector<NestedField> fields);

  bool is_primitive() const { return kind < TypeKind::kStruct; }
  bool operator==(const Type& other) const;

  /// As the spec spells it: "int", "decimal(9,2)", "fixed[16]", "list<string>".
  std::string to_string() const;
};

/// A field of a struct, or the element, key or value of a list or map.
struct NestedField {
  int id = 0;
  std::string name;
  bool required = false;
  Type type;
  std::string doc;

  bool operator==(const NestedField& other) const = default;
};

/// The primitive type with this spelling. Errors: kCorrupt.
Result<Type> parse_primitive_type(std::string_view text);

}  // namespace eigenlake::iceberg
