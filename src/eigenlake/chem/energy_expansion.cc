// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/energy_expansion.h"

#include "eigenlake/chem/linear_algebra.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

VectorXd occupations(Index size, int occupied) {
  VectorXd numbers = VectorXd::Zero(size);
  numbers.head(occupied).setOnes();
  return numbers;
}

/// [D, M] for the diagonal D.
MatrixXd commutator(const VectorXd& diagonal, const MatrixXd& matrix) {
  return diagonal.asDiagonal() * matrix - matrix * diagonal.asDiagonal();
}

/// The antisymmetric matrix of which −2 × the elements below the diagonal are the second-order change of the
/// gradient by the rotation `k`: ([F, [D, k]] + [[k, F], D]) / 2 + [R, D], R the response of the Fock matrix.
MatrixXd gradient_change(const MatrixXd& fock, const MatrixXd& response, const VectorXd& occupation,
                         const MatrixXd& k, const MatrixXd& density_change) {
  const MatrixXd turned = k * fock - fock * k;
  return 0.5 * (fock * density_change - density_change * fock) -
         commutator(occupation, 0.5 * turned + response);
}

MatrixXd turned(const MatrixXd& orbitals, const MatrixXd& k) {
  const MatrixXd one = MatrixXd::Identity(k.rows(), k.cols());
  // Cayley's form of exp(−k).
  return orbitals * solve_linear(one + 0.5 * k, one - 0.5 * k);
}

}  // namespace

EnergyExpansion::EnergyExpansion(const ScfProblem& problem, SpinOrbitals orbitals)
    : problem_(&problem),
      orbitals_(std::move(orbitals)),
      alpha_(occupations(problem.num_orbitals(), problem.num_alpha)),
      beta_(occupations(problem.num_orbitals(), problem.num_beta)) {
  choose_pairs();
  expand();
}

void EnergyExpansion::choose_pairs() {
  const auto append = [](const VectorXd& classes, std::vector<Pair>& pairs) {
    for (Index q = 0; q < classes.size(); ++q)
      for (Index p = q + 1; p < classes.size(); ++p)
        if (classes[p] != classes[q]) pairs.push_back({p, q});
  };
  if (unrestricted()) {
    append(alpha_, pairs_);
    append(beta_, beta_pairs_);
  } else {
    append(alpha_ + beta_, pairs_);
  }
}

VectorXd EnergyExpansion::packed(const MatrixXd& alpha, const MatrixXd& beta) const {
  VectorXd x(static_cast<Index>(pairs_.size() + beta_pairs_.size()));
  Index next = 0;
  for (const Pair& pair : pairs_)
    x[next++] = unrestricted() ? alpha(pair.p, pair.q) : alpha(pair.p, pair.q) + beta(pair.p, pair.q);
  for (const Pair& pair : beta_pairs_) x[next++] = beta(pair.p, pair.q);
  return x;
}

SpinDensities EnergyExpansion::unpacked(const VectorXd& x) const {
  const Index n = alpha_.size();
  SpinDensities k{MatrixXd::Zero(n, n), MatrixXd::Zero(n, n)};
  const auto fill = [&x](const std::vector<Pair>& pairs, Index next, MatrixXd& matrix) {
    for (const Pair& pair : pairs) {
      matrix(pair.p, pair.q) = x[next];
      matrix(pair.q, pair.p) = -x[next++];
    }
  };
  fill(pairs_, 0, k.alpha);
  if (unrestricted())
    fill(beta_pairs_, static_cast<Index>(pairs_.size()), k.beta);
  else
    k.beta = k.alpha;
  return k;
}

void EnergyExpansion::expand() {
  const SpinFock fock = build_spin_fock(*problem_, densities_of(*problem_, orbitals_));
  energy_ = fock.total_energy;
  fock_.alpha = transformed(fock.alpha, orbitals_.alpha);
  fock_.beta = problem_->method == ScfMethod::kRhf ? fock_.alpha : transformed(fock.beta, orbitals_.beta);
  gradient_ = 2.0 * packed(commutator(alpha_, fock_.alpha), commutator(beta_, fock_.beta));
  const auto differences = [](const VectorXd& occupation, const MatrixXd& matrix) -> MatrixXd {
    const Index n = occupation.size();
    MatrixXd result(n, n);
    for (Index q = 0; q < n; ++q)
      for (Index p = 0; p < n; ++p)
        result(p, q) = 2.0 * (occupation[q] - occupation[p]) * (matrix(p, p) - matrix(q, q));
    return result;
  };
  diagonal_ = packed(differences(alpha_, fock_.alpha), differences(beta_, fock_.beta));
}

VectorXd EnergyExpansion::hessian_times(const VectorXd& x) const {
  const SpinDensities k = unpacked(x);
  const bool closed = problem_->method == ScfMethod::kRhf;
  const SpinDensities change{commutator(alpha_, k.alpha), closed ? MatrixXd() : commutator(beta_, k.beta)};
  const auto to_atomic = [](const MatrixXd& matrix, const MatrixXd& orbitals) -> MatrixXd {
    return orbitals * matrix * orbitals.transpose();
  };
  SpinDensities atomic{to_atomic(change.alpha, orbitals_.alpha), {}};
  atomic.beta = closed ? atomic.alpha : to_atomic(change.beta, orbitals_.beta);
  const SpinDensities response = fock_response(*problem_, atomic);
  const MatrixXd alpha = gradient_change(fock_.alpha, transformed(response.alpha, orbitals_.alpha), alpha_,
                                         k.alpha, change.alpha);
  if (closed) return -2.0 * packed(alpha, alpha);
  const MatrixXd beta =
      gradient_change(fock_.beta, transformed(response.beta, orbitals_.beta), beta_, k.beta, change.beta);
  return -2.0 * packed(alpha, beta);
}

SpinOrbitals EnergyExpansion::rotated(const VectorXd& x) const {
  const SpinDensities k = unpacked(x);
  SpinOrbitals orbitals;
  orbitals.alpha = turned(orbitals_.alpha, k.alpha);
  orbitals.beta = unrestricted() ? turned(orbitals_.beta, k.beta) : orbitals.alpha;
  return orbitals;
}

}  // namespace eigenlake
