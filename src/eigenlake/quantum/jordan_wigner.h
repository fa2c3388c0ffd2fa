#pragma once

#include <cstdint>

#include "eigenlake/chem/molecular_hamiltonian.h"
#include "eigenlake/quantum/fermion_operator.h"
#include "eigenlake/quantum/pauli.h"

namespace eigenlake {

/// Coefficients at or below this share of the largest one are rounding noise of the integrals.
inline constexpr double kPauliNoise = 1e-12;

/// Jordan–Wigner image, a_p = Z_0 … Z_(p-1) (X_p + iY_p)/2, multiplied out. General and slow; canonical.
PauliSum jordan_wigner(const FermionOperator& op);

/// Jordan–Wigner image of the electronic Hamiltonian (`constant` included, nuclear repulsion not) straight
/// from the integrals: each of the O(n⁴) Pauli strings is written once.
///
/// Shape:  2·num_orbitals qubits; 0 … n−1 are alpha, n … 2n−1 beta orbitals.
/// Order:  canonical (x mask, then z mask); terms at or below kPauliNoise times the largest are dropped.
/// Requires: real orbitals, so that the integrals have their eightfold symmetry; at most 64
///         qubits.
/// Cost:   n⁴/8 products of excitations of at most four strings each; 20 ms for 15 orbitals.
PauliSum jordan_wigner(const MolecularHamiltonian& hamiltonian);

/// Sizes of jordan_wigner(hamiltonian) where no integral vanishes.
struct JordanWignerSize {
  double num_added = 0.0;  ///< Terms before equal strings are merged, of which each takes kBytesOfPauliTerm.
  double num_terms = 0.0;  ///< Distinct strings. With symmetry about in proportion to the integrals left.
};
inline constexpr double kBytesOfPauliTerm = sizeof(PauliTerm);
JordanWignerSize jordan_wigner_size(int num_orbitals);

/// What is said of a Jordan–Wigner image where the image itself is not needed.
struct JordanWignerFigures {
  uint64_t num_terms = 0;
  double identity_coefficient = 0.0;
  double one_norm = 0.0;  ///< Σ|c|, the identity included.
};

/// Figures of jordan_wigner(hamiltonian), whose noise they leave out too, for any number of qubits: the
/// coefficients are written down without their Pauli strings. Terms above `smallest_term` are counted.
///
/// Requires: real orbitals, so that the integrals have their eightfold symmetry.
/// Cost:   O(n⁴) time, no memory; 50 ms for 40 orbitals.
/// Source: Koridon, Yalouz, Senjean, Buda, O'Brien & Visscher, Phys. Rev. Research 3, 033127 (2021).
JordanWignerFigures jordan_wigner_figures(const MolecularHamiltonian& hamiltonian, double smallest_term);

}  // namespace eigenlake
