#pragma once

#include <memory>
#include <span>

#include <arrow/api.h>

#include "eigenlake/transform/experiment.h"

namespace eigenlake {

using Rows = std::shared_ptr<arrow::RecordBatch>;

/// One function per normalized table, each in the file of the table's name; see normalized_rows().
Rows molecules_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);
Rows ansatz_info_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);
Rows performance_metrics_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);
Rows vqe_results_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);
Rows initial_parameters_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);
Rows optimal_parameters_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);
Rows vqe_iterations_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);
Rows iteration_parameters_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);
Rows hamiltonian_terms_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);

}  // namespace eigenlake
