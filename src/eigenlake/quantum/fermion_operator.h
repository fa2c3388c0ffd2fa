#pragma once

#include <complex>
#include <vector>

#include "eigenlake/chem/molecular_hamiltonian.h"

namespace eigenlake {

/// a†_mode or a_mode. A mode is a spin orbital in blocked order: mode p of n orbitals is alpha for p < n.
struct LadderOperator {
  int mode = 0;
  bool creates = false;
};

struct FermionTerm {
  std::vector<LadderOperator> factors;  ///< Leftmost first; empty is the identity.
  std::complex<double> coefficient;
};

/// A sum of products of ladder operators, in no normal order. Small and slow on purpose: the oracle for the
/// direct mappings, and the way to write down an operator that has none.
class FermionOperator {
 public:
  explicit FermionOperator(int num_modes) : num_modes_(num_modes) {}

  int num_modes() const { return num_modes_; }
  const std::vector<FermionTerm>& terms() const { return terms_; }
  void add(std::complex<double> coefficient, std::vector<LadderOperator> factors);

 private:
  int num_modes_ = 0;
  std::vector<FermionTerm> terms_;
};

/// The definition of MolecularHamiltonian written out term by term. Cost: n⁴ terms for n orbitals.
FermionOperator fermion_operator_of(const MolecularHamiltonian& hamiltonian);

/// Σ n_p and Σ (n_pα − n_pβ)/2 and S² over `num_orbitals` orbitals in blocked spin order.
FermionOperator particle_number_operator(int num_orbitals);
FermionOperator spin_z_operator(int num_orbitals);
FermionOperator spin_squared_operator(int num_orbitals);

}  // namespace eigenlake
