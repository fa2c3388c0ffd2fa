// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "eigenlake/base/error.h"
#include "eigenlake/chem/molecule_entry.h"

namespace eigenlake {

/// A value, shortened for messages.
std::string json_excerpt(const nlohmann::json& value);

/// field "charge" must be an integer, got "0"
std::unexpected<Error> unexpected_json(std::string_view field, std::string_view expected,
                                       const nlohmann::json& found);

/// The fields of one object that describe a molecule, in any of their spellings and any letter case; null is
/// absent.
class MoleculeFields {
 public:
  /// `object` must outlive the fields.
  ///
  /// Errors: kInvalidInput for a misspelt field, which would silently change the molecule.
  static Result<MoleculeFields> of(const nlohmann::json& object);

  /// The value under `key`, or none.
  ///
  /// Errors: kInvalidInput where two spellings have two values.
  Result<const nlohmann::json*> find(MoleculeKey key) const;

  /// Charge, multiplicity, units and basis. Errors: kInvalidInput.
  Result<StatedProperties> stated() const;
  /// Name and masses. Errors: kInvalidInput.
  Result<> read_name_and_masses(Molecule& molecule) const;
  /// Symbols, which are required. Errors: kInvalidInput.
  Result<std::vector<std::string>> symbols() const;

 private:
  struct Field {
    MoleculeKey key;
    std::string_view spelling;
    const nlohmann::json* value;
  };
  std::vector<Field> fields_;
};

/// Checks the list "atomic_numbers", if there is one, against the symbols. Errors: kInvalidInput.
Result<> check_atomic_numbers(const nlohmann::json& object, const Molecule& molecule);

/// Reads a molecule in the fields of docs/formats/molecules.md, or in QCSchema. Errors: kInvalidInput,
/// kUnsupported.
Result<MoleculeDraft> read_molecule_object(const nlohmann::json& object);

/// Whether `object` is a molecule or an input of QCSchema.
bool is_qcschema(const nlohmann::json& object);

/// A molecule, or the molecule of an input with the basis of its model; positions in bohr.
///
/// Errors: kInvalidInput  a field that is missing or is not what the schema says.
///         kUnsupported   ghost atoms; a basis set given by its functions.
Result<MoleculeDraft> read_qcschema(const nlohmann::json& object);

}  // namespace eigenlake
