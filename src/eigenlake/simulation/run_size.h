// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/molecule.h"
#include "eigenlake/quantum/ansatz_families.h"
#include "eigenlake/record/experiment_spec.h"

namespace eigenlake {

/// What determines the cost of a run, known before the first integral. Counts that may exceed any integer are
/// doubles.
struct RunSize {
  int num_atoms = 0;
  int num_functions = 0;         ///< Of the basis.
  int max_angular_momentum = 0;  ///< Of the basis.
  /// Σ over pairs of shells of (primitives · functions) of both; the integrals have half of its square
  /// quartets of primitives.
  double shell_pair_work = 0.0;
  double symmetry = 1.0;  ///< nonzero_integral_fraction
  int num_orbitals = 0;   ///< Active ones.
  int num_alpha = 0;      ///< Active ones; likewise beta.
  int num_beta = 0;
  double determinants = 0.0;
  bool has_reference = false;
  AnsatzKind ansatz = AnsatzKind::kUccsd;
  BackendKind backend = BackendKind::kExact;
  double num_parameters = 0.0;
  OptimizerKind optimizer = OptimizerKind::kLbfgsb;
  int max_iterations = 1000;
  int max_evaluations = 0;  ///< 0: no limit.
  int restarts = 1;

  int num_qubits() const { return 2 * num_orbitals; }
  OrbitalSpace orbitals() const { return {num_orbitals, num_alpha, num_beta}; }
  StateSpace space() const { return family_of(ansatz).space(); }
};

/// Sets the members that depend on the basis and the geometry.
void describe_basis(const Molecule& molecule, const BasisSet& basis, RunSize& size);

/// The assumed number of energy evaluations of each restart, fitted to runs of small molecules
/// (bench/simulation/dry_run.py). p parameters:
///
///   UCCSD       L-BFGS-B 4 + p/2, at most 25; SLSQP 4 + 1.2 p, at most 100
///   the others  L-BFGS-B and SLSQP 40 + 3 p, at most 250
///   all         COBYLA 20 p + 2 p²; Nelder–Mead 25 p + 3 p²
///
/// and at most the limits of iterations and evaluations.
int assumed_evaluations(const RunSize& size);

/// Gradients for the curvature after each restart: one per parameter, at most about twenty.
int assumed_probes(const RunSize& size);

}  // namespace eigenlake
