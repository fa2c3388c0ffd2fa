// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/type.h"

#include <array>
#include <utility>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/number_parsing.h"

namespace eigenlake::iceberg {
namespace {

constexpr std::array<std::pair<std::string_view, TypeKind>, 12> kPlainSpellings = {{
    {"boolean", TypeKind::kBoolean},
    {"int", TypeKind::kInt},
    {"long", TypeKind::kLong},
    {"float", TypeKind::kFloat},
    {"double", TypeKind::kDouble},
    {"date", TypeKind::kDate},
    {"time", TypeKind::kTime},
    {"timestamp", TypeKind::kTimestamp},
    {"timestamptz", TypeKind::kTimestamptz},
    {"string", TypeKind::kString},
    {"uuid", TypeKind::kUuid},
    {"binary", TypeKind::kBinary},
}};

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

bool read_int(std::string_view text, int& value) {
  const auto number = parse_number<int>(trim(text));
  value = number.value_or(value);
  return number.has_value();
}

std::string join_fields(const std::vector<NestedField>& fields, bool with_names) {
  std::string text;
  for (const NestedField& field : fields) {
    if (!text.empty()) text += ", ";
    if (with_names) text += field.name + ": ";
    text += field.type.to_string();
  }
  return text;
}

}  // namespace

Type Type::plain(TypeKind kind) {
  Type type;
  type.kind = kind;
  return type;
}

Type Type::list(Type element, bool element_required) {
  Type type = plain(TypeKind::kList);
  type.fields.push_back({0, "element", element_required, std::move(element), ""});
  return type;
}

Type Type::structure(std::vector<NestedField> fields) {
  Type type = plain(TypeKind::kStruct);
  type.fields = std::move(fields);
  return type;
}

bool Type::operator==(const Type& other) const {
  return kind == other.kind && precision == other.precision && scale == other.scale &&
         length == other.length && fields == other.fields;
}

std::string Type::to_string() const {
  switch (kind) {
    case TypeKind::kDecimal:
      return fmt::format("decimal({}, {})", precision, scale);
    case TypeKind::kFixed:
      return fmt::format("fixed[{}]", length);
    case TypeKind::kStruct:
      return fmt::format("struct<{}>", join_fields(fields, true));
    case TypeKind::kList:
      return fmt::format("list<{}>", join_fields(fields, false));
    case TypeKind::kMap:
      return fmt::format("map<{}>", join_fields(fields, false));
    default:
      break;
  }
  for (const auto& [spelling, plain_kind] : kPlainSpellings)
    if (plain_kind == kind) return std::string(spelling);
  EIGENLAKE_ASSERT(false);
}

Result<Type> parse_primitive_type(std::string_view text) {
  for (const auto& [spelling, kind] : kPlainSpellings)
    if (text == spelling) return Type::plain(kind);
  Type type;
  if (text.starts_with("fixed[") && text.ends_with("]")) {
    type.kind = TypeKind::kFixed;
    if (read_int(text.substr(6, text.size() - 7), type.length) && type.length >= 0) return type;
  }
  if (text.starts_with("decimal(") && text.ends_with(")")) {
    const std::string_view inner = text.substr(8, text.size() - 9);
    const size_t comma = inner.find(',');
    type.kind = TypeKind::kDecimal;
    if (comma != std::string_view::npos && read_int(inner.substr(0, comma), type.precision) &&
        read_int(inner.substr(comma + 1), type.scale) && type.precision >= 1 && type.precision <= 38 &&
        type.scale >= 0 && type.scale <= type.precision)
      return type;
  }
  return fail(ErrorKind::kCorrupt, "unknown primitive Iceberg type '{}'", text);
}

}  // namespace eigenlake::iceberg
