#include "eigenlake/transform/normalized_tables.h"

#include <algorithm>
#include <array>

#include "eigenlake/base/assert.h"
#include "eigenlake/transform/ansatz_info.h"
#include "eigenlake/transform/hamiltonian_terms.h"
#include "eigenlake/transform/initial_parameters.h"
#include "eigenlake/transform/iteration_parameters.h"
#include "eigenlake/transform/molecules.h"
#include "eigenlake/transform/optimal_parameters.h"
#include "eigenlake/transform/performance_metrics.h"
#include "eigenlake/transform/vqe_iterations.h"
#include "eigenlake/transform/vqe_results.h"

namespace eigenlake {
namespace {

int64_t one(const RunRecord&) {
  return 1;
}

int64_t count_iteration_parameters(const RunRecord& record) {
  int64_t count = 0;
  for (const auto& iteration : record.iteration_list)
    count += static_cast<int64_t>(iteration.parameters_end - iteration.parameters_begin);
  return count;
}

constexpr std::array<NormalizedTable, 9> kTables = {{
    {"molecules", molecules_rows, one},
    {"ansatz_info", ansatz_info_rows, one},
    {"performance_metrics", performance_metrics_rows, one},
    {"vqe_results", vqe_results_rows, one},
    {"initial_parameters", initial_parameters_rows,
     [](const RunRecord& r) { return static_cast<int64_t>(r.initial_parameters.size()); }},
    {"optimal_parameters", optimal_parameters_rows,
     [](const RunRecord& r) { return static_cast<int64_t>(r.optimal_parameters.size()); }},
    {"vqe_iterations", vqe_iterations_rows,
     [](const RunRecord& r) { return static_cast<int64_t>(r.iteration_list.size()); }},
    {"iteration_parameters", iteration_parameters_rows, count_iteration_parameters},
    {"hamiltonian_terms", hamiltonian_terms_rows,
     [](const RunRecord& r) { return static_cast<int64_t>(r.hamiltonian.size()); }},
}};

}  // namespace

std::span<const NormalizedTable> normalized_tables() {
  return kTables;
}

const NormalizedTable& normalized_table(std::string_view name) {
  const auto found = std::ranges::find(kTables, name, &NormalizedTable::name);
  EIGENLAKE_ASSERT(found != kTables.end());
  return *found;
}

std::shared_ptr<arrow::RecordBatch> normalized_rows(std::string_view table,
                                                    std::span<const Experiment> experiments,
                                                    const BatchStamp& stamp) {
  return normalized_table(table).rows(experiments, stamp);
}

int64_t count_normalized_rows(std::string_view table, const RunRecord& record) {
  return normalized_table(table).count(record);
}

}  // namespace eigenlake
