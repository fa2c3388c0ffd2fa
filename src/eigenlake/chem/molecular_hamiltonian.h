// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <Eigen/Dense>

namespace eigenlake {

/// The electronic Hamiltonian of the active orbitals in an orthonormal molecular-orbital basis:
///
///   H = constant + Σ_pq h_pq E_pq + ½ Σ_pqrs (pq|rs) (E_pq E_rs − δ_qr E_ps),  E_pq = Σ_σ a†_pσ a_qσ.
///
/// Alpha and beta electrons share the orbitals (RHF or ROHF). Orbitals are ordered by energy: the
/// Hartree–Fock determinant fills the first num_alpha and the first num_beta of them.
///
/// Units: hartree.
struct MolecularHamiltonian {
  int num_orbitals = 0;
  int num_alpha = 0;
  int num_beta = 0;
  double constant = 0.0;  ///< Energy of frozen electrons among themselves; 0 without a frozen core.
  double nuclear_repulsion_energy = 0.0;  ///< Not part of `constant`.
  Eigen::MatrixXd one_body;  ///< h_pq, [num_orbitals, num_orbitals]; includes the frozen electrons' field.
  std::vector<double> two_body;      ///< (pq|rs), chemists' order, [n,n,n,n], row-major.
  Eigen::VectorXd orbital_energies;  ///< [num_orbitals]; canonical for RHF.

  double eri(int p, int q, int r, int s) const {
    const size_t n = static_cast<size_t>(num_orbitals);
    return two_body[((p * n + q) * n + r) * n + s];
  }
  int num_qubits() const { return 2 * num_orbitals; }
};

}  // namespace eigenlake
