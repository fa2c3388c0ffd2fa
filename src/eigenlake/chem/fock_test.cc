// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/fock.h"

#include <random>

#include <gtest/gtest.h>

#include "eigenlake/chem/mo_transform.h"
#include "eigenlake/chem/testing/test_molecules.h"

namespace eigenlake {
namespace {

using Eigen::MatrixXd;

/// Any numbers with the symmetry of the integrals.
EriTensor random_eri(int n) {
  std::mt19937_64 random(n);
  std::normal_distribution<double> normal;
  EriTensor eri(n);
  for (size_t pq = 0; pq < eri.num_pairs(); ++pq)
    for (size_t rs = 0; rs <= pq; ++rs) eri.row(pq)[rs] = normal(random);
  return eri;
}

std::vector<MatrixXd> random_densities(int n, int count) {
  std::mt19937_64 random(count);
  std::normal_distribution<double> normal;
  std::vector<MatrixXd> densities;
  for (int d = 0; d < count; ++d) {
    const MatrixXd any = MatrixXd::NullaryExpr(n, n, [&] { return normal(random); });
    densities.push_back(any + any.transpose());
  }
  return densities;
}

CoulombExchange slow_coulomb_exchange(const EriTensor& eri, const MatrixXd& density) {
  const int n = eri.num_functions();
  CoulombExchange result{MatrixXd::Zero(n, n), MatrixXd::Zero(n, n)};
  for (int p = 0; p < n; ++p)
    for (int q = 0; q < n; ++q)
      for (int r = 0; r < n; ++r)
        for (int s = 0; s < n; ++s) {
          result.coulomb(p, q) += eri(p, q, r, s) * density(r, s);
          result.exchange(p, r) += eri(p, q, r, s) * density(q, s);
        }
  return result;
}

// Below and above the number of functions from which a pass is sliced; with and without whole registers.
TEST(Fock, AgreesWithSlowTwin) {
  for (const int n : {1, 2, 7, 24, 25, 41}) {
    const EriTensor eri = random_eri(n);
    const auto densities = random_densities(n, 3);
    const auto together = coulomb_exchange(eri, densities);
    ASSERT_EQ(together.size(), densities.size());
    for (size_t d = 0; d < densities.size(); ++d) {
      const CoulombExchange slow = slow_coulomb_exchange(eri, densities[d]);
      EXPECT_TRUE(together[d].coulomb.isApprox(slow.coulomb, 1e-12)) << n;
      EXPECT_TRUE(together[d].exchange.isApprox(slow.exchange, 1e-12)) << n;
      EXPECT_EQ(coulomb_matrix(eri, densities[d]), together[d].coulomb) << n;
      EXPECT_EQ(exchange_matrix(eri, densities[d]), together[d].exchange) << n;
    }
  }
}

TEST(Fock, ThreadsDoNotChangeBits) {
  const EriTensor eri = random_eri(37);
  const auto densities = random_densities(37, 2);
  const auto serial = coulomb_exchange(eri, densities);
  for (const int threads : {2, 3, 7}) {
    ThreadPool pool(threads);
    const auto parallel = coulomb_exchange(eri, densities, &pool);
    for (size_t d = 0; d < densities.size(); ++d) {
      EXPECT_EQ(parallel[d].coulomb, serial[d].coulomb);
      EXPECT_EQ(parallel[d].exchange, serial[d].exchange);
    }
  }
}

TEST(Fock, NoDensityGivesNoMatrix) {
  EXPECT_TRUE(coulomb_exchange(random_eri(3), {}).empty());
}

TEST(MoTransform, UnitCoefficientsKeepIntegrals) {
  constexpr int n = 33;  // enough for threads, and for two products
  const EriTensor eri = random_eri(n);
  ThreadPool pool(2);
  const auto full = transform_eri(eri, MatrixXd::Identity(n, n), &pool);
  size_t next = 0;
  for (int p = 0; p < n; ++p)
    for (int q = 0; q < n; ++q)
      for (int r = 0; r < n; ++r)
        for (int s = 0; s < n; ++s) ASSERT_EQ(full[next++], eri(p, q, r, s));
}

}  // namespace
}  // namespace eigenlake
