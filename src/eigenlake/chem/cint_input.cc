// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/cint_input.h"

#include <cmath>

extern "C" {
#include <cint.h>
}

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

/// ∫ r^(2l+2) exp(−a r²) dr over r from 0.
double radial_integral(int l, double a) {
  return std::tgamma(l + 1.5) / (2.0 * std::pow(a, l + 1.5));
}

/// Coefficients of unnormalised primitives for which each contraction has norm 1.
Eigen::MatrixXd normalised_coefficients(const Shell& shell) {
  const int l = shell.angular_momentum;
  const auto num_primitives = static_cast<Eigen::Index>(shell.exponents.size());
  Eigen::MatrixXd coefficients = shell.coefficients;
  Eigen::MatrixXd radial(num_primitives, num_primitives);
  for (Eigen::Index i = 0; i < num_primitives; ++i) {
    coefficients.row(i) /= std::sqrt(radial_integral(l, 2.0 * shell.exponents[i]));
    for (Eigen::Index j = 0; j < num_primitives; ++j)
      radial(i, j) = radial_integral(l, shell.exponents[i] + shell.exponents[j]);
  }
  for (Eigen::Index c = 0; c < coefficients.cols(); ++c) {
    const Eigen::VectorXd column = coefficients.col(c);
    coefficients.col(c) /= std::sqrt(column.dot(radial * column));
  }
  return coefficients;
}

void append_shell(const Shell& shell, int atom, CintInput& input) {
  int slots[BAS_SLOTS] = {};
  slots[ATOM_OF] = atom;
  slots[ANG_OF] = shell.angular_momentum;
  slots[NPRIM_OF] = static_cast<int>(shell.exponents.size());
  slots[NCTR_OF] = static_cast<int>(shell.coefficients.cols());
  slots[PTR_EXP] = static_cast<int>(input.pool.size());
  input.pool.insert(input.pool.end(), shell.exponents.begin(), shell.exponents.end());
  slots[PTR_COEFF] = static_cast<int>(input.pool.size());
  const Eigen::MatrixXd coefficients = normalised_coefficients(shell);
  input.pool.insert(input.pool.end(), coefficients.data(), coefficients.data() + coefficients.size());
  input.shells.insert(input.shells.end(), slots, slots + BAS_SLOTS);
  const int functions = (2 * shell.angular_momentum + 1) * static_cast<int>(shell.coefficients.cols());
  input.first_function.push_back(input.first_function.back() + functions);
}

}  // namespace

int CintInput::num_atoms() const {
  return static_cast<int>(atoms.size()) / ATM_SLOTS;
}
int CintInput::num_shells() const {
  return static_cast<int>(shells.size()) / BAS_SLOTS;
}
int CintInput::atom_of(int shell) const {
  return shells[shell * BAS_SLOTS + ATOM_OF];
}
int CintInput::momentum_of(int shell) const {
  return shells[shell * BAS_SLOTS + ANG_OF];
}
int CintInput::contractions_of(int shell) const {
  return shells[shell * BAS_SLOTS + NCTR_OF];
}

CintInput make_cint_input(const Molecule& molecule, const BasisSet& basis) {
  CintInput input;
  input.pool.assign(PTR_ENV_START, 0.0);
  input.first_function = {0};
  const auto charges = molecule.atomic_numbers();
  const auto positions = molecule.positions_bohr();
  for (size_t i = 0; i < charges.size(); ++i) {
    int slots[ATM_SLOTS] = {};
    slots[CHARGE_OF] = charges[i];
    slots[PTR_COORD] = static_cast<int>(input.pool.size());
    slots[NUC_MOD_OF] = POINT_NUC;
    input.pool.insert(input.pool.end(), positions[i].begin(), positions[i].end());
    input.atoms.insert(input.atoms.end(), slots, slots + ATM_SLOTS);
  }
  for (size_t i = 0; i < charges.size(); ++i) {
    const auto found = basis.shells.find(charges[i]);
    EIGENLAKE_ASSERT(found != basis.shells.end());
    for (const Shell& shell : found->second) append_shell(shell, static_cast<int>(i), input);
  }
  return input;
}

}  // namespace eigenlake
