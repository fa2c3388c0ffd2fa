// SPDX-License-Identifier: Apache-2.0
// Jordan–Wigner figures of tests/data/reference_energies.json, from geometry to Pauli sum.
#include <fstream>

#include "tests/oracle/fermion_operator.h"
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

nlohmann::json test_data(const std::string& file) {
  std::ifstream stream(EIGENLAKE_SOURCE_DIR "/tests/data/" + file);
  return nlohmann::json::parse(stream);
}

TEST(ReferenceHamiltonians, TermsIdentityAndNormAgree) {
  const nlohmann::json one_norms = test_data("jordan_wigner_one_norms.json");
  int compared = 0;
  for (const nlohmann::json& entry : test_data("reference_energies.json")) {
    if (!entry.contains("jordan_wigner_terms")) continue;
    const MolecularHamiltonian hamiltonian = hamiltonian_of(entry);
    const PauliSum sum = jordan_wigner(hamiltonian);
    const JordanWignerFigures figures = jordan_wigner_figures(hamiltonian, 1e-8);
    const std::string name = entry["molecule"].get<std::string>() + " " + entry["basis"].get<std::string>();
    const double identity = oracle::identity_coefficient(sum).real();
    EXPECT_NEAR(identity, entry["jordan_wigner_identity_coefficient"].get<double>(), 1e-8) << name;
    EXPECT_NEAR(figures.identity_coefficient, identity, 1e-10) << name;
    EXPECT_NEAR(figures.one_norm, oracle::one_norm(sum), 1e-8) << name;
    ++compared;
    if (has_degenerate_orbitals(entry["molecule"])) continue;
    PauliSum large = sum;
    large.simplify(1e-8);
    EXPECT_EQ(large.terms().size(), entry["jordan_wigner_terms"].get<size_t>()) << name;
    EXPECT_EQ(figures.num_terms, large.terms().size()) << name;
    // The norm is linear in what is left of the orbital gradient, and the energies' orbitals stopped early.
    EXPECT_NEAR(oracle::one_norm(sum), one_norms.at(name).get<double>(), 1e-7) << name;
  }
  EXPECT_GE(compared, 9);
}

TEST(ReferenceHamiltonians, ThirtyQubitsAreMapped) {
  MolecularHamiltonian h;
  h.num_orbitals = 15;
  h.one_body = Eigen::MatrixXd::Constant(15, 15, 0.5);
  h.two_body.assign(15 * 15 * 15 * 15, 0.25);
  const PauliSum sum = jordan_wigner(h);
  EXPECT_EQ(sum.num_qubits(), 30);
  // Σ_p h_pp + ½ Σ_pq (pp|qq) − ¼ Σ_pq (pq|qp), the mean over all states.
  EXPECT_NEAR(oracle::identity_coefficient(sum).real(), 15 * 0.5 + 225 * 0.25 * (0.5 - 0.25), 1e-9);
}

}  // namespace
}  // namespace eigenlake
