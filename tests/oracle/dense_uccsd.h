// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <vector>

#include "tests/oracle/dense_fermions.h"

#include "eigenlake/quantum/uccsd.h"

/// UCCSD as matrices over all 2^(2n) occupations. Slow on purpose; for up to four orbitals.
namespace eigenlake::oracle {

/// exp(θ (T − T†)); with G³ = −G for G = T − T† this is 1 + sin θ G + (1 − cos θ) G².
inline RealMatrix dense_excitation(const std::vector<RealMatrix>& a, const FermionicExcitation& excitation,
                                   double theta) {
  RealMatrix t = a[excitation.to[0]].transpose();
  if (!excitation.is_single()) t = t * a[excitation.to[1]].transpose() * a[excitation.from[1]];
  t = t * a[excitation.from[0]];
  const RealMatrix g = t - t.transpose();
  return RealMatrix::Identity(g.rows(), g.cols()) + std::sin(theta) * g + (1 - std::cos(theta)) * g * g;
}

inline RealVector dense_uccsd(const UccsdAnsatz& ansatz, const std::vector<double>& parameters) {
  const auto a = annihilators(ansatz.num_qubits());
  RealVector state = RealVector::Zero(a[0].rows());
  const Eigen::Index alpha = (1 << ansatz.num_alpha()) - 1, beta = (1 << ansatz.num_beta()) - 1;
  state(alpha | (beta << ansatz.num_orbitals())) = 1.0;
  for (const FermionicExcitation& excitation : ansatz.excitations())
    state = dense_excitation(a, excitation, excitation.theta(parameters)) * state;
  return state;
}

}  // namespace eigenlake::oracle
