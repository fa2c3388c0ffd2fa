// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "eigenlake/iceberg/catalog/hadoop/hadoop_catalog.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/update/append.h"
#include "eigenlake/object_store/in_memory_object_store.h"

/// What the tests of this module share: a small partitioned table and files for it that exist in manifests
/// only.
namespace eigenlake::iceberg::testing {

inline const TableIdentifier kSmallTable{"quantum_features", "small"};

inline CreateTableOptions small_table_options() {
  CreateTableOptions options;
  options.schema.fields = {
      {0, "processing_date", true, Type::date(), "first partition column"},
      {0, "basis_set", true, Type::string(), ""},
      {0, "experiment_id", true, Type::string(), ""},
      {0, "energy", false, Type::float64(), "hartree"},
      {0, "coordinates", false, Type::list(Type::list(Type::float64(), false), false), ""}};
  options.schema = assign_fresh_ids(options.schema);
  options.partition_spec = *identity_partition_spec(options.schema, {"processing_date", "basis_set"});
  return options;
}

/// Entry of a file of `rows` rows in the partition (2025-01-10 + day, basis).
inline DataFile small_file(const Table& table, const std::string& name, int64_t rows, int day = 0,
                           const std::string& basis = "sto3g") {
  DataFile file;
  file.file_path = table.recorded_path("data/" + name + ".parquet");
  file.partition = {int32_t{20098} + day, basis};
  file.record_count = rows;
  file.file_size_bytes = 1000 + rows;
  file.value_counts = {{3, rows}};
  file.null_value_counts = {{3, 0}};
  file.lower_bounds = {{3, name}};
  file.upper_bounds = {{3, name}};
  file.split_offsets = {4};
  return file;
}

/// Sum of the rows that a scan of the current snapshot plans; −1 for an error.
inline int64_t planned_rows(const Table& table) {
  const auto tasks = plan_files(table);
  if (!tasks) return -1;
  int64_t rows = 0;
  for (const FileScanTask& task : *tasks) rows += task.data_file.record_count;
  return rows;
}

/// A catalog over a store in memory with the small table in it, empty.
struct SmallLake {
  std::shared_ptr<ObjectStore> store = std::make_shared<InMemoryObjectStore>();
  HadoopCatalog catalog{store};

  Table create() {
    auto table = catalog.create_table(kSmallTable, small_table_options());
    EXPECT_TRUE(table) << table.error().to_string();
    return *std::move(table);
  }
  Table load() {
    auto table = catalog.load_table(kSmallTable);
    EXPECT_TRUE(table) << table.error().to_string();
    return *std::move(table);
  }
};

}  // namespace eigenlake::iceberg::testing
