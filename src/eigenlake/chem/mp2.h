// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <Eigen/Dense>

#include "eigenlake/chem/molecular_hamiltonian.h"

namespace eigenlake {

/// First-order amplitudes of Møller–Plesset perturbation theory in the orbitals of a MolecularHamiltonian:
/// |1⟩ = Σ t a†_a a_i |HF⟩ + Σ t a†_a a†_b a_j a_i |HF⟩, the sums over distinct excitations only.
///
/// Occupied indices i, j and virtual indices a, b count from 0 within their own set: alpha orbital
/// num_alpha + a is the alpha virtual a, beta orbital num_beta + b is the beta virtual b.
///
/// For a closed shell in canonical orbitals the singles vanish and t_ab[i,j,a,b] = t_ab[j,i,b,a]. For an open
/// shell (ROHF) the amplitudes are those of the semicanonical orbitals of each spin, rotated back.
///
/// Source: Knowles, Andrews, Amos, Handy & Pople, Chem. Phys. Lett. 186, 130 (1991), for the open shell.
struct Mp2Amplitudes {
  int num_occupied_alpha = 0;
  int num_occupied_beta = 0;
  int num_virtual_alpha = 0;
  int num_virtual_beta = 0;
  Eigen::MatrixXd t_a;              ///< Alpha singles [occupied, virtual]; zero for RHF.
  Eigen::MatrixXd t_b;              ///< Beta singles [occupied, virtual]; zero for RHF.
  std::vector<double> t_ab;         ///< Row-major [i, j, a, b]; i and a alpha, j and b beta.
  std::vector<double> t_aa;         ///< Row-major [i, j, a, b]; antisymmetric in (i, j) and in (a, b).
  std::vector<double> t_bb;         ///< As t_aa, for beta.
  double correlation_energy = 0.0;  ///< MP2 energy minus Hartree–Fock energy, hartree.

  double ab(int i, int j, int a, int b) const {
    return t_ab[((size_t(i) * num_occupied_beta + j) * num_virtual_alpha + a) * num_virtual_beta + b];
  }
  double aa(int i, int j, int a, int b) const {
    return t_aa[((size_t(i) * num_occupied_alpha + j) * num_virtual_alpha + a) * num_virtual_alpha + b];
  }
  double bb(int i, int j, int a, int b) const {
    return t_bb[((size_t(i) * num_occupied_beta + j) * num_virtual_beta + a) * num_virtual_beta + b];
  }
};

/// MP2 amplitudes and correlation energy of the Hartree–Fock determinant of `hamiltonian`; frozen orbitals
/// are not correlated. Excitations whose energy gap is below 1e-3 hartree get the amplitude 0.
///
/// Cost: O(n^5) time, O(occupied² · virtual²) memory.
Mp2Amplitudes mp2_amplitudes(const MolecularHamiltonian& hamiltonian);

/// Total MP2 energy with the nuclear repulsion: Hartree–Fock plus Mp2Amplitudes::correlation_energy.
double mp2_total_energy(const MolecularHamiltonian& hamiltonian);

/// Energy of the determinant that fills the first num_alpha and num_beta orbitals, with the nuclear
/// repulsion.
double hartree_fock_total_energy(const MolecularHamiltonian& hamiltonian);

}  // namespace eigenlake
