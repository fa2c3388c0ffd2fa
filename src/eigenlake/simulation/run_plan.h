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

/// A simulation that was checked before its first integral: its identity and its size are known.
struct PlannedRun {
  std::string place;          ///< "molecules.json, molecule 3 (NH3)"
  std::string molecule_name;  ///< For people: "NH3".
  RunPlan plan;
  std::string variant;  ///< "optimizer COBYLA, seed 3": what tells it from others of its molecule, or empty.
  std::optional<ScanPoint> scan;
  std::string experiment_id;
  BasisSet basis;
  int num_orbitals = 0;  ///< Active ones.
  int num_alpha = 0;
  int num_beta = 0;
  /// Optimal parameters of the experiment spec().follow; left to who computes or reads them.
  std::vector<double> followed_parameters;
  bool in_lake = false;  ///< The lake has the experiment; left to the caller who has a lake.
  bool deleted = false;  ///< It was deleted from the lake; likewise.
  uint64_t determinants = 0;
  RunSize size;
  MemoryEstimate memory;

  const ExperimentSpec& spec() const { return plan.spec; }
  OrbitalSpace orbitals() const { return {num_orbitals, num_alpha, num_beta}; }

  /// The molecule's name and, where that does not say which run it is, the variant: "N2 (seed 3)".
  std::string full_name() const { return with_variant(molecule_name); }
  std::string full_place() const { return with_variant(place); }

 private:
  std::string with_variant(const std::string& text) const;
};

/// Counts basis functions, orbitals, qubits and parameters and hashes the identity.
///
/// Errors: kInvalidInput  the molecule's own error, unknown basis, an active space that does not fit.
///         kUnsupported   more qubits than a Pauli string or the ansatz has bits for, more parameters than an
///                        int numbers; says the limit.
///         kResourceLimit a run that takes more memory than this machine has available, its exact reference
///                        aside; says both figures.
/// `num_threads` are those of the run: each takes some memory.
///
/// Cost:   below a millisecond for small molecules; reads the basis set's file.
Result<PlannedRun> plan_run(const MoleculeEntry& entry, const ExperimentSpec& spec, int num_threads = 1);

}  // namespace eigenlake
