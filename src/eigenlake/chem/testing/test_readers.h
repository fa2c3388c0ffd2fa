// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "eigenlake/chem/molecule_reader.h"

namespace eigenlake {

/// The message of the first error of a list, or of the whole file; "" where there is none.
inline std::string first_error(const Result<MoleculeList>& molecules) {
  if (!molecules) return molecules.error().message;
  for (const auto& molecule : *molecules)
    if (!molecule) return molecule.error().message;
  return "";
}

inline std::string error_of_json(std::string_view text) {
  return first_error(parse_molecules_json(text, "file.json"));
}

inline std::string error_of_xyz(std::string_view text) {
  return first_error(parse_molecules_xyz(text, "file.xyz"));
}

/// The only molecule of a text; an empty one, and a failed test, where it is bad.
inline Molecule only_molecule(const Result<MoleculeList>& molecules) {
  EXPECT_EQ(first_error(molecules), "");
  if (!molecules || molecules->size() != 1 || !molecules->front()) {
    ADD_FAILURE() << "expected one good molecule";
    return {};
  }
  return *molecules->front();
}

inline Molecule molecule_of_json(std::string_view text) {
  return only_molecule(parse_molecules_json(text, "file.json"));
}

inline Molecule molecule_of_xyz(std::string_view text) {
  return only_molecule(parse_molecules_xyz(text, "file.xyz"));
}

/// OH with a comment line.
inline std::string oh_with_comment(std::string_view comment) {
  return "2\n" + std::string(comment) + "\nO 0 0 0\nH 0 0 0.97\n";
}

/// OH in JSON with more fields.
inline std::string oh_with_fields(std::string_view fields) {
  return R"({"symbols": ["O", "H"], "coords": [[0, 0, 0], [0, 0, 0.97]])" +
         std::string(fields.empty() ? "" : ", ") + std::string(fields) + "}";
}

}  // namespace eigenlake
