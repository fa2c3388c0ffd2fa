#pragma once

#include <span>

#include "eigenlake/transform/experiment.h"
#include "eigenlake/transform/table_rows.h"

namespace eigenlake {

/// Rows of the table hamiltonian_terms; see normalized_rows().
Rows hamiltonian_terms_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);

}  // namespace eigenlake
