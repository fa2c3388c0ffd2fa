// SPDX-License-Identifier: Apache-2.0
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

/// A run before its simulation: all that its experiment id depends on.
struct RunPlan {
  Molecule molecule;
  int32_t molecule_id = 0;     ///< Position in the input file; not part of the identity.
  ExperimentSpec spec;         ///< With every default and the basis set of the molecule's file filled in.
  int32_t num_qubits = 0;      ///< Of the ansatz, after frozen core and active space.
  int32_t num_parameters = 0;  ///< Of the ansatz at its start.
  std::map<std::string, std::string> labels;  ///< Of the user; not part of the identity.
};

/// A record of the plan without results. Its experiment_id() is that of the finished record.
RunRecord plan_record(const RunPlan& plan);

/// Wall time in seconds.
struct RunTimes {
  double hamiltonian = 0.0;   ///< Integrals, SCF and the molecular Hamiltonian.
  double mapping = 0.0;       ///< To qubits.
  double vqe = 0.0;           ///< Ansatz, start and minimisation.
  double minimization = 0.0;  ///< The optimizer alone.
};

/// What a simulation adds to its plan. `diagnostics` has the reference energies, the engine and flags of the
/// caller; properties, in_sector, stop_reason, restart energies and the builder's flags are filled in from
/// the rest.
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

/// The finished record. quality_flags gets `outside_sector` if the state left its sector, `not_converged`
/// without success, and `below_fci` if the total energy is more than 1e-9 hartree below the FCI energy.
///
/// Requires: outcome.vqe has at least one iteration.
RunRecord build_run_record(const RunPlan& plan, const RunOutcome& outcome);

/// The text of run_options: {"engine_version": …, "identity": {…}}, and `name` and `labels` if there are any.
std::string run_options_json(const RunPlan& plan);

}  // namespace eigenlake
