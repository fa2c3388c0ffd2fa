// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "eigenlake/chem/molecular_hamiltonian.h"
#include "eigenlake/quantum/pauli.h"

namespace eigenlake {

/// Coefficients up to this fraction of the largest one are rounding noise of the integrals.
inline constexpr double kPauliNoise = 1e-12;

/// Jordan–Wigner image, a_p = Z_0 … Z_(p-1) (X_p + iY_p)/2, of the electronic Hamiltonian (with `constant`,
/// without nuclear repulsion) directly from the integrals.
///
/// Shape:  2·num_orbitals qubits; 0 … n−1 are alpha, n … 2n−1 beta orbitals.
/// Order:  canonical (x mask, then z mask); terms up to kPauliNoise times the largest are dropped.
/// Requires: real orbitals with integrals of eightfold symmetry; at most 64 qubits.
/// Cost:   n⁴/8 products of excitations of at most four strings each; 20 ms for 15 orbitals.
PauliSum jordan_wigner(const MolecularHamiltonian& hamiltonian);

/// Sizes of jordan_wigner(hamiltonian) without vanishing integrals.
struct JordanWignerSize {
  double num_added = 0.0;  ///< Terms of kBytesOfPauliTerm each, before equal strings are merged.
  double num_terms = 0.0;  ///< Distinct strings; with symmetry about proportional to the non-zero integrals.
};
inline constexpr double kBytesOfPauliTerm = sizeof(PauliTerm);
JordanWignerSize jordan_wigner_size(int num_orbitals);

struct JordanWignerFigures {
  uint64_t num_terms = 0;
  double identity_coefficient = 0.0;
  double one_norm = 0.0;  ///< Σ|c| with the identity.
};

/// Figures of jordan_wigner(hamiltonian) for any number of qubits, without its Pauli strings. Counts terms
/// above `smallest_term`.
///
/// Requires: real orbitals with integrals of eightfold symmetry.
/// Cost:   O(n⁴) time, no memory; 50 ms for 40 orbitals.
/// Source: Koridon, Yalouz, Senjean, Buda, O'Brien & Visscher, Phys. Rev. Research 3, 033127 (2021).
JordanWignerFigures jordan_wigner_figures(const MolecularHamiltonian& hamiltonian, double smallest_term);

}  // namespace eigenlake
