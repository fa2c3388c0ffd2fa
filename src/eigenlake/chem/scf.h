#pragma once

#include <memory>
#include <string>
#include <vector>

#include <Eigen/Dense>

#include "eigenlake/base/error.h"
#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/integrals.h"
#include "eigenlake/chem/molecule.h"
#include "eigenlake/chem/scf_options.h"

namespace eigenlake {

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
  int iterations = 0;
  double overlap_frobenius = 0.0;             ///< Frobenius norm of the overlap matrix.
  double core_hamiltonian_trace_S_inv = 0.0;  ///< trace(S⁻¹ H_core), over the orbitals kept.
  std::vector<std::string> warnings;          ///< Linear dependence removed, level shifting needed, …
  std::shared_ptr<const AoIntegrals> integrals;
};

/// Self-consistent field from a superposition of atomic densities, with DIIS, and again with damping and
/// level shifting where that does not converge.
///
/// A column of mo_coefficients has its largest element positive (first on ties), so that a run is repeatable.
/// Nearly dependent functions (eigenvalues of the overlap below 1e-6) are projected out with a warning.
///
/// Requires: validate(molecule) holds and `basis` has every element of it.
/// Errors:   kInvalidInput  RHF for an open shell; more electrons of a spin than orbitals.
///           kNotConverged  says the last energies.
///           kResourceLimit as compute_integrals.
/// Source:   Pulay, J. Comput. Chem. 3, 556 (1982); Roothaan, Rev. Mod. Phys. 32, 179 (1960), for ROHF.
Result<ScfResult> run_scf(const Molecule& molecule, const BasisSet& basis, const ScfOptions& options = {});

}  // namespace eigenlake
