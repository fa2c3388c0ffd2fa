// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/run_record_builder.h"

#include "eigenlake/base/assert.h"
#include "eigenlake/chem/basis_names.h"
#include "eigenlake/json/json.h"
#include "eigenlake/quantum/backends.h"
#include "eigenlake/record/experiment_fields.h"

namespace eigenlake {
namespace {

std::vector<RecordTerm> record_terms(const PauliSum& hamiltonian) {
  std::vector<RecordTerm> terms;
  terms.reserve(hamiltonian.terms().size());
  for (const PauliTerm& term : hamiltonian.terms()) {
    terms.push_back(
        {label_of(term.string, hamiltonian.num_qubits()), term.coefficient.real(), term.coefficient.imag()});
  }
  return terms;
}

std::vector<RecordIteration> record_iterations(const VqeResult& vqe) {
  std::vector<RecordIteration> iterations;
  iterations.reserve(vqe.iterations.size());
  uint64_t begin = 0;
  for (const VqeIteration& step : vqe.iterations) {
    iterations.push_back({step.iteration, step.energy, step.std, step.energy_delta, step.parameter_delta_norm,
                          step.cumulative_min_energy, begin, begin + step.num_parameters});
    begin += step.num_parameters;
  }
  EIGENLAKE_ASSERT(begin == vqe.iteration_parameters.size());
  return iterations;
}

Diagnostics completed_diagnostics(const RunOutcome& outcome) {
  Diagnostics diagnostics = outcome.diagnostics;
  diagnostics.num_particles_mean = outcome.properties.num_particles_mean;
  diagnostics.sz_mean = outcome.properties.sz_mean;
  diagnostics.s_squared_mean = outcome.properties.s_squared_mean;
  diagnostics.sector_leakage = outcome.properties.sector_leakage;
  diagnostics.in_sector = outcome.properties.sector_leakage <= kInSectorLeakageMax;
  diagnostics.stop_reason = name_of(outcome.vqe.stop_reason);
  diagnostics.restart_energies = outcome.vqe.restart_minima;
  diagnostics.curvature_evaluations = outcome.vqe.curvature_evaluations;
  diagnostics.lowest_curvature = outcome.vqe.lowest_curvature;
  diagnostics.saddles_escaped = outcome.vqe.saddles_escaped;
  std::vector<std::string> flags = diagnostics.quality_flags.value_or(std::vector<std::string>());
  const double total_energy = outcome.vqe.minimum + outcome.nuclear_repulsion_energy;
  const auto& fci = diagnostics.fci_total_energy;
  if (!*diagnostics.in_sector) flags.emplace_back(kOutsideSector);
  if (!outcome.vqe.success) flags.emplace_back(kNotConverged);
  if (fci && total_energy < *fci - kEnergyTolerance) flags.emplace_back(kBelowFci);
  if (is_at_hartree_fock(total_energy, diagnostics)) flags.emplace_back(kAtHartreeFock);
  if (diagnostics.scf && diagnostics.scf->stability == "unstable") flags.emplace_back(kScfUnstable);
  if (diagnostics.scf && diagnostics.scf->level_shift > 0.0) flags.emplace_back(kScfLevelShifted);
  if (!outcome.vqe.lowest_curvature && !outcome.vqe.optimal_parameters.empty())
    flags.emplace_back(kUncheckedMinimum);
  diagnostics.quality_flags.reset();
  if (!flags.empty()) diagnostics.quality_flags = std::move(flags);
  return diagnostics;
}

void add_results(const VqeResult& vqe, RunRecord& record) {
  record.initial_parameters = vqe.initial_parameters;
  record.iteration_list = record_iterations(vqe);
  record.iteration_parameters = vqe.iteration_parameters;
  record.minimum = vqe.minimum;
  record.optimal_parameters = vqe.optimal_parameters;
  record.maxcv = vqe.max_constraint_violation;
  record.success = vqe.success;
  record.nfev = vqe.num_evaluations;
  record.nit = vqe.num_iterations;
}

void add_times(const RunTimes& times, RunRecord& record) {
  record.minimization_time = times.minimization;
  record.hamiltonian_time = times.hamiltonian;
  record.mapping_time = times.mapping;
  record.vqe_time = times.vqe;
  record.total_time = times.hamiltonian + times.mapping + times.vqe;
}

}  // namespace

std::string run_options_json(const RunPlan& plan) {
  Json options = {{"engine_version", EIGENLAKE_VERSION}, {"identity", identity_of(plan.spec, plan.molecule)}};
  if (!plan.molecule.name.empty()) options["name"] = plan.molecule.name;
  if (!plan.labels.empty()) options["labels"] = plan.labels;
  // Invalid UTF-8 in a name becomes the replacement character.
  return options.dump(-1, ' ', false, Json::error_handler_t::replace);
}

RunRecord plan_record(const RunPlan& plan) {
  RunRecord record;
  const ExperimentSpec& spec = plan.spec;
  const Backend& backend = backend_of(spec.backend);
  record.backend = backend.name();
  record.noise_backend = backend.noise();
  record.exact_estimator = backend.traits().exact_energies;
  record.num_qubits = plan.num_qubits;
  record.num_parameters = plan.num_parameters;
  record.optimizer = name_of(spec.vqe.optimizer);
  record.ansatz_reps = spec.ansatz_reps;
  record.ansatz_name = std::string(name_of(spec.ansatz));
  record.init_strategy = std::string(name_of(spec.init_strategy));
  record.seed = spec.seed;
  record.symbols = plan.molecule.symbols;
  for (const auto& position : plan.molecule.coords)
    record.coords.emplace_back(position.begin(), position.end());
  record.multiplicity = plan.molecule.multiplicity;
  record.charge = plan.molecule.charge;
  record.units = plan.molecule.units;
  record.masses = plan.molecule.masses;
  record.basis_set = canonical_basis_name(spec.basis);
  record.molecule_id = plan.molecule_id;
  record.run_options = run_options_json(plan);
  return record;
}

RunRecord build_run_record(const RunPlan& plan, const RunOutcome& outcome) {
  const VqeResult& vqe = outcome.vqe;
  EIGENLAKE_ASSERT(!vqe.iterations.empty() && !vqe.restart_minima.empty());
  EIGENLAKE_ASSERT(vqe.iterations.size() == static_cast<size_t>(vqe.num_evaluations));
  EIGENLAKE_ASSERT(outcome.hamiltonian.num_qubits() == plan.num_qubits);
  EIGENLAKE_ASSERT(vqe.initial_parameters.size() == static_cast<size_t>(plan.num_parameters));
  EIGENLAKE_ASSERT(vqe.optimal_parameters.size() >= vqe.initial_parameters.size());
  RunRecord record = plan_record(plan);
  record.hamiltonian = record_terms(outcome.hamiltonian);
  record.ansatz = outcome.ansatz_text;
  record.nuclear_repulsion_energy = outcome.nuclear_repulsion_energy;
  add_results(vqe, record);
  add_times(outcome.times, record);
  record.performance_start = outcome.performance_start;
  record.performance_end = outcome.performance_end;
  record.diagnostics = to_json(completed_diagnostics(outcome));
  return record;
}

}  // namespace eigenlake
