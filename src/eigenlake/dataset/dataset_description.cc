#include "eigenlake/dataset/dataset_description.h"

namespace eigenlake {

std::string_view name_of(ExportFormat format) {
  switch (format) {
    case ExportFormat::kParquet:
      return "parquet";
    case ExportFormat::kCsv:
      return "csv";
    case ExportFormat::kIceberg:
      return "iceberg";
  }
  return "";
}

int64_t DatasetDescription::num_rows() const {
  int64_t rows = 0;
  for (const DatasetTable& table : tables) rows += table.rows;
  return rows;
}

uint64_t DatasetDescription::num_bytes() const {
  uint64_t bytes = 0;
  for (const DatasetTable& table : tables) bytes += table.bytes;
  return bytes;
}

}  // namespace eigenlake
