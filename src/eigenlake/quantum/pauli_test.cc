// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/pauli.h"

#include <random>

#include "tests/oracle/dense_quantum.h"
#include "tests/oracle/fermion_operator.h"
#include <gtest/gtest.h>

namespace eigenlake {
namespace {

PauliString parse(std::string_view label) {
  return *parse_pauli_label(label);
}

TEST(PauliString, LabelPutsTheHighestQubitFirst) {
  EXPECT_EQ(label_of({.x = 0b0011, .z = 0b0110}, 4), "IZYX");
  EXPECT_EQ(parse("IZYX"), (PauliString{.x = 0b0011, .z = 0b0110}));
}

TEST(PauliString, RejectsOtherLettersWithTheirPlace) {
  const auto result = parse_pauli_label("IXQ");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::kInvalidInput);
  EXPECT_NE(result.error().message.find("'Q' at letter 3"), std::string::npos);
}

TEST(PauliString, AnticommutingProductFlipsSign) {
  const PhasedPauliString xy = multiply(parse("X"), parse("Y")), yx = multiply(parse("Y"), parse("X"));
  EXPECT_EQ(xy, (PhasedPauliString{parse("Z"), 1}));
  EXPECT_EQ(yx, (PhasedPauliString{parse("Z"), 3}));
}

TEST(PauliString, ProductsAndCommutationAgreeWithMatrices) {
  constexpr int kQubits = 3;
  const std::complex<double> powers[] = {1.0, {0, 1}, -1.0, {0, -1}};
  for (uint64_t a = 0; a < 64; ++a) {
    for (uint64_t b = 0; b < 64; ++b) {
      const PauliString left{a & 7, a >> 3}, right{b & 7, b >> 3};
      const oracle::Matrix ma = oracle::pauli_matrix(label_of(left, kQubits));
      const oracle::Matrix mb = oracle::pauli_matrix(label_of(right, kQubits));
      const PhasedPauliString product = multiply(left, right);
      const oracle::Matrix expected =
          powers[product.phase] * oracle::pauli_matrix(label_of(product.string, kQubits));
      ASSERT_LT((ma * mb - expected).norm(), 1e-14) << a << " " << b;
      ASSERT_EQ(commute(left, right), (ma * mb - mb * ma).norm() < 1e-14) << a << " " << b;
    }
  }
}

TEST(PauliSum, SimplifyMergesDropsAndSorts) {
  PauliSum sum(2);
  sum.add(parse("XX"), 1.0);
  sum.add(parse("ZZ"), 2.0);
  sum.add(parse("XX"), 0.5);
  sum.add(parse("YI"), 1.0);
  sum.add(parse("YI"), -1.0);
  sum.add(parse("II"), 3.0);
  sum.simplify();
  ASSERT_EQ(sum.terms().size(), 3u);
  EXPECT_EQ(label_of(sum.terms()[0].string, 2), "II");
  EXPECT_EQ(label_of(sum.terms()[1].string, 2), "ZZ");
  EXPECT_EQ(label_of(sum.terms()[2].string, 2), "XX");
  EXPECT_EQ(sum.terms()[2].coefficient, 1.5);
  EXPECT_EQ(oracle::identity_coefficient(sum), 3.0);
  EXPECT_DOUBLE_EQ(oracle::one_norm(sum), 6.5);
}

TEST(PauliSum, ProductAgreesWithMatrices) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  PauliSum a(3), b(3);
  for (int i = 0; i < 10; ++i) {
    a.add({random() & 7, random() & 7}, {normal(random), normal(random)});
    b.add({random() & 7, random() & 7}, {normal(random), normal(random)});
  }
  const oracle::Matrix expected = oracle::matrix_of(a) * oracle::matrix_of(b);
  EXPECT_LT((oracle::matrix_of(oracle::multiply(a, b)) - expected).norm(), 1e-12);
}

}  // namespace
}  // namespace eigenlake
