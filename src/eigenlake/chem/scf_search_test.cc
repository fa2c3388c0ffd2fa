// SPDX-License-Identifier: Apache-2.0
// tests/data/scf_minima: what PySCF finds from four guesses with its stability analysis. Here the quick part
// of it; bench/scf/minima.py takes minutes and holds all of it, transition metals among them.
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "eigenlake/chem/elements.h"
#include "eigenlake/chem/testing/test_molecules.h"

namespace eigenlake {
namespace {

constexpr double kMinimaTolerance = 1e-6;  // hartree

std::vector<nlohmann::json> light_systems() {
  std::ifstream file(EIGENLAKE_SOURCE_DIR "/tests/data/scf_minima/scf_minima.jsonl");
  std::vector<nlohmann::json> systems;
  for (std::string line; std::getline(file, line);) {
    nlohmann::json system = nlohmann::json::parse(line);
    bool light = system["basis"] == "sto-3g" || system["symbols"].size() == 1;
    for (const auto& symbol : system["symbols"])
      light = light && *atomic_number_of(symbol.get<std::string>()) < 21;
    if (light) systems.push_back(std::move(system));
  }
  return systems;
}

Molecule light_molecule(const nlohmann::json& system) {
  Molecule molecule;
  molecule.symbols = system["symbols"];
  molecule.coords = system["coords"];
  molecule.multiplicity = system["multiplicity"];
  return molecule;
}

TEST(ScfMinima, NoneLiesAboveReferenceMinimum) {
  const auto systems = light_systems();
  ASSERT_GT(systems.size(), 100U);
  ThreadPool pool(2);
  for (const nlohmann::json& system : systems) {
    SCOPED_TRACE(system["name"].get<std::string>() + " in " + system["basis"].get<std::string>());
    const Molecule molecule = light_molecule(system);
    const BasisSet basis = test_basis(molecule, system["basis"].get<std::string>());
    const auto restricted = run_scf(molecule, basis, {.pool = &pool});
    ASSERT_TRUE(restricted) << restricted.error().to_string();
    const auto uhf = run_uhf(molecule, basis, *restricted, {.pool = &pool});
    ASSERT_TRUE(uhf) << uhf.error().to_string();
    EXPECT_TRUE(restricted->diagnosis.stable);
    EXPECT_TRUE(uhf->diagnosis.stable);
    EXPECT_LE(restricted->total_energy, system["restricted"][0].get<double>() + kMinimaTolerance);
    EXPECT_LE(uhf->total_energy, system["uhf"][0].get<double>() + kMinimaTolerance);
    EXPECT_LE(uhf->total_energy, restricted->total_energy + 1e-9);
  }
}

}  // namespace
}  // namespace eigenlake
