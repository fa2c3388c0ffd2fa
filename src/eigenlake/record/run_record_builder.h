#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "eigenlake/chem/molecule.h"
#include "eigenlake/quantum/estimator.h"
#include "eigenlake/quantum/pauli.h"
#include "eigenlake/record/diagnostics.h"
#include "eigenlake/record/experiment_spec.h"
#include "eigenlake/record/quality_flags.h"
#include "eigenlake/record/run_record.h"
#include "eigenlake/vqe/vqe_result.h"

namespace eigenlake {

/// A run before it is simulated: all that its experiment id depends on.
struct RunPlan {
  Molecule molecule;
  int32_t molecule_id = 0;     ///< Position in the input file; not part of the identity.
  ExperimentSpec spec;         ///< Every default filled in, the basis set of the molecule's file too.
  int32_t num_qubits = 0;      ///< Of the ansatz, after frozen core and active space.
  int32_t num_parameters = 0;  ///< Of the ansatz at its start.
  std::map<std::string, std::string> labels;  ///< Of the user; not part of the identity.
};

/// A record with what the plan knows; the results are empty. experiment_id(plan_record(plan)) is the id that
/// the finished record will have.
RunRecord plan_record(const RunPlan& plan);

/// Wall time in seconds.
struct RunTimes {
  double hamiltonian = 0.0;   ///< Integrals, SCF and the molecular Hamiltonian.
  double mapping = 0.0;       ///< To qubits.
  double vqe = 0.0;           ///< Ansatz, start and minimisation.
  double minimization = 0.0;  ///< The optimizer alone.
};

/// What a simulation adds to its plan. `diagnostics` brings the reference energies, the engine and flags of
/// the caller's; properties, in_sector, stop_reason, restart energies and the builder's own flags are filled
/// in from the rest.
struct RunOutcome {
  const PauliSum& hamiltonian;
  const VqeResult& vqe;
  std::string ansatz_text;  ///< OpenQASM 3
  double nuclear_repulsion_energy = 0.0;
  StateProperties properties;  ///< Of the final state (at the optimal parameters).
  RunTimes times;
  Diagnostics diagnostics;
  std::optional<std::string> performance_start;  ///< JSON object of system figures.
  std::optional<std::string> performance_end;
};

/// The finished record. quality_flags gets `outside_sector` where the state left its sector,
/// `not_converged` without success, and `below_fci` where the total energy is below the FCI energy by more
/// than 1e-9 hartree.
///
/// Requires: outcome.vqe has at least one iteration.
RunRecord build_run_record(const RunPlan& plan, const RunOutcome& outcome);

/// The text of run_options: {"engine_version": …, "identity": {…}}, and `name` and `labels` where there are
/// any, which are no part of the identity.
std::string run_options_json(const RunPlan& plan);

}  // namespace eigenlake
