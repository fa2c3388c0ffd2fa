// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/jordan_wigner.h"

#include <random>

#include "tests/oracle/dense_quantum.h"
#include "tests/oracle/fermion_operator.h"
#include <gtest/gtest.h>

namespace eigenlake {
namespace {

/// Random integrals with the symmetries of real orbitals.
MolecularHamiltonian random_hamiltonian(int n, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  MolecularHamiltonian h;
  h.num_orbitals = n;
  h.num_alpha = h.num_beta = 1;
  h.constant = normal(random);
  h.one_body = Eigen::MatrixXd::Zero(n, n);
  h.two_body.resize(static_cast<size_t>(n * n * n * n));
  const auto at = [&](int p, int q, int r, int s) -> double& {
    return h.two_body[static_cast<size_t>(((p * n + q) * n + r) * n + s)];
  };
  for (int p = 0; p < n; ++p) {
    for (int q = 0; q <= p; ++q) {
      h.one_body(p, q) = h.one_body(q, p) = normal(random);
      for (int r = 0; r < n; ++r) {
        for (int s = 0; s <= r; ++s) {
          if (p * n + q < r * n + s) continue;
          const double value = normal(random);
          at(p, q, r, s) = at(q, p, r, s) = at(p, q, s, r) = at(q, p, s, r) = value;
          at(r, s, p, q) = at(s, r, p, q) = at(r, s, q, p) = at(s, r, q, p) = value;
        }
      }
    }
  }
  return h;
}

TEST(JordanWigner, LadderOperatorsAnticommute) {
  constexpr int kModes = 4;
  for (int p = 0; p < kModes; ++p) {
    for (int q = 0; q < kModes; ++q) {
      oracle::FermionOperator anticommutator{kModes};
      anticommutator.add(1.0, {{p, false}, {q, true}});
      anticommutator.add(1.0, {{q, true}, {p, false}});
      const PauliSum sum = oracle::jordan_wigner(anticommutator);
      ASSERT_EQ(sum.terms().size(), p == q ? 1u : 0u);
      EXPECT_EQ(oracle::identity_coefficient(sum), p == q ? 1.0 : 0.0);
    }
  }
}

TEST(JordanWigner, OccupationIsOneOnTheSetBit) {
  oracle::FermionOperator occupation{3};
  occupation.add(1.0, {{1, true}, {1, false}});
  const oracle::Matrix matrix = oracle::matrix_of(oracle::jordan_wigner(occupation));
  for (int i = 0; i < 8; ++i) EXPECT_EQ(matrix(i, i).real(), i >> 1 & 1);
}

TEST(JordanWigner, TermsWithoutSymmetryAreCounted) {
  for (const int n : {2, 3, 4, 5}) {
    const JordanWignerSize size = jordan_wigner_size(n);
    EXPECT_EQ(size.num_terms, double(jordan_wigner(random_hamiltonian(n, 3)).terms().size())) << n;
    EXPECT_GT(size.num_added, size.num_terms);
  }
}

class JordanWignerOfIntegrals : public testing::TestWithParam<int> {};

TEST_P(JordanWignerOfIntegrals, EqualsTheOperatorMultipliedOut) {
  const MolecularHamiltonian h = random_hamiltonian(GetParam(), 11);
  const PauliSum fast = jordan_wigner(h), slow = oracle::jordan_wigner(oracle::fermion_operator_of(h));
  ASSERT_EQ(fast.terms().size(), slow.terms().size());
  for (size_t i = 0; i < fast.terms().size(); ++i) {
    EXPECT_EQ(fast.terms()[i].string, slow.terms()[i].string);
    EXPECT_NEAR(std::abs(fast.terms()[i].coefficient - slow.terms()[i].coefficient), 0.0, 1e-11);
  }
  EXPECT_TRUE(fast.is_hermitian());
}

TEST_P(JordanWignerOfIntegrals, FiguresAgreeWithTheStrings) {
  MolecularHamiltonian h = random_hamiltonian(GetParam(), 12);
  h.two_body[0] = 0.0;
  const PauliSum sum = jordan_wigner(h);
  const JordanWignerFigures figures = jordan_wigner_figures(h, 0.0);
  EXPECT_EQ(figures.num_terms, sum.terms().size());
  EXPECT_NEAR(figures.identity_coefficient, oracle::identity_coefficient(sum).real(), 1e-12);
  EXPECT_NEAR(figures.one_norm, oracle::one_norm(sum), 1e-10);
  PauliSum large = sum;
  large.simplify(0.3);
  EXPECT_EQ(jordan_wigner_figures(h, 0.3).num_terms, large.terms().size());
}

INSTANTIATE_TEST_SUITE_P(Orbitals, JordanWignerOfIntegrals, testing::Values(1, 2, 3, 4));

TEST(JordanWigner, FiguresAreForAnyNumberOfQubits) {
  MolecularHamiltonian h;
  h.num_orbitals = 40;
  h.constant = 1.0;
  h.one_body = Eigen::MatrixXd::Identity(40, 40);
  h.two_body.assign(40 * 40 * 40 * 40, 0.0);
  const JordanWignerFigures figures = jordan_wigner_figures(h, 1e-8);
  EXPECT_EQ(figures.num_terms, 81u);  // the identity, and Z on each of 80 qubits
  EXPECT_EQ(figures.identity_coefficient, 41.0);
  EXPECT_EQ(figures.one_norm, 41.0 + 80 * 0.5);
}

TEST(JordanWigner, HamiltonianConservesParticlesOfEachSpin) {
  const PauliSum h = jordan_wigner(random_hamiltonian(3, 5));
  for (const auto& conserved :
       {oracle::particle_number_operator(3), oracle::spin_z_operator(3), oracle::spin_squared_operator(3)}) {
    const PauliSum image = oracle::jordan_wigner(conserved);
    PauliSum commutator = oracle::multiply(h, image);
    oracle::add(commutator, oracle::multiply(image, h), -1.0);
    commutator.simplify(1e-10);
    EXPECT_TRUE(commutator.terms().empty());
  }
}

}  // namespace
}  // namespace eigenlake
