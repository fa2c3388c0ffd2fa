#include "eigenlake/transform/table_rows.h"

#include "eigenlake/base/assert.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/transform/arrow_types.h"

namespace eigenlake {

TableRows::TableRows(std::string_view table, int64_t num_rows) : table_(table), num_rows_(num_rows) {}

void TableRows::set(std::string_view column, ArrayPtr values) {
  EIGENLAKE_ASSERT(values->length() == num_rows_);
  const bool is_new = columns_.emplace(column, std::move(values)).second;
  EIGENLAKE_ASSERT(is_new);
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

void ExperimentColumns::set_identity(TableRows& rows) const {
  rows.set("experiment_id", strings_of([](const Experiment& e) { return std::string_view(e.id); }));
  rows.set("molecule_id", ints_of([](const Experiment& e) { return e.record.molecule_id; }));
}

void ExperimentColumns::set_basis_set(TableRows& rows) const {
  rows.set("basis_set", strings_of([](const Experiment& e) { return std::string_view(e.record.basis_set); }));
}

void ExperimentColumns::set_backend(TableRows& rows) const {
  rows.set("backend", strings_of([](const Experiment& e) { return std::string_view(e.record.backend); }));
}

void ExperimentColumns::set_num_qubits(TableRows& rows) const {
  rows.set("num_qubits", ints_of([](const Experiment& e) { return e.record.num_qubits; }));
}

void ExperimentColumns::set_ansatz(TableRows& rows) const {
  rows.set("ansatz_reps", ints_of([](const Experiment& e) { return e.record.ansatz_reps; }));
  rows.set("ansatz_name", strings_of([](const Experiment& e) { return ansatz_name_or_default(e.record); }));
  rows.set("init_strategy",
           strings_of([](const Experiment& e) { return init_strategy_or_default(e.record); }));
}

std::string_view ansatz_name_or_default(const RunRecord& record) {
  return record.ansatz_name ? std::string_view(*record.ansatz_name) : "EfficientSU2";
}

std::string_view init_strategy_or_default(const RunRecord& record) {
  return record.init_strategy ? std::string_view(*record.init_strategy) : "random";
}

}  // namespace eigenlake
