// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/named_enum.h"
#include "eigenlake/dataset/export_views.h"
#include "eigenlake/dataset/provenance.h"

namespace eigenlake {

enum class ExportFormat { kParquet, kCsv, kIceberg };

inline constexpr NamedEnum<ExportFormat, 3> kExportFormats{.what = "format",
                                                           .names = {"parquet", "csv", "iceberg"}};
inline std::string_view name_of(ExportFormat format) {
  return kExportFormats.name_of(format);
}

struct DatasetColumn {
  std::string name;
  std::string type;  ///< As Iceberg spells it.
  bool required = false;
  std::string unit;
  std::string meaning;
};

struct DatasetTable {
  std::string name;
  std::string description;
  std::string row_per;
  std::vector<std::string> key;
  std::vector<std::string> partition_columns;
  std::vector<DatasetColumn> columns;
  std::vector<PartitionRows> partitions;
  std::string files;  ///< Pattern of its files below the dataset; empty for a table of Iceberg.
  int64_t num_files = 0;
  int64_t rows = 0;
  uint64_t bytes = 0;
};

/// The content of a dataset's card and its dataset.json.
struct DatasetDescription {
  std::string title;
  std::string license;  ///< "unspecified" without one.
  std::string authors;  ///< Empty without them.
  std::string created_at;
  std::string engine_version;
  ExportFormat format = ExportFormat::kParquet;
  bool compressed = false;
  std::string location;  ///< Of an Iceberg warehouse.
  bool has_history = false;
  std::string state;  ///< Which state of the lake it is, in words.
  bool with_paths = false;
  std::string where = {};  ///< The condition of the selected experiments; empty: all of them.
  SelectedExperiments selected = {};
  std::string fingerprint;
  std::vector<DatasetTable> tables;
  Provenance provenance;

  int64_t num_rows() const { return sum_of(&DatasetTable::rows); }
  uint64_t num_bytes() const { return sum_of(&DatasetTable::bytes); }

 private:
  template <typename T>
  T sum_of(T DatasetTable::* member) const {
    return std::transform_reduce(tables.begin(), tables.end(), T{0}, std::plus<>(), std::mem_fn(member));
  }
};

}  // namespace eigenlake
