// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
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
  bool has(std::string_view column) const;  ///< Whether the table has it, set or not.
  /// The four columns processing_timestamp, processing_date, processing_batch_id and processing_name.
  void set_processing_columns(const BatchStamp& stamp);

  /// Asserts that every column of the definition was set, once, with the right length and type.
  std::shared_ptr<arrow::RecordBatch> finish() const;

 private:
  std::string_view table_;
  int64_t num_rows_;
  std::map<std::string_view, ArrayPtr> columns_;
};

/// What a column keeps of a field: of a text a view, so a text must outlive the call that gives it.
template <typename T>
T kept(const T& value) {
  return value;
}
inline std::string_view kept(const std::string& text) {
  return text;
}
inline std::optional<std::string_view> kept(const std::optional<std::string>& text) {
  return text;
}
std::string_view kept(const std::string&&) = delete;
std::optional<std::string_view> kept(const std::optional<std::string>&&) = delete;

/// Sets columns to fields of objects, of which there is one for each group; the arguments must outlive it.
template <typename Object>
class ObjectColumns {
 public:
  ObjectColumns(TableRows& rows, std::span<const Object> objects, const RowGroups& groups)
      : rows_(rows), objects_(objects), groups_(groups) {}

  /// `field` is a member or a function of an object; the column is null where it gives an empty optional.
  template <typename Field>
  void set(std::string_view column, Field field) const {
    std::vector<decltype(kept(std::invoke(field, objects_[0])))> values;
    values.reserve(objects_.size());
    for (const Object& object : objects_) values.push_back(kept(std::invoke(field, object)));
    rows_.set(column, repeated(groups_, values));
  }

 private:
  TableRows& rows_;
  std::span<const Object> objects_;
  const RowGroups& groups_;
};

/// Columns of the normalized tables that repeat a value of the experiment.
class ExperimentColumns {
 public:
  ExperimentColumns(TableRows& rows, std::span<const Experiment> experiments, const RowGroups& groups)
      : rows_(rows), experiments_(rows, experiments, groups) {}

  /// experiment_id, molecule_id, the processing columns, and those of basis_set, backend and num_qubits that
  /// the table has.
  void set_common(const BatchStamp& stamp) const;
  void set_ansatz() const;  ///< ansatz_reps, ansatz_name, init_strategy
  /// `field`: of the record, or of the experiment.
  template <typename Field>
  void set(std::string_view column, Field field) const {
    if constexpr (std::is_invocable_v<Field, const RunRecord&>)
      experiments_.set(column,
                       [&](const Experiment& e) -> decltype(auto) { return std::invoke(field, e.record); });
    else
      experiments_.set(column, field);
  }

 private:
  TableRows& rows_;
  ObjectColumns<Experiment> experiments_;
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
