// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/integrals.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "eigenlake/chem/testing/test_molecules.h"

namespace eigenlake {
namespace {

AoIntegrals integrals_of(const Molecule& molecule, std::string_view basis, ThreadPool* pool = nullptr) {
  auto integrals = compute_integrals(molecule, test_basis(molecule, basis), pool);
  EXPECT_TRUE(integrals) << integrals.error().to_string();
  return *std::move(integrals);
}

// One normalised s primitive of a contraction.
struct SPrimitive {
  double exponent;
  double coefficient;
  std::array<double, 3> center;
};
using SFunction = std::vector<SPrimitive>;

double distance_squared(const std::array<double, 3>& a, const std::array<double, 3>& b) {
  return std::pow(a[0] - b[0], 2) + std::pow(a[1] - b[1], 2) + std::pow(a[2] - b[2], 2);
}

double boys_zero(double t) {
  return t < 1e-12 ? 1.0 - t / 3.0 : 0.5 * std::sqrt(std::numbers::pi / t) * std::erf(std::sqrt(t));
}

/// (ab|cd) of unnormalised s Gaussians: Szabo & Ostlund, Modern Quantum Chemistry, appendix A.
double primitive_eri(const SPrimitive& a, const SPrimitive& b, const SPrimitive& c, const SPrimitive& d) {
  const double p = a.exponent + b.exponent, q = c.exponent + d.exponent;
  std::array<double, 3> ab, cd;
  for (size_t k = 0; k < 3; ++k) {
    ab[k] = (a.exponent * a.center[k] + b.exponent * b.center[k]) / p;
    cd[k] = (c.exponent * c.center[k] + d.exponent * d.center[k]) / q;
  }
  const double screen = std::exp(-a.exponent * b.exponent / p * distance_squared(a.center, b.center) -
                                 c.exponent * d.exponent / q * distance_squared(c.center, d.center));
  return 2.0 * std::pow(std::numbers::pi, 2.5) / (p * q * std::sqrt(p + q)) * screen *
         boys_zero(p * q / (p + q) * distance_squared(ab, cd));
}

double slow_eri(const SFunction& a, const SFunction& b, const SFunction& c, const SFunction& d) {
  double sum = 0.0;
  for (const auto& i : a)
    for (const auto& j : b)
      for (const auto& k : c)
        for (const auto& l : d)
          sum += i.coefficient * j.coefficient * k.coefficient * l.coefficient * primitive_eri(i, j, k, l);
  return sum;
}

std::vector<SFunction> s_functions(const Molecule& molecule, const BasisSet& basis) {
  std::vector<SFunction> functions;
  const auto positions = molecule.positions_bohr();
  for (size_t atom = 0; atom < positions.size(); ++atom)
    for (const Shell& shell : basis.shells.at(molecule.atomic_numbers()[atom])) {
      EXPECT_EQ(shell.angular_momentum, 0);
      SFunction function;
      for (size_t i = 0; i < shell.exponents.size(); ++i) {
        const double exponent = shell.exponents[i];
        function.push_back({exponent,
                            shell.coefficients(static_cast<Eigen::Index>(i), 0) *
                                std::pow(2.0 * exponent / std::numbers::pi, 0.75),
                            positions[atom]});
      }
      double norm = 0.0;
      for (const auto& i : function)
        for (const auto& j : function)
          norm += i.coefficient * j.coefficient * std::pow(std::numbers::pi / (i.exponent + j.exponent), 1.5);
      for (auto& i : function) i.coefficient /= std::sqrt(norm);
      functions.push_back(std::move(function));
    }
  return functions;
}

// H2 at 1.4 bohr: Szabo & Ostlund, Modern Quantum Chemistry, section 3.5.2, four decimals.
TEST(Integrals, HydrogenMoleculeAgreesWithTextbook) {
  Molecule h2 = test_molecule("2\n\nH 0 0 0\nH 0 0 1.4\n");
  h2.units = "bohr";
  const AoIntegrals integrals = integrals_of(h2, "sto3g");
  constexpr double kFourDecimals = 6e-5;
  EXPECT_NEAR(integrals.overlap(0, 1), 0.6593, kFourDecimals);
  EXPECT_NEAR(integrals.kinetic(0, 0), 0.7600, kFourDecimals);
  EXPECT_NEAR(integrals.kinetic(0, 1), 0.2365, kFourDecimals);
  EXPECT_NEAR(integrals.core_hamiltonian()(0, 0), -1.1204, kFourDecimals);
  EXPECT_NEAR(integrals.core_hamiltonian()(0, 1), -0.9584, kFourDecimals);
  EXPECT_NEAR(integrals.eri(0, 0, 0, 0), 0.7746, kFourDecimals);
  EXPECT_NEAR(integrals.eri(0, 0, 1, 1), 0.5697, kFourDecimals);
  EXPECT_NEAR(integrals.eri(1, 0, 0, 0), 0.4441, kFourDecimals);
  EXPECT_NEAR(integrals.eri(1, 0, 1, 0), 0.2970, kFourDecimals);
}

TEST(Integrals, RepulsionAgreesWithSlowTwinForSFunctions) {
  const Molecule h3 = test_molecule("3\n\nH 0 0 0\nH 0.3 -0.2 0.8\nH -0.9 0.5 0.1\n", 1);
  const AoIntegrals integrals = integrals_of(h3, "6-31g");
  const auto functions = s_functions(h3, test_basis(h3, "6-31g"));
  const int n = integrals.num_functions();
  ASSERT_EQ(n, static_cast<int>(functions.size()));
  for (int p = 0; p < n; ++p)
    for (int q = 0; q < n; ++q)
      for (int r = 0; r < n; ++r)
        for (int s = 0; s < n; ++s)
          ASSERT_NEAR(integrals.eri(p, q, r, s),
                      slow_eri(functions[p], functions[q], functions[r], functions[s]), 1e-12);
}

TEST(Integrals, FunctionsOfEveryMomentumAreNormalised) {
  for (const char* basis : {"cc-pvdz", "ano-pvtz", "def2-qzvp"}) {
    const Eigen::VectorXd diagonal = integrals_of(test_molecule("1\n\nNe 0 0 0\n"), basis).overlap.diagonal();
    EXPECT_LT((diagonal.array() - 1.0).abs().maxCoeff(), 1e-12) << basis;
  }
}

TEST(Integrals, ThreadsDoNotChangeBits) {
  ThreadPool pool(3);
  const AoIntegrals serial = integrals_of(test_water(), "6-31g*");
  const AoIntegrals parallel = integrals_of(test_water(), "6-31g*", &pool);
  EXPECT_EQ(serial.overlap, parallel.overlap);
  for (size_t pair = 0; pair < serial.eri.num_pairs(); ++pair)
    ASSERT_TRUE(std::equal(serial.eri.row(pair), serial.eri.row(pair) + pair + 1, parallel.eri.row(pair)));
}

TEST(Integrals, TooManyFunctionsAreRejectedBeforeAllocation) {
  Molecule chain;
  for (int i = 0; i < 2000; ++i) {
    chain.symbols.push_back("C");
    chain.coords.push_back({1.5 * i, 0.0, 0.0});
  }
  const auto integrals = compute_integrals(chain, test_basis(chain, "sto3g"));
  ASSERT_FALSE(integrals);
  EXPECT_EQ(integrals.error().kind, ErrorKind::kResourceLimit);
}

}  // namespace
}  // namespace eigenlake
