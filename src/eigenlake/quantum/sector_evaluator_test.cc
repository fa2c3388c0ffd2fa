// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/sector_evaluator.h"

#include <limits>
#include <tuple>

#include "tests/oracle/dense_uccsd.h"
#include <gtest/gtest.h>

#include "eigenlake/base/random.h"
#include "eigenlake/determinants/spin_strings.h"

namespace eigenlake {
namespace {

struct Sector {
  int num_orbitals, num_alpha, num_beta;
};

std::vector<double> random_angles(int count, uint64_t seed) {
  Random random(seed);
  std::vector<double> angles(static_cast<size_t>(count));
  for (double& angle : angles) angle = random.uniform(-2, 2);
  return angles;
}

class SectorEvaluatorIn : public testing::TestWithParam<Sector> {
 protected:
  SectorEvaluatorIn()
      : ansatz_(GetParam().num_orbitals, GetParam().num_alpha, GetParam().num_beta),
        hamiltonian_(oracle::random_hamiltonian(GetParam().num_orbitals, GetParam().num_alpha,
                                                GetParam().num_beta, 11)),
        parameters_(random_angles(ansatz_.num_parameters(), 5)),
        evaluator_(hamiltonian_, ansatz_) {}

  UccsdAnsatz ansatz_;
  MolecularHamiltonian hamiltonian_;
  std::vector<double> parameters_;
  SectorEvaluator evaluator_;
};

TEST_P(SectorEvaluatorIn, StateIsTheFullStateVectorInTheSector) {
  const auto full = oracle::dense_uccsd(ansatz_, parameters_);
  const SpinStrings alpha(ansatz_.num_orbitals(), ansatz_.num_alpha());
  const SpinStrings beta(ansatz_.num_orbitals(), ansatz_.num_beta());
  const auto state = evaluator_.state(parameters_);
  ASSERT_EQ(state.size(), alpha.size() * beta.size());
  double weight = 0.0;
  for (size_t a = 0; a < alpha.size(); ++a)
    for (size_t b = 0; b < beta.size(); ++b) {
      const Eigen::Index index = alpha.occupation(a) | beta.occupation(b) << ansatz_.num_orbitals();
      EXPECT_NEAR(state[a * beta.size() + b], full(index), 1e-13);
      weight += full(index) * full(index);
    }
  EXPECT_NEAR(weight, 1.0, 1e-12);
}

TEST_P(SectorEvaluatorIn, EnergyIsThatOfTheFullStateVector) {
  const auto state = oracle::dense_uccsd(ansatz_, parameters_);
  const double expected = state.dot(oracle::dense_hamiltonian(hamiltonian_) * state);
  EXPECT_NEAR(evaluator_.evaluate(parameters_).energy, expected, 1e-12);
  EXPECT_EQ(evaluator_.evaluate(parameters_).penalty, 0.0);
}

TEST_P(SectorEvaluatorIn, GradientIsThatOfFiniteDifferences) {
  constexpr double kStep = 1e-5;
  std::vector<double> gradient(parameters_.size());
  const double energy = evaluator_.evaluate_with_gradient(parameters_, gradient).energy;
  EXPECT_EQ(energy, evaluator_.evaluate(parameters_).energy);
  for (size_t k = 0; k < parameters_.size(); ++k) {
    std::vector<double> moved = parameters_;
    moved[k] += kStep;
    const double above = evaluator_.evaluate(moved).energy;
    moved[k] -= 2 * kStep;
    EXPECT_NEAR(gradient[k], (above - evaluator_.evaluate(moved).energy) / (2 * kStep), 1e-8) << k;
  }
}

TEST_P(SectorEvaluatorIn, PropertiesAreThoseOfTheFullStateVector) {
  const auto state = oracle::dense_uccsd(ansatz_, parameters_);
  const double s_squared = state.dot(oracle::dense_spin_squared(ansatz_.num_orbitals()) * state);
  const StateProperties properties = evaluator_.properties(parameters_);
  EXPECT_NEAR(properties.s_squared_mean, s_squared, 1e-12);
  EXPECT_EQ(properties.num_particles_mean, GetParam().num_alpha + GetParam().num_beta);
  EXPECT_EQ(properties.sz_mean, 0.5 * (GetParam().num_alpha - GetParam().num_beta));
  EXPECT_EQ(properties.sector_leakage, 0.0);
}

TEST_P(SectorEvaluatorIn, EnergyIsNotBelowTheLowestEigenvalue) {
  const Eigen::SelfAdjointEigenSolver<oracle::RealMatrix> solver(oracle::dense_hamiltonian(hamiltonian_),
                                                                 Eigen::EigenvaluesOnly);
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const auto parameters = random_angles(ansatz_.num_parameters(), seed);
    EXPECT_GE(evaluator_.evaluate(parameters).energy, solver.eigenvalues()(0) - 1e-10);
  }
}

INSTANTIATE_TEST_SUITE_P(Sectors, SectorEvaluatorIn,
                         testing::Values(Sector{1, 1, 1}, Sector{2, 1, 1}, Sector{3, 2, 1}, Sector{3, 1, 2},
                                         Sector{3, 0, 2}, Sector{4, 2, 2}, Sector{4, 3, 1}, Sector{4, 3, 3}),
                         [](const auto& info) {
                           const Sector& s = info.param;
                           return "Orbitals" + std::to_string(s.num_orbitals) + "Alpha" +
                                  std::to_string(s.num_alpha) + "Beta" + std::to_string(s.num_beta);
                         });

TEST(SectorEvaluator, BitsDoNotDependOnTheNumberOfThreads) {
  // The first stays on one thread whatever the pool.
  for (const auto& [num_orbitals, num_alpha, num_beta] : {std::tuple{5, 3, 2}, {10, 5, 4}, {11, 4, 4}}) {
    const auto hamiltonian = oracle::random_hamiltonian(num_orbitals, num_alpha, num_beta, 3);
    const UccsdAnsatz ansatz(num_orbitals, num_alpha, num_beta);
    const auto parameters = random_angles(ansatz.num_parameters(), 9);
    const auto evaluate = [&](ThreadPool* pool) {
      SectorEvaluator evaluator(hamiltonian, ansatz, pool);
      std::vector<double> values(parameters.size());
      const double energy = evaluator.evaluate_with_gradient(parameters, values).energy;
      values.push_back(energy);
      return values;
    };
    const std::vector<double> alone = evaluate(nullptr);
    for (const int threads : {1, 2, 3}) {
      ThreadPool pool(threads);
      EXPECT_EQ(evaluate(&pool), alone) << num_orbitals << " orbitals, " << threads << " threads";
    }
  }
}

TEST(SectorEvaluator, MemoryIsKnownBeforeAllocation) {
  // CO2 in STO-3G: 1,863,225 determinants, two vectors and panels.
  const double bytes = SectorEvaluator::memory_bytes(15, 11, 11);
  EXPECT_GT(bytes, 2.0 * 8.0 * 1'863'225);
  EXPECT_LT(bytes, 6.0 * 8.0 * 1'863'225);
  EXPECT_GT(SectorEvaluator::memory_bytes(200, 100, 100), 0x1p64);
}

}  // namespace
}  // namespace eigenlake
