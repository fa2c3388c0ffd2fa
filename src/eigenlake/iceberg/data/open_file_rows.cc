#include "eigenlake/iceberg/data/open_file_rows.h"

#include <algorithm>
#include <cctype>

#include "eigenlake/iceberg/data/avro_rows.h"
#include "eigenlake/iceberg/data/parquet_rows.h"

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
  return fail(ErrorKind::kUnsupported, "unsupported data file format {} (supported: Parquet and Avro)",
              place.format);
}

}  // namespace eigenlake::iceberg
