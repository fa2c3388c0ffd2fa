#include "eigenlake/iceberg/read/file_rows.h"

#include <algorithm>
#include <cctype>

#include <arrow/type.h>

namespace eigenlake::iceberg {
namespace {

std::string upper_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

}  // namespace

Result<std::unique_ptr<FileRows>> open_file_rows(const FilePlace& place, FileRequest request) {
  const std::string format = upper_case(place.format);
  if (format == "PARQUET") return open_parquet_rows(place, std::move(request));
  if (format == "AVRO") return open_avro_rows(place, std::move(request));
  return fail(ErrorKind::kUnsupported, "expected a data file in Parquet or Avro, found {}", place.format);
}

Result<std::shared_ptr<arrow::Schema>> identify_fields(const std::shared_ptr<arrow::Schema>& schema,
                                                       const std::optional<NameMapping>& name_mapping) {
  if (schema->num_fields() == 0 || has_field_ids(*schema)) return schema;
  if (name_mapping) return with_mapped_ids(*schema, *name_mapping);
  return fail(ErrorKind::kUnsupported,
              "expected field ids in the file or a name mapping ({}) of the table, found neither",
              kNameMappingProperty);
}

}  // namespace eigenlake::iceberg
