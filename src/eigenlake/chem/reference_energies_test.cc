// SPDX-License-Identifier: Apache-2.0
// SCF energies of tests/data/reference_energies.json; tests/data/README.md says where the numbers come from.
#include <gtest/gtest.h>

#include "eigenlake/chem/scf.h"
#include "eigenlake/chem/testing/test_reference_energies.h"

namespace eigenlake {
namespace {

constexpr double kTolerance = 1e-8;

TEST_P(ReferenceEnergies, RestrictedScfAgrees) {
  const ScfResult result = scf(ScfMethod::kAuto);
  const nlohmann::json& entry = GetParam();
  EXPECT_EQ(result.mo_coefficients.cols(), entry["spatial_orbitals"].get<int>());
  EXPECT_NEAR(result.nuclear_repulsion_energy, entry["nuclear_repulsion_energy"].get<double>(), kTolerance);
  EXPECT_NEAR(result.total_energy, entry["hf_total_energy"].get<double>(), kTolerance);
  EXPECT_NEAR(result.overlap_frobenius, entry["overlap_frobenius"].get<double>(), kTolerance);
  EXPECT_NEAR(result.core_hamiltonian_trace_S_inv, entry["core_hamiltonian_trace_S_inv"].get<double>(),
              kTolerance);
}

TEST_P(ReferenceEnergies, UnrestrictedScfIsNotAboveReference) {
  EXPECT_LE(scf(ScfMethod::kUhf).total_energy, GetParam()["uhf_total_energy"].get<double>() + kTolerance);
}

INSTANTIATE_TEST_SUITE_P(All, ReferenceEnergies, testing::ValuesIn(reference_entries()), reference_name);

}  // namespace
}  // namespace eigenlake
