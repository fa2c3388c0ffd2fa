// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/batch_table.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <arrow/api.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/side_by_side.h"
#include "eigenlake/lake/lake_tables.h"

namespace eigenlake {

bool BatchTable::is_done() const {
  return snapshot_of_batch(table_.metadata(), batch_id_) != nullptr;
}

Result<OpenFiles> BatchTable::write(const PartitionKey& partition, const std::string& file_name,
                                    const RowSource& rows) const {
  return write_data_files(table_, *definition_, partition, file_name, rows);
}

void BatchTable::add(OpenFiles files) {
  for (const auto& file : files) count(file.rows_written());
  keep(std::move(files));
}

void BatchTable::keep(OpenFiles files) {
  std::ranges::move(files, std::back_inserter(open_files_));
}

void BatchTable::keep(std::vector<iceberg::DataFile> files) {
  std::ranges::move(files, std::back_inserter(files_));
}

Result<> BatchTable::add_rows(std::shared_ptr<arrow::RecordBatch> rows) {
  if (is_done()) count(rows->num_rows());
  if (is_done() || rows->num_rows() == 0) return {};
  const size_t number = num_row_files_++;
  const auto name = number == 0 ? batch_id_ : fmt::format("{}-{:05}", batch_id_, number);
  EIGENLAKE_ASSIGN_OR_RETURN(auto files, write({}, name, single_batch(std::move(rows))));
  add(std::move(files));
  return {};
}

Result<> BatchTable::finish_files() {
  std::vector<iceberg::DataFile> finished(open_files_.size());
  EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(open_files_.size(), [&](size_t i) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(finished[i], open_files_[i].finish());
    return {};
  }));
  open_files_.clear();
  keep(std::move(finished));
  return {};
}

bool BatchTable::changes() const {
  EIGENLAKE_ASSERT(open_files_.empty());
  return replaces_rows_ || removal_ || !files_.empty();
}

}  // namespace eigenlake
