// SPDX-License-Identifier: Apache-2.0
// UCCSD from the molecule to the minimum, against tests/data/reference_energies.json (its README says where
// the numbers come from).
#include <cctype>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "eigenlake/chem/active_space.h"
#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/mp2.h"
#include "eigenlake/chem/scf.h"
#include "eigenlake/determinants/fci.h"
#include "eigenlake/quantum/sector_evaluator.h"
#include "eigenlake/quantum/uccsd.h"
#include "eigenlake/vqe/initial_parameters.h"
#include "eigenlake/vqe/vqe_loop.h"

namespace eigenlake {
namespace {

constexpr double kChemicalAccuracy = 1.6e-3;

nlohmann::json entry_of(const std::string& molecule, const std::string& basis) {
  std::ifstream file(EIGENLAKE_SOURCE_DIR "/tests/data/reference_energies.json");
  for (const auto& entry : nlohmann::json::parse(file))
    if (entry["molecule"] == molecule && entry["basis"] == basis) return entry;
  ADD_FAILURE() << molecule << " in " << basis << " is not in the reference file";
  return {};
}

MolecularHamiltonian hamiltonian_of(const nlohmann::json& entry) {
  Molecule molecule;
  molecule.symbols = entry["symbols"];
  molecule.coords = entry["coords"];
  molecule.units = entry["units"];
  molecule.charge = entry["charge"];
  molecule.multiplicity = entry["multiplicity"];
  const auto basis = load_basis_set(entry["basis"].get<std::string>(), molecule.atomic_numbers());
  const auto scf = run_scf(molecule, basis.value());
  return build_molecular_hamiltonian(molecule, scf.value()).value();
}

struct Outcome {
  double total_energy;
  double fci_total_energy;
  VqeResult result;
  StateProperties properties;
};

Outcome minimize_molecule(const std::string& name, const std::string& basis = "sto-3g",
                          bool from_mp2 = true) {
  const nlohmann::json entry = entry_of(name, basis);
  const MolecularHamiltonian hamiltonian = hamiltonian_of(entry);
  const UccsdAnsatz ansatz(hamiltonian.num_orbitals, hamiltonian.num_alpha, hamiltonian.num_beta);
  SectorEvaluator evaluator(hamiltonian, ansatz);
  std::vector<double> start(static_cast<size_t>(ansatz.num_parameters()));
  if (from_mp2) start = *ansatz.mp2_start(mp2_amplitudes(hamiltonian));
  VqeResult result = run_vqe(evaluator, start, {});
  const StateProperties properties = evaluator.properties(result.optimal_parameters);
  return {result.minimum + hamiltonian.nuclear_repulsion_energy, entry["fci_total_energy"], std::move(result),
          properties};
}

TEST(UccsdVqe, HydrogenReachesFullConfigurationInteraction) {
  for (const char* basis : {"sto-3g", "6-31g", "cc-pvdz"}) {
    const Outcome outcome = minimize_molecule("H2", basis);
    EXPECT_NEAR(outcome.total_energy, outcome.fci_total_energy, 1e-7) << basis;
    EXPECT_GE(outcome.total_energy, outcome.fci_total_energy - 1e-9);
    EXPECT_TRUE(outcome.result.success);
  }
  EXPECT_NEAR(minimize_molecule("H2").total_energy, -1.1372701746609035, 1e-8);
}

class UccsdVqeOf : public testing::TestWithParam<const char*> {};

TEST_P(UccsdVqeOf, IsWithinChemicalAccuracyAndAboveTheBound) {
  const Outcome outcome = minimize_molecule(GetParam());
  EXPECT_LT(outcome.total_energy, outcome.fci_total_energy + kChemicalAccuracy);
  EXPECT_GE(outcome.total_energy, outcome.fci_total_energy - 1e-9);
  EXPECT_TRUE(outcome.result.success);
  EXPECT_EQ(outcome.properties.sector_leakage, 0.0);
}

INSTANTIATE_TEST_SUITE_P(Molecules, UccsdVqeOf,
                         testing::Values("HeH+", "LiH", "BeH2", "H2O", "NH3", "OH", "O2", "H4 chain", "CH4"),
                         [](const auto& info) {
                           std::string name = info.param;
                           for (char& c : name)
                             if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
                           return name;
                         });

MolecularHamiltonian hamiltonian_at(const std::vector<std::array<double, 3>>& coords) {
  Molecule molecule;
  molecule.symbols.assign(coords.size(), "H");
  molecule.coords = coords;
  const auto basis = load_basis_set("sto3g", molecule.atomic_numbers());
  return build_molecular_hamiltonian(molecule, run_scf(molecule, basis.value()).value()).value();
}

/// millihartree above FCI; the run ends at a minimum.
double error_of(const MolecularHamiltonian& hamiltonian) {
  const UccsdAnsatz ansatz(hamiltonian.num_orbitals, hamiltonian.num_alpha, hamiltonian.num_beta);
  SectorEvaluator evaluator(hamiltonian, ansatz);
  const VqeResult result = run_vqe(evaluator, *ansatz.mp2_start(mp2_amplitudes(hamiltonian)), {});
  EXPECT_TRUE(result.success);
  EXPECT_GT(result.lowest_curvature.value_or(-1.0), -1e-5);
  const double fci = lowest_energy(hamiltonian, {.multiplicity = 1}).value();
  return 1e3 * (result.minimum + hamiltonian.nuclear_repulsion_energy - fci);
}

TEST(UccsdVqe, SymmetricAndStretchedMoleculesEndAtMinima) {
  EXPECT_LT(error_of(hamiltonian_at({{0, 0, 0}, {0, 0, 12}})), 0.01);
  EXPECT_LT(error_of(hamiltonian_at({{0, 0, 0}, {0, 0, 20}})), 0.01);
  const auto square = [](double side) {
    return error_of(hamiltonian_at({{0, 0, 0}, {0, 1.4, 0}, {side, 0, 0}, {side, 1.4, 0}}));
  };
  EXPECT_LT(square(1.4), std::min(square(1.39), square(1.41)) + 1.0);
  const double a = 1.2 / std::sqrt(3.0);
  EXPECT_LT(error_of(hamiltonian_at({{a, a, a}, {-a, -a, a}, {-a, a, -a}, {a, -a, -a}})), 1.0);
}

TEST(Mp2Start, LiesBelowHartreeFockAndSavesEvaluations) {
  const Outcome from_mp2 = minimize_molecule("H2O"), from_zero = minimize_molecule("H2O", "sto-3g", false);
  EXPECT_LT(from_mp2.result.iterations[0].energy, from_zero.result.iterations[0].energy - 0.02);
  EXPECT_LE(from_mp2.result.num_evaluations, from_zero.result.num_evaluations);
  EXPECT_NEAR(from_mp2.total_energy, from_zero.total_energy, 1e-6);
}

TEST(UccsdVqe, SpinStaysNearlyConserved) {
  EXPECT_NEAR(minimize_molecule("H2O").properties.s_squared_mean, 0.0, 1e-6);
  EXPECT_NEAR(minimize_molecule("OH").properties.s_squared_mean, 0.75, 1e-3);
  EXPECT_NEAR(minimize_molecule("O2").properties.s_squared_mean, 2.0, 1e-3);
}

}  // namespace
}  // namespace eigenlake
