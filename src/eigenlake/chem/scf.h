// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <Eigen/Dense>

#include "eigenlake/base/error.h"
#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/integrals.h"
#include "eigenlake/chem/molecule.h"
#include "eigenlake/chem/scf_options.h"

namespace eigenlake {

/// How a solution was found and what it is worth.
struct ScfDiagnosis {
  std::string guess;   ///< "atomic densities", "core", "exchanged orbitals", "restricted", …
  std::string solver;  ///< What converged it: "diis" or "second order".
  bool stable = true;  ///< The energy falls along none of the method's own rotations.
  /// Lowest eigenvalue of the orbital Hessian, hartree per radian²; where it is well above zero, an upper
  /// bound of it. None where nothing can be rotated.
  std::optional<double> lowest_curvature;
  int saddles_left = 0;  ///< Unstable solutions on the way that were left for a lower one.
  bool aufbau = true;    ///< No occupied orbital lies above an empty one.

  std::string_view stability() const { return stable ? "stable" : "unstable"; }
  std::string_view orbital_order() const { return aufbau ? "aufbau" : "not aufbau"; }
};

struct ScfResult {
  ScfMethod method = ScfMethod::kRhf;  ///< Never kAuto.
  double total_energy = 0.0;           ///< With the nuclear repulsion, hartree.
  double nuclear_repulsion_energy = 0.0;
  int num_alpha = 0;
  int num_beta = 0;
  Eigen::MatrixXd mo_coefficients;       ///< [num_ao, num_mo]; alpha for UHF.
  Eigen::MatrixXd mo_coefficients_beta;  ///< Equal to mo_coefficients except for UHF.
  Eigen::VectorXd orbital_energies;      ///< [num_mo], ascending within occupied, open and virtual orbitals.
  Eigen::VectorXd orbital_energies_beta;
  double s_squared = 0.0;  ///< ⟨S²⟩ of the determinant.
  int iterations = 0;      ///< Steps on the way to this solution.
  ScfDiagnosis diagnosis;
  double overlap_frobenius = 0.0;                ///< Frobenius norm of the overlap matrix.
  double core_hamiltonian_trace_S_inv = 0.0;     ///< trace(S⁻¹ H_core), over the orbitals kept.
  std::vector<std::string> warnings;             ///< Linear dependence removed, unstable, …
  std::shared_ptr<const AoIntegrals> integrals;  ///< In the frame of standard_orientation(molecule).
};

/// The self-consistent field: the lowest solution of the method that find_restricted or find_unrestricted
/// finds from a superposition of atomic densities and other guesses. UHF starts at the RHF or ROHF solution
/// too, and is never above it.
///
/// All is computed in the molecule's own frame, so the energy does not depend on how the input is turned or
/// its atoms ordered. A column of mo_coefficients has its largest element positive (first on ties), so that a
/// run is repeatable. Nearly dependent functions (eigenvalues of the overlap below 1e-6) are projected out
/// with a warning.
///
/// Requires: validate(molecule) holds and `basis` has every element of it.
/// Errors:   kInvalidInput  RHF for an open shell; more electrons of a spin than orbitals.
///           kNotConverged  gives the last energies.
///           kResourceLimit as compute_integrals.
///           kInterrupted   a stop was requested.
Result<ScfResult> run_scf(const Molecule& molecule, const BasisSet& basis, const ScfOptions& options = {});

/// The UHF solution of the same molecule and basis, from a result of run_scf for RHF or ROHF, over its
/// integrals. options.method is ignored.
///
/// Errors: as run_scf.
Result<ScfResult> run_uhf(const Molecule& molecule, const BasisSet& basis, const ScfResult& restricted,
                          const ScfOptions& options = {});

}  // namespace eigenlake
