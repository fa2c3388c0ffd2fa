#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"

namespace eigenlake::iceberg {

/// What a field is called in data files that carry no field ids.
struct MappedField {
  int field_id = 0;  ///< 0: the mapping has no id for these names.
  std::vector<std::string> names;
  std::vector<MappedField> fields;
};
using NameMapping = std::vector<MappedField>;

/// Table property that holds a mapping as JSON.
inline constexpr std::string_view kNameMappingProperty = "schema.name-mapping.default";

/// Errors: kCorrupt. Source: Iceberg table spec v2, appendix C "Name Mapping Serialization".
Result<NameMapping> parse_name_mapping(std::string_view json);

/// The field's id, from Arrow's metadata key PARQUET:field_id; −1 without one.
int field_id_of(const arrow::Field& field);

/// The field with another id.
std::shared_ptr<arrow::Field> with_field_id(const std::shared_ptr<arrow::Field>& field, int id);

/// True when any field at any depth has an id.
bool has_field_ids(const arrow::Schema& schema);

/// The schema with the ids of the mapping, by name; fields that it does not name have none.
std::shared_ptr<arrow::Schema> with_mapped_ids(const arrow::Schema& schema, const NameMapping& mapping);

}  // namespace eigenlake::iceberg
