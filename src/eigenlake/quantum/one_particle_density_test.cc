// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/one_particle_density.h"

#include <numeric>

#include "tests/oracle/dense_uccsd.h"
#include <gtest/gtest.h>

#include "eigenlake/quantum/sector_evaluator.h"

namespace eigenlake {
namespace {

constexpr int kOrbitals = 4;

Eigen::VectorXcd random_state(bool is_real) {
  Random random(17);
  Eigen::VectorXcd state(Eigen::Index{1} << 2 * kOrbitals);
  for (auto& amplitude : state) amplitude = {random.uniform(-1, 1), is_real ? 0.0 : random.uniform(-1, 1)};
  return state.normalized();
}

StateVector state_vector_of(const Eigen::VectorXcd& amplitudes, bool is_real) {
  StateVector state(2 * kOrbitals, is_real ? StateField::kReal : StateField::kComplex);
  for (Eigen::Index i = 0; i < amplitudes.size(); ++i) {
    state.re()[i] = amplitudes[i].real();
    if (!is_real) state.im()[i] = amplitudes[i].imag();
  }
  return state;
}

/// By matrices over all occupations.
OneParticleDensity dense_density(const Eigen::VectorXcd& state) {
  const auto a = oracle::annihilators(2 * kOrbitals);
  OneParticleDensity density(kOrbitals, kOrbitals);
  for (int p = 0; p < kOrbitals; ++p)
    for (int q = 0; q < kOrbitals; ++q)
      density(p, q) = state.dot(oracle::spin_summed_excitation(a, p, q) * state);
  return density;
}

TEST(OneParticleDensity, OfAStateVectorIsThatOfTheOperators) {
  for (const bool is_real : {true, false}) {
    const Eigen::VectorXcd state = random_state(is_real);
    ThreadPool pool(2);
    const OneParticleDensity density = one_particle_density(state_vector_of(state, is_real), pool);
    EXPECT_LT((density - dense_density(state)).cwiseAbs().maxCoeff(), 1e-13) << is_real;
  }
}

TEST(OneParticleDensity, OfASectorStateIsThatOfTheOperators) {
  for (const auto& [num_alpha, num_beta] : {std::pair{2, 2}, {3, 1}, {1, 3}, {2, 0}, {4, 2}}) {
    const UccsdAnsatz ansatz(kOrbitals, num_alpha, num_beta);
    Random random(3);
    std::vector<double> parameters(static_cast<size_t>(ansatz.num_parameters()));
    for (double& parameter : parameters) parameter = random.uniform(-1, 1);
    SectorEvaluator evaluator(oracle::random_hamiltonian(kOrbitals, num_alpha, num_beta, 4), ansatz);
    const Eigen::VectorXcd full = oracle::dense_uccsd(ansatz, parameters);
    EXPECT_LT((evaluator.one_particle_density(parameters) - dense_density(full)).cwiseAbs().maxCoeff(), 1e-13)
        << num_alpha << num_beta;
  }
}

TEST(OneParticleDensity, BitsDoNotDependOnTheNumberOfThreads) {
  const UccsdAnsatz ansatz(6, 3, 3);
  const std::vector<double> parameters(static_cast<size_t>(ansatz.num_parameters()), 0.1);
  const auto density = [&](ThreadPool* pool) {
    SectorEvaluator evaluator(oracle::random_hamiltonian(6, 3, 3, 4), ansatz, pool);
    return evaluator.one_particle_density(parameters);
  };
  ThreadPool pool(3);
  EXPECT_EQ(density(&pool), density(nullptr));
}

TEST(NaturalOccupations, AreTheEigenvaluesOfAHermitianMatrixInDescendingOrder) {
  const OneParticleDensity density = dense_density(random_state(false));
  const Eigen::VectorXd expected =
      Eigen::SelfAdjointEigenSolver<Eigen::MatrixXcd>(density).eigenvalues().reverse();
  const std::vector<double> occupations = natural_occupations(density);
  ASSERT_EQ(occupations.size(), 4u);
  for (size_t k = 0; k < 4; ++k) EXPECT_NEAR(occupations[k], expected[static_cast<Eigen::Index>(k)], 1e-13);
  EXPECT_NEAR(std::accumulate(occupations.begin(), occupations.end(), 0.0), density.trace().real(), 1e-13);
}

}  // namespace
}  // namespace eigenlake
