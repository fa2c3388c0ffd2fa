// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/repulsion_integrals.h"

extern "C" {
#include <cint.h>
#include <cint_funcs.h>
}

#include <gtest/gtest.h>

#include "eigenlake/chem/testing/test_molecules.h"

namespace eigenlake {
namespace {

CintInput input_of(const Molecule& molecule, std::string_view basis) {
  return make_cint_input(molecule, test_basis(molecule, basis));
}

Molecule stretched_water() {
  return test_molecule("3\n\nO 0 0 0.1\nH 0 3.7 -2.4\nH 0.3 -4.1 -3.0\n");
}

/// The largest difference from the library's integrals in every order of the shells.
double difference_from_library(CintInput& input, const EriTensor& eri) {
  double largest = 0.0;
  std::vector<double> buffer;
  const auto& first = input.first_function;
  const auto compare = [&](int i, int j, int k, int l) {
    int shells[4] = {i, j, k, l};
    buffer.assign(size_t(input.size_of(i)) * input.size_of(j) * input.size_of(k) * input.size_of(l), 0.0);
    int2e_sph(buffer.data(), nullptr, shells, input.atoms.data(), input.num_atoms(), input.shells.data(),
              input.num_shells(), input.pool.data(), nullptr, nullptr);
    const double* next = buffer.data();
    for (int s = first[l]; s < first[l + 1]; ++s)
      for (int r = first[k]; r < first[k + 1]; ++r)
        for (int q = first[j]; q < first[j + 1]; ++q)
          for (int p = first[i]; p < first[i + 1]; ++p)
            largest = std::max(largest, std::abs(*next++ - eri(p, q, r, s)));
  };
  for (int i = 0; i < input.num_shells(); ++i)
    for (int j = 0; j < input.num_shells(); ++j)
      for (int k = 0; k < input.num_shells(); ++k)
        for (int l = 0; l < input.num_shells(); ++l) compare(i, j, k, l);
  return largest;
}

// Shells of one and of several contractions, s to f, on one and on several atoms.
TEST(RepulsionIntegrals, AgreeWithLibraryInEveryShellOrder) {
  const Molecule neon = test_molecule("1\n\nNe 0 0 0\n");
  for (const auto& [molecule, basis] : {std::pair{test_water(), "cc-pvdz"},
                                        {test_lih(), "ano-rcc-vdzp"},
                                        {stretched_water(), "6-31g*"},
                                        {neon, "cc-pvtz"}}) {
    CintInput input = input_of(molecule, basis);
    EXPECT_LT(difference_from_library(input, repulsion_integrals(input)), 1e-13) << basis;
  }
}

TEST(RepulsionIntegrals, OmittedIntegralsAreNegligible) {
  CintInput input = input_of(stretched_water(), "cc-pvtz");
  const EriTensor all = repulsion_integrals(input, nullptr, 0.0);
  const EriTensor kept = repulsion_integrals(input);
  size_t left_out = 0;
  for (size_t pq = 0; pq < all.num_pairs(); ++pq)
    for (size_t rs = 0; rs <= pq; ++rs) {
      ASSERT_LT(std::abs(all.row(pq)[rs] - kept.row(pq)[rs]), 1e-14);
      left_out += all.row(pq)[rs] != kept.row(pq)[rs];
    }
  EXPECT_GT(left_out, 0u);
}

TEST(EriTensor, StoresEachIntegralOnce) {
  EXPECT_EQ(EriTensor::size_in_bytes(2), (6 + EriTensor::kPadding) * sizeof(double));
  EXPECT_EQ(EriTensor::size_in_bytes(132), (38531031 + EriTensor::kPadding) * sizeof(double));
}

}  // namespace
}  // namespace eigenlake
