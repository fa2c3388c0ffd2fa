#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"

namespace eigenlake::iceberg {

/// Names of a field in data files without field ids.
struct MappedField {
  int field_id = 0;  ///< 0: none.
  std::vector<std::string> names;
  std::vector<MappedField> fields;
};
using NameMapping = std::vector<MappedField>;

/// Table property with a mapping as JSON.
inline constexpr std::string_view kNameMappingProperty = "schema.name-mapping.default";

/// Errors: kCorrupt. Source: Iceberg table spec v2, appendix C "Name Mapping Serialization".
Result<NameMapping> parse_name_mapping(std::string_view json);

/// −1 without PARQUET:field_id.
int field_id_of(const arrow::Field& field);

std::shared_ptr<arrow::Field> with_field_id(const std::shared_ptr<arrow::Field>& field, int id);

/// At any depth.
bool has_field_ids(const arrow::Schema& schema);

/// The ids of the mapping by name; unmapped fields have none.
std::shared_ptr<arrow::Schema> with_mapped_ids(const arrow::Schema& schema, const NameMapping& mapping);

}  // namespace eigenlake::iceberg
