// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/spec/data_file.h"
#include "eigenlake/ingest/table_files.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/maintenance/table_states.h"
#include "eigenlake/transform/experiment.h"

namespace eigenlake {

/// A table whose rows are restored, batch after batch: the existing one, or a new one.
class TableRebuild {
 public:
  /// Errors: of stage_again().
  static Result<TableRebuild> begin(const Lake& lake, const TableStates& states, const std::string& name);

  const std::string& name() const { return table_.identifier().name; }
  const iceberg::Table& table() const { return table_; }
  iceberg::Table& table() { return table_; }

  /// Writes rows of a batch as data files, durable and not yet committed.
  Result<> add(const BatchStamp& stamp, const PartitionKey& partition, const RowSource& rows);

  /// The files of all batches, to commit them in another way.
  std::vector<iceberg::DataFile> take_files();

  /// Commits the files, each batch's by a snapshot of its own in the order given.
  Result<> commit(std::span<const BatchStamp> stamps);

 private:
  explicit TableRebuild(iceberg::Table table) : table_(std::move(table)) {}

  iceberg::Table table_;
  std::map<std::string, std::vector<iceberg::DataFile>> files_;  ///< By batch.
};

}  // namespace eigenlake
