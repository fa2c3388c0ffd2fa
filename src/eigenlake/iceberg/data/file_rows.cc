#include "eigenlake/iceberg/data/file_rows.h"

#include <arrow/type.h>

namespace eigenlake::iceberg {

Result<std::shared_ptr<arrow::Schema>> identify_fields(const std::shared_ptr<arrow::Schema>& schema,
                                                       const std::optional<NameMapping>& name_mapping) {
  if (schema->num_fields() == 0 || has_field_ids(*schema)) return schema;
  if (name_mapping) return with_mapped_ids(*schema, *name_mapping);
  return fail(ErrorKind::kUnsupported, "the file has no field ids, and the table no name mapping ({})",
              kNameMappingProperty);
}

}  // namespace eigenlake::iceberg
