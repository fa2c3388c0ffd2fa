// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/spin_matrix.h"

#include "tests/oracle/test_determinants.h"
#include <gtest/gtest.h>

namespace eigenlake {
namespace {

/// The whole matrix, its diagonal included.
Eigen::MatrixXd dense_matrix(const SpinMatrix& matrix, const SpinStrings& strings) {
  const auto size = static_cast<Eigen::Index>(strings.size());
  Eigen::MatrixXd dense = Eigen::MatrixXd::Zero(size, size);
  for (int irrep = 0; irrep < strings.num_irreps(); ++irrep)
    for (size_t row = strings.begin_of(irrep); row < strings.begin_of(irrep + 1); ++row) {
      const auto i = static_cast<Eigen::Index>(row);
      dense(i, i) = matrix.diagonal()[row];
      for (size_t k = 0; k < matrix.columns(row).size(); ++k)
        dense(i, static_cast<Eigen::Index>(strings.begin_of(irrep) + matrix.columns(row)[k])) =
            matrix.values(row)[k];
    }
  return dense;
}

/// H among determinants without beta electrons: the same-spin part of alpha electrons.
Eigen::MatrixXd expected_matrix(const MolecularHamiltonian& h, const SpinStrings& strings) {
  const auto size = static_cast<Eigen::Index>(strings.size());
  Eigen::MatrixXd dense(size, size);
  for (size_t column = 0; column < strings.size(); ++column) {
    oracle::SlowState image = oracle::slow_hamiltonian(h, {{{strings.occupation(column), 0}, 1.0}});
    for (size_t row = 0; row < strings.size(); ++row)
      dense(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(column)) =
          image[{strings.occupation(row), 0}] - (row == column ? h.constant : 0.0);
  }
  return dense;
}

TEST(SpinMatrix, AgreesWithSameSpinElements) {
  for (const int electrons : {0, 1, 2, 3, 5, 6}) {
    const MolecularHamiltonian h = oracle::random_hamiltonian(6, electrons, 0, 2);
    const SpinStrings strings(6, electrons);
    const Eigen::MatrixXd dense = dense_matrix(SpinMatrix(h, strings), strings);
    EXPECT_LT((dense - expected_matrix(h, strings)).cwiseAbs().maxCoeff(), 1e-12) << electrons;
  }
}

TEST(SpinMatrix, StoresNoForbiddenElements) {
  const OrbitalSymmetry symmetry{4, {0, 1, 2, 3, 0, 1}};
  const MolecularHamiltonian h = symmetric_hamiltonian(symmetry.irreps, 3, 0, 2);
  const SpinStrings strings(6, 3, symmetry);
  const SpinMatrix matrix(h, strings);
  EXPECT_LT((dense_matrix(matrix, strings) - expected_matrix(h, strings)).cwiseAbs().maxCoeff(), 1e-12);
  for (size_t row = 0; row < strings.size(); ++row) {
    EXPECT_LT(matrix.columns(row).size(), 6u);  // of 18 strings that one or two moves lead to
    for (const double value : matrix.values(row)) EXPECT_GE(std::abs(value), kNegligibleIntegral);
  }
}

TEST(SpinMatrix, StopLeavesRowsEmpty) {
  const MolecularHamiltonian h = oracle::random_hamiltonian(6, 3, 0, 2);
  const SpinStrings strings(6, 3);
  int asked = 0;
  const SpinMatrix matrix(h, strings, [&] { return ++asked > 5; });
  EXPECT_FALSE(matrix.columns(4).empty());
  for (size_t row = 5; row < strings.size(); ++row) EXPECT_TRUE(matrix.columns(row).empty());
}

}  // namespace
}  // namespace eigenlake
