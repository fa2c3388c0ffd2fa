// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/chem/basis_set.h"
#include "eigenlake/record/run_record_builder.h"
#include "eigenlake/simulation/memory_estimate.h"
#include "eigenlake/simulation/molecule_files.h"
#include "eigenlake/simulation/run_size.h"

namespace eigenlake {

/// A simulation with its identity and size, checked before its first integral.
struct PlannedRun {
  std::string place;          ///< "molecules.json, molecule 3 (NH3)"
  std::string molecule_name;  ///< For messages: "NH3".
  RunPlan plan;
  std::string variant;  ///< "optimizer COBYLA, seed 3": its difference to others of its molecule, or empty.
  std::optional<ScanPoint> scan;
  std::string experiment_id;
  BasisSet basis;
  /// Optimal parameters of the experiment spec().follow; plan_run() leaves this and the next two open.
  std::vector<double> followed_parameters;
  bool in_lake = false;
  bool deleted = false;  ///< From the lake.
  uint64_t determinants = 0;
  RunSize size;
  MemoryEstimate memory;

  const ExperimentSpec& spec() const { return plan.spec; }

  /// The molecule's name, with the variant if there is one: "N2 (seed 3)".
  std::string full_name() const { return with_variant(molecule_name); }
  std::string full_place() const { return with_variant(place); }

 private:
  std::string with_variant(const std::string& text) const;
};

/// Counts basis functions, orbitals, qubits and parameters and hashes the identity. `num_threads` are those
/// of the run: each needs some memory.
///
/// Errors: kInvalidInput  the molecule's own error, an unknown basis, an active space that does not fit.
///         kUnsupported   more qubits than a Pauli string or the ansatz can have, more parameters than an int
///                        can count; says the limit.
///         kResourceLimit a run that needs more than the available memory, without its exact reference; says
///                        both figures.
/// Cost:   below a millisecond for small molecules; reads the basis set's file.
Result<PlannedRun> plan_run(const MoleculeEntry& entry, const ExperimentSpec& spec, int num_threads = 1);

}  // namespace eigenlake
