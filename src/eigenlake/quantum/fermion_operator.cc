#include "eigenlake/quantum/fermion_operator.h"

#include <utility>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

constexpr LadderOperator create(int mode) {
  return {mode, true};
}
constexpr LadderOperator annihilate(int mode) {
  return {mode, false};
}

void add_one_body(FermionOperator& op, const MolecularHamiltonian& h) {
  for (int p = 0; p < h.num_orbitals; ++p)
    for (int q = 0; q < h.num_orbitals; ++q)
      for (int spin : {0, h.num_orbitals}) op.add(h.one_body(p, q), {create(p + spin), annihilate(q + spin)});
}

void add_two_body(FermionOperator& op, const MolecularHamiltonian& h, int p, int q, int r, int s) {
  for (int spin1 : {0, h.num_orbitals})
    for (int spin2 : {0, h.num_orbitals})
      op.add(0.5 * h.eri(p, q, r, s),
             {create(p + spin1), create(r + spin2), annihilate(s + spin2), annihilate(q + spin1)});
}

}  // namespace

void FermionOperator::add(std::complex<double> coefficient, std::vector<LadderOperator> factors) {
  for (const LadderOperator& factor : factors) EIGENLAKE_ASSERT(factor.mode >= 0 && factor.mode < num_modes_);
  if (coefficient != 0.0) terms_.push_back({std::move(factors), coefficient});
}

FermionOperator fermion_operator_of(const MolecularHamiltonian& hamiltonian) {
  const int n = hamiltonian.num_orbitals;
  FermionOperator op(2 * n);
  op.add(hamiltonian.constant, {});
  add_one_body(op, hamiltonian);
  for (int p = 0; p < n; ++p)
    for (int q = 0; q < n; ++q)
      for (int r = 0; r < n; ++r)
        for (int s = 0; s < n; ++s) add_two_body(op, hamiltonian, p, q, r, s);
  return op;
}

FermionOperator particle_number_operator(int num_orbitals) {
  FermionOperator op(2 * num_orbitals);
  for (int mode = 0; mode < 2 * num_orbitals; ++mode) op.add(1.0, {create(mode), annihilate(mode)});
  return op;
}

FermionOperator spin_z_operator(int num_orbitals) {
  FermionOperator op(2 * num_orbitals);
  for (int mode = 0; mode < 2 * num_orbitals; ++mode)
    op.add(mode < num_orbitals ? 0.5 : -0.5, {create(mode), annihilate(mode)});
  return op;
}

FermionOperator spin_squared_operator(int num_orbitals) {
  // S² = Sz² + (S+S− + S−S+)/2 with S+ = Σ a†_pα a_pβ.
  const int n = num_orbitals;
  FermionOperator op(2 * n);
  for (int p = 0; p < 2 * n; ++p)
    for (int q = 0; q < 2 * n; ++q)
      op.add((p < n) == (q < n) ? 0.25 : -0.25, {create(p), annihilate(p), create(q), annihilate(q)});
  for (int p = 0; p < n; ++p) {
    for (int q = 0; q < n; ++q) {
      op.add(0.5, {create(p), annihilate(p + n), create(q + n), annihilate(q)});
      op.add(0.5, {create(p + n), annihilate(p), create(q), annihilate(q + n)});
    }
  }
  return op;
}

}  // namespace eigenlake
