// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/sql_names.h"

#include <algorithm>
#include <map>

#include <arrow/util/utf8.h>

namespace eigenlake {
namespace {

using iceberg::NestedField;

/// ASCII only, as DuckDB folds names.
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_utf8(std::string_view text) {
  arrow::util::InitializeUTF8();
  return arrow::util::ValidateUTF8(text);
}

Result<> check_name(std::string_view what, std::string_view name) {
  if (!name.empty() && !name.contains('\0') && is_utf8(name)) return {};
  return fail(ErrorKind::kUnsupported, "the name of {} must be UTF-8, got {}", what, shown_name(name));
}

Result<> check_fields(const std::vector<NestedField>& fields);

/// The parts of lists and maps have no names in SQL, but structs in them do.
Result<> check_type(const iceberg::Type& type) {
  if (type.kind == iceberg::TypeKind::kStruct) return check_fields(type.fields);
  for (const NestedField& part : type.fields) EIGENLAKE_RETURN_IF_ERROR(check_type(part.type));
  return {};
}

Result<> check_fields(const std::vector<NestedField>& fields) {
  std::map<std::string, std::string_view> known;
  for (const NestedField& field : fields) {
    EIGENLAKE_RETURN_IF_ERROR(check_name("a column", field.name));
    std::string folded(field.name);
    std::ranges::transform(folded, folded.begin(), lower);
    const auto [other, is_new] = known.emplace(std::move(folded), field.name);
    if (!is_new)
      return fail(ErrorKind::kUnsupported,
                  "columns {} and {} differ only in upper and lower case, which SQL does not tell apart",
                  other->second, field.name);
    EIGENLAKE_RETURN_IF_ERROR(check_type(field.type));
  }
  return {};
}

}  // namespace

Result<> check_sql_names(std::string_view table, const iceberg::Schema& schema) {
  EIGENLAKE_RETURN_IF_ERROR(check_name("a table", table));
  if (schema.fields.empty()) return fail(ErrorKind::kUnsupported, "table {} has no columns", table);
  return check_fields(schema.fields);
}

bool is_same_sql_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string shown_name(std::string_view name) {
  const bool has_controls =
      std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (!name.empty() && !has_controls && is_utf8(name)) return std::string(name);
  return fmt::format("{:?}", name);
}

}  // namespace eigenlake
