// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/simulation_row.h"

#include <algorithm>

#include "eigenlake/base/millihartree.h"
#include "eigenlake/record/diagnostics.h"

namespace eigenlake {

bool SimulationRow::has_flag(std::string_view flag) const {
  return std::ranges::find(quality_flags, flag) != quality_flags.end();
}

std::optional<double> SimulationRow::error_millihartree() const {
  if (!fci_total_energy) return std::nullopt;
  return (total_energy() - *fci_total_energy) * kMillihartreePerHartree;
}

SimulationRow row_of(const PlannedRun& plan, const RunRecord& record) {
  const Diagnostics diagnostics =
      parse_diagnostics(record.diagnostics.value_or("{}")).value_or(Diagnostics());
  SimulationRow row;
  row.molecule = plan.molecule_name;
  row.experiment_id = plan.experiment_id;
  row.basis = record.basis_set;
  row.num_qubits = record.num_qubits;
  row.num_parameters = record.num_parameters;
  row.hf_total_energy = diagnostics.hf_total_energy;
  row.fci_total_energy = diagnostics.fci_total_energy;
  row.minimum = record.minimum;
  row.nuclear_repulsion_energy = record.nuclear_repulsion_energy.value_or(0.0);
  row.in_sector = diagnostics.in_sector;
  row.evaluations = static_cast<int64_t>(record.iteration_list.size());
  row.success = record.success.value_or(false);
  row.stop_reason = diagnostics.stop_reason.value_or("");
  row.quality_flags = diagnostics.quality_flags.value_or(std::vector<std::string>());
  row.scf = diagnostics.scf;
  row.lowest_curvature = diagnostics.lowest_curvature;
  row.saddles_escaped = diagnostics.saddles_escaped;
  row.dipole_moment = diagnostics.dipole_moment;
  row.natural_occupations = diagnostics.natural_occupations;
  row.seconds = record.total_time;
  row.spec = plan.spec();
  row.scan = plan.scan;
  row.optimal_parameters = record.optimal_parameters;
  return row;
}

}  // namespace eigenlake
