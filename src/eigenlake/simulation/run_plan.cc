// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/run_plan.h"

#include <algorithm>
#include <limits>

#include "eigenlake/base/memory_limit.h"
#include "eigenlake/chem/elements.h"
#include "eigenlake/determinants/fci.h"
#include "eigenlake/quantum/ansatz_families.h"
#include "eigenlake/record/experiment_id.h"

namespace eigenlake {
namespace {

int count_core_orbitals(const Molecule& molecule) {
  int count = 0;
  for (const int number : molecule.atomic_numbers()) count += num_core_orbitals(number);
  return count;
}

Result<> set_active_orbitals(const Molecule& molecule, const ActiveSpaceOptions& options, RunSize& size) {
  size.num_orbitals = size.num_functions;
  size.num_alpha = molecule.num_alpha();
  size.num_beta = molecule.num_beta();
  int frozen = 0;
  if (options.active_space) {
    const int inactive = molecule.num_electrons() - options.active_space->electrons;
    if (inactive < 0 || inactive % 2 != 0)
      return fail(ErrorKind::kInvalidInput,
                  "an active space must leave an even number of the {} electrons outside, got {} electrons",
                  molecule.num_electrons(), options.active_space->electrons);
    frozen = inactive / 2;
    size.num_orbitals = options.active_space->orbitals;
  } else if (options.frozen_core) {
    frozen = count_core_orbitals(molecule);
    // As build_molecular_hamiltonian does.
    if (frozen > size.num_beta || frozen >= size.num_alpha) frozen = 0;
    size.num_orbitals -= frozen;
  }
  size.num_alpha -= frozen;
  size.num_beta -= frozen;
  if (frozen + size.num_orbitals > size.num_functions)
    return fail(ErrorKind::kInvalidInput,
                "an active space beside {} frozen orbitals takes at most {}, got {}", frozen,
                size.num_functions - frozen, size.num_orbitals);
  if (size.num_beta < 0)
    return fail(ErrorKind::kInvalidInput,
                "an active space must have at least {} electrons, which are unpaired, got {}",
                size.num_alpha - size.num_beta, options.active_space->electrons);
  if (size.num_alpha > size.num_orbitals)
    return fail(ErrorKind::kInvalidInput, "{} orbitals cannot hold {} alpha and {} beta electrons",
                size.num_orbitals, size.num_alpha, size.num_beta);
  return {};
}

std::string gibibytes(double bytes) {
  return bytes >= 0x1p64 ? "more than 10^10 GiB" : fmt::format("{:.1f} GiB", bytes / (1 << 30));
}

/// Qubits are bits of a mask.
Result<> check_qubits(const ExperimentSpec& spec, const PlannedRun& run) {
  const int most = family_of(spec.ansatz).max_qubits();
  if (run.size.num_qubits() <= most) return {};
  return fail(ErrorKind::kUnsupported,
              "{} takes at most {} qubits, got {} for {} orbitals; a smaller basis, --frozen-core or "
              "--active-space takes fewer",
              name_of(spec.ansatz), most, run.size.num_qubits(), run.size.num_orbitals);
}

/// An int counts the parameters.
Result<> check_angles(const ExperimentSpec& spec, double num_parameters) {
  constexpr double kMost = std::numeric_limits<int>::max();
  if (num_parameters <= kMost) return {};
  return fail(
      ErrorKind::kUnsupported,
      "a simulation takes at most {:.0f} parameters, got {:.0f} with {} repetitions of {}; --ansatz-reps "
      "lowers them",
      kMost, num_parameters, spec.ansatz_reps, name_of(spec.ansatz));
}

/// "EfficientSU2 of 2 repetitions and 3 restarts"
std::string ansatz_text(const ExperimentSpec& spec) {
  std::string text(name_of(spec.ansatz));
  if (family_of(spec.ansatz).has_repetitions()) text += fmt::format(" of {} repetitions", spec.ansatz_reps);
  if (spec.restarts > 1) text += fmt::format(" and {} restarts", spec.restarts);
  return text;
}

/// Fills in what depends on the molecule's file and on the size, except the number of iterations.
ExperimentSpec resolved(ExperimentSpec spec, const PlannedRun& run, double num_parameters) {
  spec.basis = run.basis.name;
  if (spec.restarts == 0) spec.restarts = family_of(spec.ansatz).default_restarts(num_parameters);
  return spec;
}

/// Sets the rest of run.size.
void describe_run(const ExperimentSpec& spec, PlannedRun& run) {
  RunSize& size = run.size;
  run.determinants = num_determinants(size.num_orbitals, size.num_alpha, size.num_beta);
  size.determinants = double(run.determinants);
  size.has_reference = run.determinants <= spec.fci_limit;
  size.ansatz = spec.ansatz;
  size.backend = spec.backend;
  size.num_parameters = family_of(spec.ansatz).count_parameters(size.orbitals(), spec.ansatz_reps);
  size.optimizer = spec.vqe.optimizer;
  size.max_iterations = spec.vqe.optimizer_options.max_iterations;
  if (size.max_iterations == 0)
    size.max_iterations =
        default_max_iterations(size.optimizer, static_cast<int>(std::min(size.num_parameters, 1e6)));
  size.max_evaluations = spec.vqe.max_evaluations;
  size.restarts = spec.restarts;
}

/// Without the reference, which is left out with a warning if it does not fit.
Result<> check_memory(const ExperimentSpec& spec, const PlannedRun& run) {
  const double needed = run.memory.peak_without_reference();
  const double available = double(available_memory_bytes());
  if (needed <= available) return {};
  return fail(ErrorKind::kResourceLimit,
              "{} qubits with {} need {} of memory, available are {}; a smaller basis, --frozen-core or "
              "--active-space needs less{}{}",
              run.size.num_qubits(), ansatz_text(spec), gibibytes(needed), gibibytes(available),
              spec.ansatz_reps > family_of(spec.ansatz).default_repetitions()
                  ? ", so does a lower --ansatz-reps"
                  : "",
              spec.restarts > 1 ? ", so does a lower --restarts" : "");
}

Result<> check_scf(const Molecule& molecule, ScfMethod method) {
  if (method != ScfMethod::kRhf || molecule.multiplicity == 1) return {};
  return fail(ErrorKind::kInvalidInput, "RHF requires a singlet, got multiplicity {}; use --scf rohf or auto",
              molecule.multiplicity);
}

}  // namespace

std::string PlannedRun::with_variant(const std::string& text) const {
  return variant.empty() ? text : fmt::format("{} ({})", text, variant);
}

Result<PlannedRun> plan_run(const MoleculeEntry& entry, const ExperimentSpec& asked, int num_threads) {
  if (!entry.molecule) return std::unexpected(entry.molecule.error());
  const Molecule& molecule = *entry.molecule;
  PlannedRun run;
  run.place = entry.place();
  run.molecule_name = molecule.display_name();
  run.scan = entry.scan;
  EIGENLAKE_RETURN_IF_ERROR(check_scf(molecule, asked.scf));
  EIGENLAKE_ASSIGN_OR_RETURN(run.basis,
                             load_basis_set(molecule.basis.value_or(asked.basis), molecule.atomic_numbers()));
  describe_basis(molecule, run.basis, run.size);
  EIGENLAKE_RETURN_IF_ERROR(set_active_orbitals(molecule, asked.active_space, run.size));
  EIGENLAKE_RETURN_IF_ERROR(check_qubits(asked, run));
  const double num_parameters =
      family_of(asked.ansatz).count_parameters(run.size.orbitals(), asked.ansatz_reps);
  EIGENLAKE_RETURN_IF_ERROR(check_angles(asked, num_parameters));
  ExperimentSpec& spec = run.plan.spec;
  spec = resolved(asked, run, num_parameters);
  describe_run(spec, run);
  run.memory = estimate_memory(run.size, num_threads);
  EIGENLAKE_RETURN_IF_ERROR(check_memory(spec, run));
  spec.vqe.optimizer_options.max_iterations = run.size.max_iterations;
  run.plan.molecule = molecule;
  run.plan.molecule_id = entry.molecule_id;
  run.plan.num_qubits = run.size.num_qubits();
  run.plan.num_parameters = static_cast<int32_t>(run.size.num_parameters);
  EIGENLAKE_ASSIGN_OR_RETURN(run.experiment_id, experiment_id(plan_record(run.plan)));
  return run;
}

}  // namespace eigenlake
