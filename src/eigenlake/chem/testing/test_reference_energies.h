// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cctype>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/molecule.h"
#include "eigenlake/chem/scf.h"

namespace eigenlake {

/// Of tests/data/reference_energies.json.
inline std::vector<nlohmann::json> reference_entries() {
  std::ifstream file(EIGENLAKE_SOURCE_DIR "/tests/data/reference_energies.json");
  return nlohmann::json::parse(file).get<std::vector<nlohmann::json>>();
}

inline Molecule molecule_of(const nlohmann::json& entry) {
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

inline std::string reference_name(const testing::TestParamInfo<nlohmann::json>& info) {
  std::string name = info.param["molecule"].get<std::string>() + "_" + info.param["basis"].get<std::string>();
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
}

}  // namespace eigenlake
