// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/partition_spec.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/number_parsing.h"

namespace eigenlake::iceberg {
namespace {

using Kind = Transform::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 6> kPlainTransforms = {{
    {"identity", Kind::kIdentity},
    {"void", Kind::kVoid},
    {"year", Kind::kYear},
    {"month", Kind::kMonth},
    {"day", Kind::kDay},
    {"hour", Kind::kHour},
}};

/// N of "{name}[N]", or 0.
int bracketed_number(std::string_view text, std::string_view name) {
  if (!text.starts_with(name) || !text.ends_with("]") || text.size() < name.size() + 3 ||
      text[name.size()] != '[')
    return 0;
  return std::max(0,
                  parse_number<int>(text.substr(name.size() + 1, text.size() - name.size() - 2)).value_or(0));
}

/// As java.net.URLEncoder with UTF-8: letters, digits and ".-*_" stay, a blank becomes '+', the rest %XX.
std::string escape_for_path(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string escaped;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    const bool is_plain = std::isalnum(byte) != 0 || std::string_view(".-*_").contains(character);
    if (is_plain) {
      escaped += character;
    } else if (byte == ' ') {
      escaped += '+';
    } else {
      escaped += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return escaped;
}

}  // namespace

std::string Transform::to_string() const {
  if (kind == Kind::kBucket) return fmt::format("bucket[{}]", parameter);
  if (kind == Kind::kTruncate) return fmt::format("truncate[{}]", parameter);
  for (const auto& [spelling, plain_kind] : kPlainTransforms)
    if (plain_kind == kind) return std::string(spelling);
  return unknown;
}

Type Transform::result_type(const Type& source) const {
  switch (kind) {
    case Kind::kBucket:
    case Kind::kYear:
    case Kind::kMonth:
    case Kind::kHour:
      return Type::int32();
    case Kind::kDay:
      return Type::date();
    case Kind::kUnknown:
      return Type::string();
    default:
      return source;
  }
}

Transform parse_transform(std::string_view text) {
  for (const auto& [spelling, kind] : kPlainTransforms)
    if (text == spelling) return {kind, 0, ""};
  if (const int buckets = bracketed_number(text, "bucket")) return {Kind::kBucket, buckets, ""};
  if (const int width = bracketed_number(text, "truncate")) return {Kind::kTruncate, width, ""};
  return {Kind::kUnknown, 0, std::string(text)};
}

Result<std::vector<Type>> PartitionSpec::partition_types(const Schema& schema) const {
  std::vector<Type> types;
  for (const PartitionField& field : fields) {
    const NestedField* source = schema.find_field(field.source_id);
    if (source == nullptr && field.transform.kind == Kind::kVoid) {  // Version 1: of a dropped column.
      types.push_back(Type::string());
      continue;
    }
    if (source == nullptr || !source->type.is_primitive())
      return fail(ErrorKind::kCorrupt, "partition field {} has no primitive source column with id {}",
                  field.name, field.source_id);
    types.push_back(field.transform.result_type(source->type));
  }
  return types;
}

bool PartitionSpec::is_unpartitioned() const {
  return std::ranges::all_of(fields,
                             [](const PartitionField& field) { return field.transform.kind == Kind::kVoid; });
}

Result<PartitionSpec> identity_partition_spec(const Schema& schema, const std::vector<std::string>& columns) {
  PartitionSpec spec;
  for (const std::string& column : columns) {
    const NestedField* source = schema.find_field(column);
    if (source == nullptr || !source->type.is_primitive())
      return fail(ErrorKind::kInvalidInput, "cannot partition by '{}': no primitive column has that name",
                  column);
    spec.fields.push_back(
        {source->id, kPartitionFieldIdFirst + static_cast<int>(spec.fields.size()), column, Transform{}});
  }
  return spec;
}

std::string partition_path(const PartitionSpec& spec, const std::vector<Type>& types,
                           const PartitionValues& values) {
  EIGENLAKE_ASSERT(values.size() == spec.fields.size() && types.size() == values.size());
  std::string path;
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0) path += '/';
    path +=
        escape_for_path(spec.fields[i].name) + "=" + escape_for_path(literal_to_string(values[i], types[i]));
  }
  return path;
}

}  // namespace eigenlake::iceberg
