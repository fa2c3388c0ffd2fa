// Jordan–Wigner figures of tests/data/reference_energies.json, from geometry to Pauli sum.
#include <chrono>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "eigenlake/chem/active_space.h"
#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/molecule.h"
#include "eigenlake/chem/scf.h"
#include "eigenlake/quantum/jordan_wigner.h"

namespace eigenlake {
namespace {

MolecularHamiltonian hamiltonian_of(const nlohmann::json& entry) {
  Molecule molecule;
  molecule.name = entry["molecule"];
  molecule.symbols = entry["symbols"];
  molecule.coords = entry["coords"];
  molecule.units = entry["units"];
  molecule.charge = entry["charge"];
  molecule.multiplicity = entry["multiplicity"];
  const auto basis = load_basis_set(entry["basis"].get<std::string>(), molecule.atomic_numbers());
  return *build_molecular_hamiltonian(molecule, *run_scf(molecule, *basis));
}

/// A rotation among degenerate orbitals changes the terms and their norm, but not the identity coefficient.
bool has_degenerate_orbitals(const std::string& name) {
  return name == "NH3" || name == "N2" || name == "CO2" || name == "CH4" || name == "O2";
}

TEST(ReferenceHamiltonians, TermsIdentityAndNormAgree) {
  std::ifstream file(EIGENLAKE_SOURCE_DIR "/tests/data/reference_energies.json");
  int compared = 0;
  for (const nlohmann::json& entry : nlohmann::json::parse(file)) {
    if (!entry.contains("jordan_wigner_terms")) continue;
    const PauliSum sum = jordan_wigner(hamiltonian_of(entry));
    const std::string name = entry["molecule"].get<std::string>() + " " + entry["basis"].get<std::string>();
    EXPECT_NEAR(sum.identity_coefficient().real(), entry["jordan_wigner_identity_coefficient"].get<double>(),
                1e-8)
        << name;
    ++compared;
    if (has_degenerate_orbitals(entry["molecule"])) continue;
    PauliSum large = sum;
    large.simplify(1e-8);
    EXPECT_EQ(large.terms().size(), entry["jordan_wigner_terms"].get<size_t>()) << name;
    // The reference stopped at an orbital gradient of 1.9e-6 (HeH+); the norm is linear in what is left of
    // it.
    EXPECT_NEAR(sum.one_norm(), entry["jordan_wigner_one_norm"].get<double>(), 5e-6) << name;
  }
  EXPECT_GE(compared, 9);
}

TEST(ReferenceHamiltonians, ThirtyQubitsAreMappedInTwoSeconds) {
  MolecularHamiltonian h;
  h.num_orbitals = 15;
  h.one_body = Eigen::MatrixXd::Constant(15, 15, 0.5);
  h.two_body.assign(15 * 15 * 15 * 15, 0.25);
  const auto begin = std::chrono::steady_clock::now();
  const PauliSum sum = jordan_wigner(h);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
  EXPECT_EQ(sum.num_qubits(), 30);
}

}  // namespace
}  // namespace eigenlake
