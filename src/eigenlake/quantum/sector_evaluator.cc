// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/sector_evaluator.h"

#include <algorithm>

#include "eigenlake/base/assert.h"
#include "eigenlake/determinants/spin_squared.h"
#include "eigenlake/quantum/uccsd.h"

namespace eigenlake {
namespace {

/// Partial sums over fixed chunks, so that the rounding does not depend on the number of threads.
constexpr size_t kDotChunk = 65536;

double dot(const DeterminantVector& x, const DeterminantVector& y) {
  double sum = 0.0;
  for (size_t begin = 0; begin < x.size(); begin += kDotChunk) {
    const size_t count = std::min(kDotChunk, x.size() - begin);
    sum += Eigen::Map<const Eigen::VectorXd>(x.data() + begin, static_cast<Eigen::Index>(count))
               .dot(Eigen::Map<const Eigen::VectorXd>(y.data() + begin, static_cast<Eigen::Index>(count)));
  }
  return sum;
}

}  // namespace

SectorEvaluator::SectorEvaluator(const MolecularHamiltonian& hamiltonian, const Ansatz& ansatz,
                                 ThreadPool* pool)
    : orbitals_(ansatz.orbitals()),
      num_parameters_(ansatz.num_parameters()),
      excitations_(ansatz.excitations().begin(), ansatz.excitations().end()),
      alpha_(orbitals_.num_orbitals, orbitals_.num_alpha),
      beta_(orbitals_.num_orbitals, orbitals_.num_beta),
      rotations_(excitations_, alpha_, beta_, pool),
      hamiltonian_(hamiltonian, alpha_, beta_, pool),
      layout_(alpha_, beta_),
      state_(layout_.size()),
      dual_(state_.size()),
      orbital_energies_(hamiltonian.orbital_energies),
      pool_(pool) {
  EIGENLAKE_ASSERT(hamiltonian.num_orbitals == ansatz.num_orbitals());
  EIGENLAKE_ASSERT(hamiltonian.num_alpha == ansatz.num_alpha());
  EIGENLAKE_ASSERT(hamiltonian.num_beta == ansatz.num_beta());
}

/// state ← ansatz(parameters) |HF⟩
void SectorEvaluator::prepare(std::span<const double> parameters) {
  EIGENLAKE_ASSERT(parameters.size() == static_cast<size_t>(num_parameters()));
  std::ranges::fill(state_, 0.0);
  state_[0] = 1.0;
  rotations_.apply(angles_of(parameters), state_.data());
}

std::vector<double> SectorEvaluator::angles_of(std::span<const double> parameters) const {
  std::vector<double> angles;
  for (const FermionicExcitation& excitation : excitations_) angles.push_back(excitation.theta(parameters));
  return angles;
}

double SectorEvaluator::memory_bytes(int num_orbitals, int num_alpha, int num_beta) {
  // Two for evaluations, and one for the density.
  const double vectors = 3 * sizeof(double) * double(binomial(num_orbitals, num_alpha)) *
                         double(binomial(num_orbitals, num_beta));
  const double excitations =
      double(sizeof(FermionicExcitation)) * uccsd_size(num_orbitals, num_alpha, num_beta).num_excitations;
  return vectors + excitations + DeterminantHamiltonian::memory_bytes(num_orbitals, num_alpha, num_beta) +
         SectorRotations::memory_bytes(num_orbitals, num_alpha) +
         SectorRotations::memory_bytes(num_orbitals, num_beta);
}

Evaluation SectorEvaluator::evaluate(std::span<const double> parameters) {
  prepare(parameters);
  hamiltonian_.apply(layout_, state_.data(), dual_.data());
  return {dot(state_, dual_), 0.0};
}

Evaluation SectorEvaluator::evaluate_with_gradient(std::span<const double> parameters,
                                                   std::span<double> gradient) {
  EIGENLAKE_ASSERT(gradient.size() == parameters.size());
  const Evaluation evaluation = evaluate(parameters);
  std::ranges::fill(gradient, 0.0);
  std::vector<double> slopes(excitations_.size());
  rotations_.unapply(angles_of(parameters), state_.data(), dual_.data(), slopes);
  for (size_t k = excitations_.size(); k-- > 0;)
    for (const AngleTerm& term : excitations_[k].angle)
      if (term.parameter >= 0)
        gradient[static_cast<size_t>(term.parameter)] += term.coefficient * 2.0 * slopes[k];
  return evaluation;
}

std::vector<double> SectorEvaluator::rough_hessian_diagonal() const {
  const int n = orbitals_.num_orbitals;
  std::vector<double> diagonal(static_cast<size_t>(num_parameters()), 0.0);
  for (const FermionicExcitation& excitation : excitations_) {
    double gap = 0.0;
    for (const size_t k : {size_t{0}, size_t{1}}) {
      if (excitation.from[k] < 0) continue;
      gap += orbital_energies_[excitation.to[k] % n] - orbital_energies_[excitation.from[k] % n];
    }
    for (const AngleTerm& term : excitation.angle)
      if (term.parameter >= 0)
        diagonal[static_cast<size_t>(term.parameter)] += 2.0 * term.coefficient * term.coefficient * gap;
  }
  return diagonal;
}

std::span<const double> SectorEvaluator::state(std::span<const double> parameters) {
  prepare(parameters);
  const DeterminantBlock& block = layout_.block(0);
  compact_.clear();
  for (size_t row = 0; row < block.num_rows; ++row) {
    const auto first = state_.begin() + static_cast<ptrdiff_t>(row * block.stride);
    compact_.insert(compact_.end(), first, first + static_cast<ptrdiff_t>(block.num_columns));
  }
  return compact_;
}

OneParticleDensity SectorEvaluator::one_particle_density(std::span<const double> parameters) {
  return eigenlake::one_particle_density(alpha_, beta_, state(parameters), pool_);
}

StateProperties SectorEvaluator::properties(std::span<const double> parameters) {
  prepare(parameters);
  const int num_alpha = orbitals_.num_alpha, num_beta = orbitals_.num_beta;
  const double s_squared = SpinSquared(alpha_, beta_).expectation(layout_, state_.data());
  return {static_cast<double>(num_alpha + num_beta), 0.5 * (num_alpha - num_beta), s_squared, 0.0};
}

}  // namespace eigenlake
