// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/chem/molecular_hamiltonian.h"
#include "eigenlake/determinants/occupation.h"

namespace eigenlake {

/// Elements of H − (nuclear repulsion and frozen electrons) between determinants by the Slater–Condon rules.
/// Determinants have their alpha operators left of the beta ones, and those of a spin in ascending order.
///
/// Requires: masks of the Hamiltonian's orbitals, of equal numbers of electrons.

/// Elements of the same-spin part: on the diagonal; where one goes from p to q; where two go, from p to q and
/// then from r to s. `from` has the electrons before they move.
double same_spin_diagonal(const MolecularHamiltonian& h, OccupationMask mask);
double same_spin_single(const MolecularHamiltonian& h, OccupationMask from, int p, int q);
double same_spin_double(const MolecularHamiltonian& h, OccupationMask from, int p, int q, int r, int s);

/// Occupations of both spins.
struct Determinant {
  OccupationMask alpha = 0;
  OccupationMask beta = 0;
};

/// The whole element, 0 where more than two electrons differ.
double hamiltonian_element(const MolecularHamiltonian& h, const Determinant& row, const Determinant& column);

}  // namespace eigenlake
