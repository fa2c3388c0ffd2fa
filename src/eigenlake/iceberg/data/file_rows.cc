#include "eigenlake/iceberg/data/file_rows.h"

#include <arrow/type.h>

namespace eigenlake::iceberg {

Result<std::shared_ptr<arrow::Schema>> identify_fields(const std::shared_ptr<arrow::Schema>& schema,
                                                       const std::optional<NameMapping>& name_mapping) {
  if (schema->num_fields() == 0 || has_field_ids(*schema)) return schema;
  if (name_mapping) return with_mapped_ids(*schema, *name_mapping);
  return fail(ErrorKind::kUnsupported,
              "expected field ids in the file or a name mapping ({}) of the table, found neither",
              kNameMappingProperty);
}

}  // namespace eigenlake::iceberg
