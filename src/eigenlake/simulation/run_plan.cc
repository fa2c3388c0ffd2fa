#include "eigenlake/simulation/run_plan.h"

#include <limits>

#include "eigenlake/base/memory_limit.h"
#include "eigenlake/chem/elements.h"
#include "eigenlake/chem/fci.h"
#include "eigenlake/quantum/hardware_efficient.h"
#include "eigenlake/quantum/sector_evaluator.h"
#include "eigenlake/quantum/state_vector.h"
#include "eigenlake/quantum/uccsd.h"
#include "eigenlake/record/experiment_id.h"

namespace eigenlake {
namespace {

constexpr uint64_t kNever = std::numeric_limits<uint64_t>::max();
constexpr int kMaxQubits = 64;               ///< A Pauli string is two masks of 64 bits.
constexpr int kMaxUccsdQubits = 62;          ///< Occupations of a spin are masks of 31 bits.
constexpr int kMaxStateQubits = 57;          ///< Beyond this, the size of four states in bytes overflows.
constexpr uint64_t kStateVectors = 4;        ///< Three states and the Hamiltonian, rounded up.
constexpr uint64_t kBytesOfParameter = 512;  ///< Its gates, compiled too, and its share of the optimizer.

int count_basis_functions(const Molecule& molecule, const BasisSet& basis) {
  int count = 0;
  for (const int number : molecule.atomic_numbers())
    for (const Shell& shell : basis.shells.at(number))
      count += (2 * shell.angular_momentum + 1) * static_cast<int>(shell.coefficients.cols());
  return count;
}

int count_core_orbitals(const Molecule& molecule) {
  int count = 0;
  for (const int number : molecule.atomic_numbers()) count += num_core_orbitals(number);
  return count;
}

Result<> set_active_orbitals(const Molecule& molecule, const ActiveSpaceOptions& options, PlannedRun& run) {
  const int functions = count_basis_functions(molecule, run.basis);
  run.num_orbitals = functions;
  run.num_alpha = molecule.num_alpha();
  run.num_beta = molecule.num_beta();
  int frozen = 0;
  if (options.active_space) {
    const int inactive = molecule.num_electrons() - options.active_space->electrons;
    if (inactive < 0 || inactive % 2 != 0)
      return fail(ErrorKind::kInvalidInput,
                  "expected an active space that leaves an even number of the {} electrons outside, found {} "
                  "electrons",
                  molecule.num_electrons(), options.active_space->electrons);
    frozen = inactive / 2;
    run.num_orbitals = options.active_space->orbitals;
  } else if (options.frozen_core) {
    frozen = count_core_orbitals(molecule);
    if (frozen > run.num_beta || frozen >= run.num_alpha) frozen = 0;  // as build_molecular_hamiltonian does
    run.num_orbitals -= frozen;
  }
  run.num_alpha -= frozen;
  run.num_beta -= frozen;
  if (frozen + run.num_orbitals > functions)
    return fail(ErrorKind::kInvalidInput, "expected at most {} orbitals outside the {} frozen ones, found {}",
                functions - frozen, frozen, run.num_orbitals);
  if (run.num_beta < 0)
    return fail(ErrorKind::kInvalidInput,
                "expected at least {} electrons in the active space for as many unpaired ones, found {}",
                run.num_alpha - run.num_beta, options.active_space->electrons);
  if (run.num_alpha > run.num_orbitals)
    return fail(ErrorKind::kInvalidInput,
                "expected orbitals for {} alpha and {} beta electrons, found {} orbitals", run.num_alpha,
                run.num_beta, run.num_orbitals);
  return {};
}

uint64_t saturating_product(uint64_t a, uint64_t b) {
  return b != 0 && a > kNever / b ? kNever : a * b;
}

uint64_t saturating_sum(uint64_t a, uint64_t b) {
  return a > kNever - b ? kNever : a + b;
}

bool is_real(AnsatzKind ansatz) {
  return ansatz == AnsatzKind::kRealAmplitudes;
}

/// Of a hardware-efficient ansatz, whose circuit need not fit into memory for that.
uint64_t count_angles(const PlannedRun& run, const SimulationOptions& options) {
  const auto qubits = static_cast<uint64_t>(2 * run.num_orbitals);
  const auto reps = static_cast<uint64_t>(options.ansatz_reps);
  if (options.ansatz == AnsatzKind::kExcitationPreserving)
    return reps * (qubits + qubits * (qubits - 1) / 2) + qubits;
  return (is_real(options.ansatz) ? 1 : 2) * qubits * (reps + 1);
}

uint64_t state_memory_bytes(const PlannedRun& run, const SimulationOptions& options) {
  if (options.ansatz == AnsatzKind::kUccsd)
    return SectorEvaluator::memory_bytes(run.num_orbitals, run.num_alpha, run.num_beta);
  const int qubits = 2 * run.num_orbitals;
  if (qubits > kMaxStateQubits) return kNever;
  const StateField field = is_real(options.ansatz) ? StateField::kReal : StateField::kComplex;
  return saturating_sum(saturating_product(kStateVectors, StateVector::memory_bytes(qubits, field)),
                        saturating_product(kBytesOfParameter, count_angles(run, options)));
}

std::string gibibytes(uint64_t bytes) {
  return bytes == kNever ? "more than 10^10 GiB"
                         : fmt::format("{:.1f} GiB", static_cast<double>(bytes) / (1 << 30));
}

/// What no memory lifts: the masks in which qubits are written.
Result<> check_qubits(const SimulationOptions& options, const PlannedRun& run) {
  const int most = options.ansatz == AnsatzKind::kUccsd ? kMaxUccsdQubits : kMaxQubits;
  if (2 * run.num_orbitals <= most) return {};
  return fail(
      ErrorKind::kUnsupported,
      "expected at most {} qubits with {}, found {} for {} orbitals; a smaller basis, --frozen-core or "
      "--active-space takes fewer",
      most, name_of(options.ansatz), 2 * run.num_orbitals, run.num_orbitals);
}

/// Parameters are numbered by int.
Result<> check_angles(const SimulationOptions& options, const PlannedRun& run) {
  constexpr uint64_t kMost = std::numeric_limits<int>::max();
  if (options.ansatz == AnsatzKind::kUccsd || count_angles(run, options) <= kMost) return {};
  return fail(ErrorKind::kUnsupported,
              "expected at most {} parameters, found {} with {} repetitions of {}; --ansatz-reps lowers them",
              kMost, count_angles(run, options), options.ansatz_reps, name_of(options.ansatz));
}

/// "EfficientSU2 of 2 repetitions and 3 restarts"
std::string ansatz_text(const SimulationOptions& options) {
  std::string text(name_of(options.ansatz));
  if (options.ansatz != AnsatzKind::kUccsd) text += fmt::format(" of {} repetitions", options.ansatz_reps);
  if (options.restarts > 1) text += fmt::format(" and {} restarts", options.restarts);
  return text;
}

/// What depends on the molecule's file and, but for UCCSD, on the size. The number of iterations has to wait
/// for the number of parameters.
SimulationOptions resolved_options(SimulationOptions options, const PlannedRun& run) {
  options.basis = run.basis.name;
  if (options.restarts > 0) return options;
  const bool uccsd = options.ansatz == AnsatzKind::kUccsd;
  options.restarts =
      default_restarts(options.ansatz, uccsd ? 0 : static_cast<int>(count_angles(run, options)));
  return options;
}

Result<> check_memory(const SimulationOptions& options, PlannedRun& run) {
  run.memory_bytes =
      saturating_product(state_memory_bytes(run, options), static_cast<uint64_t>(options.restarts));
  const uint64_t available = available_memory_bytes();
  if (run.memory_bytes <= available) return {};
  return fail(
      ErrorKind::kResourceLimit,
      "expected a simulation that fits into the {} of memory available, found {} qubits with {}, "
      "which need {}; a smaller basis, --frozen-core or --active-space makes it smaller{}{}",
      gibibytes(available), 2 * run.num_orbitals, ansatz_text(options), gibibytes(run.memory_bytes),
      options.ansatz_reps > default_ansatz_reps(options.ansatz) ? ", so does a lower --ansatz-reps" : "",
      options.restarts > 1 ? ", so does a lower --restarts" : "");
}

int count_parameters(const PlannedRun& run, const SimulationOptions& options) {
  if (options.ansatz == AnsatzKind::kUccsd)
    return UccsdAnsatz(run.num_orbitals, run.num_alpha, run.num_beta).num_parameters();
  return hardware_efficient_circuit(options.ansatz, 2 * run.num_orbitals, options.ansatz_reps, run.num_alpha,
                                    run.num_beta)
      .num_parameters();
}

RunPlan record_plan(const MoleculeEntry& entry, const SimulationOptions& options, const PlannedRun& run) {
  RunPlan plan;
  plan.molecule = *entry.molecule;
  plan.molecule_id = entry.molecule_id;
  plan.basis_set = options.basis;
  plan.ansatz = options.ansatz;
  plan.ansatz_reps = options.ansatz_reps;
  plan.init_strategy = options.init_strategy;
  plan.optimizer = options.vqe.optimizer;
  plan.seed = options.seed;
  plan.num_qubits = 2 * run.num_orbitals;
  plan.num_parameters = count_parameters(run, options);
  plan.options.optimizer_options = options.vqe.optimizer_options;
  plan.options.max_evaluations = options.vqe.max_evaluations;
  plan.options.active_space = options.active_space;
  plan.options.penalty = options.penalty;
  plan.options.restarts = options.restarts;
  plan.options.follow = options.follow;
  if (options.vqe.optimizer_options.max_iterations == 0)
    plan.options.optimizer_options.max_iterations =
        default_max_iterations(options.vqe.optimizer, plan.num_parameters);
  plan.options.jitter = options.jitter;
  plan.options.scf = options.scf;
  return plan;
}

Result<> check_scf(const Molecule& molecule, ScfMethod method) {
  if (method != ScfMethod::kRhf || molecule.multiplicity == 1) return {};
  return fail(ErrorKind::kInvalidInput,
              "expected a singlet for RHF, found multiplicity {}; use --scf rohf or auto",
              molecule.multiplicity);
}

}  // namespace

std::string PlannedRun::with_variant(const std::string& text) const {
  return variant.empty() ? text : fmt::format("{} ({})", text, variant);
}

Result<PlannedRun> plan_run(const MoleculeEntry& entry, const SimulationOptions& options) {
  if (!entry.molecule) return std::unexpected(entry.molecule.error());
  const Molecule& molecule = *entry.molecule;
  PlannedRun run;
  run.place = entry.place();
  run.molecule_name = molecule.display_name();
  run.scan = entry.scan;
  EIGENLAKE_RETURN_IF_ERROR(check_scf(molecule, options.scf));
  EIGENLAKE_ASSIGN_OR_RETURN(
      run.basis, load_basis_set(molecule.basis.value_or(options.basis), molecule.atomic_numbers()));
  EIGENLAKE_RETURN_IF_ERROR(set_active_orbitals(molecule, options.active_space, run));
  EIGENLAKE_RETURN_IF_ERROR(check_qubits(options, run));
  EIGENLAKE_RETURN_IF_ERROR(check_angles(options, run));
  run.options = resolved_options(options, run);
  EIGENLAKE_RETURN_IF_ERROR(check_memory(run.options, run));
  run.determinants = num_determinants(run.num_orbitals, run.num_alpha, run.num_beta);
  run.plan = record_plan(entry, run.options, run);
  run.options.vqe.optimizer_options = run.plan.options.optimizer_options;
  EIGENLAKE_ASSIGN_OR_RETURN(run.experiment_id, experiment_id(plan_record(run.plan)));
  return run;
}

}  // namespace eigenlake
