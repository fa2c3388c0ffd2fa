// All entries of tests/data/reference_energies.json; tests/data/README.md says where the numbers come from.
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "eigenlake/chem/active_space.h"
#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/fci.h"
#include "eigenlake/chem/molecule.h"
#include "eigenlake/chem/scf.h"

namespace eigenlake {
namespace {

constexpr double kTolerance = 1e-8;

nlohmann::json read_entries() {
  std::ifstream file(EIGENLAKE_SOURCE_DIR "/tests/data/reference_energies.json");
  return nlohmann::json::parse(file);
}

Molecule molecule_of(const nlohmann::json& entry) {
  Molecule molecule;
  molecule.name = entry["molecule"];
  molecule.symbols = entry["symbols"];
  molecule.coords = entry["coords"];
  molecule.units = entry["units"];
  molecule.charge = entry["charge"];
  molecule.multiplicity = entry["multiplicity"];
  return molecule;
}

class ReferenceEnergies : public testing::TestWithParam<nlohmann::json> {
 protected:
  ScfResult scf(ScfMethod method) const {
    const Molecule molecule = molecule_of(GetParam());
    const auto basis = load_basis_set(GetParam()["basis"].get<std::string>(), molecule.atomic_numbers());
    EXPECT_TRUE(basis) << basis.error().to_string();
    auto result = run_scf(molecule, *basis, {.method = method});
    EXPECT_TRUE(result) << result.error().to_string();
    return *result;
  }
};

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

TEST_P(ReferenceEnergies, UnrestrictedScfIsNotAboveTheReference) {
  EXPECT_LE(scf(ScfMethod::kUhf).total_energy, GetParam()["uhf_total_energy"].get<double>() + kTolerance);
}

TEST_P(ReferenceEnergies, LowestStateOfTheSpinAgrees) {
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

INSTANTIATE_TEST_SUITE_P(All, ReferenceEnergies,
                         testing::ValuesIn(read_entries().get<std::vector<nlohmann::json>>()),
                         [](const auto& info) {
                           std::string name = info.param["molecule"].template get<std::string>() + "_" +
                                              info.param["basis"].template get<std::string>();
                           for (char& c : name)
                             if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
                           return name;
                         });

}  // namespace
}  // namespace eigenlake
