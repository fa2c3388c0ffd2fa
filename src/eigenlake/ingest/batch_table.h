// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/iceberg/spec/data_file.h"
#include "eigenlake/ingest/table_files.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {

/// What a batch removes from a table; rows of removed files that stay are in added files.
struct TableRemoval {
  std::optional<int64_t> snapshot_id;                ///< The table's current one, where the rows were found.
  std::set<std::string> removed_files = {};          ///< Recorded paths.
  std::vector<iceberg::DataFile> delete_files = {};  ///< Durable.
};

/// Files that are written, and not yet durable.
using OpenFiles = std::vector<iceberg::DataFileWriter>;

/// A table of a batch: its definition, its state in the lake, and what the batch adds to it or removes. Audit
/// row and reports take the number of its rows from here.
class BatchTable {
 public:
  BatchTable(const TableDefinition& definition, iceberg::Table table, std::string batch_id)
      : definition_(&definition), table_(std::move(table)), batch_id_(std::move(batch_id)) {}

  const TableDefinition& definition() const { return *definition_; }
  const std::string& name() const { return definition_->name; }
  const iceberg::Table& table() const { return table_; }
  iceberg::Table& table() { return table_; }

  /// Whether the table has the batch already, by an earlier attempt: then rows are only counted.
  bool is_done() const;

  /// Rows of one partition as files of the table, see write_data_files(). Threads: any.
  Result<OpenFiles> write(const PartitionKey& partition, const std::string& file_name,
                          const RowSource& rows) const;
  /// Adds files of new rows, and counts them.
  void add(OpenFiles files);
  /// Writes rows of a table without partitions as one more file of the batch and adds it.
  Result<> add_rows(std::shared_ptr<arrow::RecordBatch> rows);
  /// Counts rows outside the files of this attempt: those of a table that is_done(), and, negative, removed
  /// ones.
  void count(int64_t rows) { rows_ += rows; }
  /// Adds files of existing rows that stay, in place of removed files.
  void keep(OpenFiles files);
  void keep(std::vector<iceberg::DataFile> files);  ///< Durable.

  /// What is added replaces all rows of the table.
  void replace_rows() { replaces_rows_ = true; }
  void remove(TableRemoval removal) { removal_ = std::move(removal); }

  /// Waits for all open files at once.
  Result<> finish_files();

  int64_t rows() const { return rows_; }
  const OpenFiles& open_files() const { return open_files_; }
  bool replaces_rows() const { return replaces_rows_; }
  const std::optional<TableRemoval>& removal() const { return removal_; }
  /// Whether the table has to change for the batch. Requires: no file is open.
  bool changes() const;
  std::vector<iceberg::DataFile> take_files() { return std::move(files_); }
  TableRemoval take_removal() { return *std::move(removal_); }

 private:
  const TableDefinition* definition_;
  iceberg::Table table_;
  std::string batch_id_;
  int64_t rows_ = 0;
  std::vector<iceberg::DataFile> files_;
  OpenFiles open_files_;
  size_t num_row_files_ = 0;  ///< Of add_rows().
  bool replaces_rows_ = false;
  std::optional<TableRemoval> removal_;
};

}  // namespace eigenlake
