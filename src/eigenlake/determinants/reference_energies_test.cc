// SPDX-License-Identifier: Apache-2.0
// FCI energies of tests/data/reference_energies.json; tests/data/README.md says where the numbers come from.
#include <gtest/gtest.h>

#include "eigenlake/chem/active_space.h"
#include "eigenlake/chem/testing/test_reference_energies.h"
#include "eigenlake/determinants/fci.h"

namespace eigenlake {
namespace {

constexpr double kTolerance = 1e-8;

TEST_P(ReferenceEnergies, LowestStateOfSpinAgrees) {
  const nlohmann::json& entry = GetParam();
  if (!entry.contains("fci_total_energy") || entry["fci_total_energy"].is_null())
    GTEST_SKIP() << "the reference has no FCI for " << entry["molecule"];
  const auto hamiltonian = build_molecular_hamiltonian(molecule_of(entry), scf(ScfMethod::kAuto));
  ASSERT_TRUE(hamiltonian);
  EXPECT_EQ(num_determinants(*hamiltonian), entry["determinants"].get<uint64_t>());
  ThreadPool pool(2);
  const double reference = entry["fci_total_energy"].get<double>();
  const auto energy =
      lowest_energy(*hamiltonian, {.multiplicity = entry["multiplicity"].get<int>(), .pool = &pool});
  ASSERT_TRUE(energy) << energy.error().to_string();
  EXPECT_NEAR(*energy, reference, kTolerance);
  const auto bound = lowest_energy(*hamiltonian, {.pool = &pool});
  ASSERT_TRUE(bound) << bound.error().to_string();
  EXPECT_LE(*bound, *energy + 1e-10);
}

INSTANTIATE_TEST_SUITE_P(All, ReferenceEnergies, testing::ValuesIn(reference_entries()), reference_name);

}  // namespace
}  // namespace eigenlake
