// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/transform/table_rows.h"

#include "eigenlake/base/assert.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {

TableRows::TableRows(std::string_view table, int64_t num_rows) : table_(table), num_rows_(num_rows) {}

void TableRows::set(std::string_view column, ArrayPtr values) {
  EIGENLAKE_ASSERT(values->length() == num_rows_);
  const bool is_new = columns_.emplace(column, std::move(values)).second;
  EIGENLAKE_ASSERT(is_new);
}

bool TableRows::has(std::string_view column) const {
  return table_definition(table_).find_column(column) != nullptr;
}

void TableRows::set_processing_columns(const BatchStamp& stamp) {
  set("processing_timestamp", constant_timestamp(num_rows_, stamp.timestamp_us));
  set("processing_date", constant_date(num_rows_, stamp.date_days()));
  set("processing_batch_id", constant_string(num_rows_, stamp.batch_id));
  set("processing_name", constant_string(num_rows_, stamp.processing_name));
}

std::shared_ptr<arrow::RecordBatch> TableRows::finish() const {
  const TableDefinition& definition = table_definition(table_);
  EIGENLAKE_ASSERT(columns_.size() == definition.columns.size());
  arrow::FieldVector fields;
  arrow::ArrayVector arrays;
  for (const auto& column : definition.columns) {
    const auto found = columns_.find(column.name);
    EIGENLAKE_ASSERT(found != columns_.end());
    EIGENLAKE_ASSERT(holds(*found->second->type(), column.type));
    EIGENLAKE_ASSERT(!column.required || found->second->null_count() == 0);
    fields.push_back(arrow::field(column.name, found->second->type(), !column.required));
    arrays.push_back(found->second);
  }
  return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), num_rows_, std::move(arrays));
}

void ExperimentColumns::set_common(const BatchStamp& stamp) const {
  set("experiment_id", &Experiment::id);
  set("molecule_id", &RunRecord::molecule_id);
  if (rows_.has("basis_set")) set("basis_set", &RunRecord::basis_set);
  if (rows_.has("backend")) set("backend", &RunRecord::backend);
  if (rows_.has("num_qubits")) set("num_qubits", &RunRecord::num_qubits);
  rows_.set_processing_columns(stamp);
}

void ExperimentColumns::set_ansatz() const {
  set("ansatz_reps", &RunRecord::ansatz_reps);
  set("ansatz_name", ansatz_name_or_default);
  set("init_strategy", init_strategy_or_default);
}

std::string_view ansatz_name_or_default(const RunRecord& record) {
  return record.ansatz_name ? std::string_view(*record.ansatz_name) : "EfficientSU2";
}

std::string_view init_strategy_or_default(const RunRecord& record) {
  return record.init_strategy ? std::string_view(*record.init_strategy) : "random";
}

}  // namespace eigenlake
