#include "eigenlake/iceberg/data/open_file_rows.h"

#include <algorithm>
#include <cctype>

#include "eigenlake/iceberg/data/avro_rows.h"
#include "eigenlake/iceberg/data/parquet_rows.h"

namespace eigenlake::iceberg {

Result<std::unique_ptr<FileRows>> open_file_rows(const FilePlace& place, FileRequest request) {
  std::string format = place.format;
  std::ranges::transform(format, format.begin(), [](unsigned char c) { return std::toupper(c); });
  if (format == "PARQUET") return open_parquet_rows(place, std::move(request));
  if (format == "AVRO") return open_avro_rows(place, std::move(request));
  return fail(ErrorKind::kUnsupported, "unsupported data file format {} (supported: Parquet and Avro)",
              place.format);
}

}  // namespace eigenlake::iceberg
