#include "eigenlake/dataset/dataset_description.h"

#include <array>

namespace eigenlake {

std::string_view name_of(ExportFormat format) {
  static constexpr std::array<std::string_view, 3> kNames = {"parquet", "csv", "iceberg"};
  return kNames.at(static_cast<size_t>(format));
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
