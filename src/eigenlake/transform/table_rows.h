#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <arrow/api.h>

#include "eigenlake/transform/experiment.h"
#include "eigenlake/transform/row_columns.h"

namespace eigenlake {

using Rows = std::shared_ptr<arrow::RecordBatch>;

/// Collects the columns of one table by name and returns them in the order of its definition.
class TableRows {
 public:
  /// Requires: `table` is one of all_tables().
  TableRows(std::string_view table, int64_t num_rows);

  void set(std::string_view column, ArrayPtr values);
  /// The four columns processing_timestamp, processing_date, processing_batch_id and processing_name.
  void set_processing_columns(const BatchStamp& stamp);

  /// Asserts that every column of the definition was set, once, with the right length and type.
  std::shared_ptr<arrow::RecordBatch> finish() const;

 private:
  std::string_view table_;
  int64_t num_rows_;
  std::map<std::string_view, ArrayPtr> columns_;
};

/// Columns of several normalized tables that repeat a value of the experiment.
class ExperimentColumns {
 public:
  ExperimentColumns(std::span<const Experiment> experiments, const RowGroups& groups)
      : experiments_(experiments), groups_(groups) {}

  void set_identity(TableRows& rows) const;    ///< experiment_id, molecule_id
  void set_basis_set(TableRows& rows) const;   ///< basis_set
  void set_backend(TableRows& rows) const;     ///< backend
  void set_num_qubits(TableRows& rows) const;  ///< num_qubits
  void set_ansatz(TableRows& rows) const;      ///< ansatz_reps, ansatz_name, init_strategy

  template <typename Field>
  ArrayPtr strings_of(Field field) const {
    std::vector<std::string_view> values;
    for (const auto& experiment : experiments_) values.push_back(field(experiment));
    return repeated_strings(groups_, values);
  }
  /// Columns that may be null; `field` gives an optional, for strings by reference.
  template <typename Field>
  ArrayPtr optional_strings_of(Field field) const {
    static_assert(std::is_lvalue_reference_v<decltype(field(experiments_[0]))>, "the text must last");
    std::vector<std::optional<std::string_view>> values;
    for (const auto& experiment : experiments_) values.push_back(field(experiment));
    return repeated_optional_strings(groups_, values);
  }
  template <typename Field>
  ArrayPtr optional_ints_of(Field field) const {
    return repeated_optional_ints(groups_, optionals_of<int32_t>(field));
  }
  template <typename Field>
  ArrayPtr optional_doubles_of(Field field) const {
    return repeated_optional_doubles(groups_, optionals_of<double>(field));
  }
  template <typename Field>
  ArrayPtr optional_booleans_of(Field field) const {
    return repeated_optional_booleans(groups_, optionals_of<bool>(field));
  }
  template <typename Field>
  ArrayPtr ints_of(Field field) const {
    std::vector<int32_t> values;
    for (const auto& experiment : experiments_) values.push_back(field(experiment));
    return repeated_ints(groups_, values);
  }

 private:
  template <typename T, typename Field>
  std::vector<std::optional<T>> optionals_of(Field field) const {
    std::vector<std::optional<T>> values;
    for (const auto& experiment : experiments_) values.push_back(field(experiment));
    return values;
  }

  std::span<const Experiment> experiments_;
  const RowGroups& groups_;
};

/// ansatz_name and init_strategy of a record, with defaults for absent ones.
std::string_view ansatz_name_or_default(const RunRecord& record);
std::string_view init_strategy_or_default(const RunRecord& record);

/// One row for each experiment: `length(record)` rows.
template <typename Length>
RowGroups groups_by(std::span<const Experiment> experiments, Length length) {
  std::vector<int64_t> lengths;
  lengths.reserve(experiments.size());
  for (const auto& experiment : experiments)
    lengths.push_back(static_cast<int64_t>(length(experiment.record)));
  return RowGroups(std::move(lengths));
}

}  // namespace eigenlake
