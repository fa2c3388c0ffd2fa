// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "eigenlake/base/assert.h"
#include "eigenlake/transform/table_rows.h"

namespace eigenlake {

/// One of the normalized tables: how its rows follow from experiments.
///
/// Rows are in the order experiment, iteration, index, their columns those of schemas/tables.json in order;
/// repeated strings come as dictionary arrays.
///
/// Requires: check_record() passed for every experiment; ids and labels of one call below 2 GiB (some 400
///           experiments of 200 × 84 parameters).
/// Threads:  any; the result depends on the arguments alone.
struct NormalizedTable {
  std::string_view name;
  Rows (*rows)(std::span<const Experiment>, const BatchStamp&);
  int64_t (*count)(const RunRecord&);  ///< Rows of one experiment.
};

// Each in a file of its table's name.
Rows molecules_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);
Rows ansatz_info_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);
Rows performance_metrics_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);
Rows vqe_results_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);
Rows initial_parameters_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);
Rows optimal_parameters_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);
Rows vqe_iterations_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);
Rows iteration_parameters_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);
Rows hamiltonian_terms_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);

/// `{experiment_id}_iter_{iteration_step}` for every iteration, in order.
std::vector<std::string> iteration_ids(std::span<const Experiment> experiments);

int64_t count_iteration_parameters(const RunRecord& record);

inline int64_t count_one(const RunRecord&) {
  return 1;
}

template <auto kMember>
int64_t count_entries(const RunRecord& record) {
  return static_cast<int64_t>((record.*kMember).size());
}

/// In the order of kNormalizedTables.
inline constexpr std::array<NormalizedTable, 9> kNormalizedRows = {{
    {"molecules", molecules_rows, count_one},
    {"ansatz_info", ansatz_info_rows, count_one},
    {"performance_metrics", performance_metrics_rows, count_one},
    {"vqe_results", vqe_results_rows, count_one},
    {"initial_parameters", initial_parameters_rows, count_entries<&RunRecord::initial_parameters>},
    {"optimal_parameters", optimal_parameters_rows, count_entries<&RunRecord::optimal_parameters>},
    {"vqe_iterations", vqe_iterations_rows, count_entries<&RunRecord::iteration_list>},
    {"iteration_parameters", iteration_parameters_rows, count_iteration_parameters},
    {"hamiltonian_terms", hamiltonian_terms_rows, count_entries<&RunRecord::hamiltonian>},
}};

/// Requires: `name` is one of kNormalizedTables.
inline const NormalizedTable& normalized_table(std::string_view name) {
  const auto found = std::ranges::find(kNormalizedRows, name, &NormalizedTable::name);
  EIGENLAKE_ASSERT(found != kNormalizedRows.end());
  return *found;
}

}  // namespace eigenlake
