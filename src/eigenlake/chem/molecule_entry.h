// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/chem/molecule.h"
#include "eigenlake/chem/molecule_keys.h"

namespace eigenlake {

/// A molecule as its file spells it, before defaults and canonical spellings.
struct MoleculeDraft {
  Molecule molecule;  ///< Names of atoms may be labels; charge, multiplicity, units and basis are not set.
  StatedProperties stated;  ///< What the file says of those.
};

/// Both readers' last step: elements of labels, masses of D and T, canonical spelling of symbols and units,
/// the lowest multiplicity where none is stated, validation, and a message that names the file and the
/// molecule.
Result<Molecule> finish_molecule(MoleculeDraft draft, std::string_view source, size_t index);

/// "molecules.json, molecule 2 (HeH+)", counted from 0.
std::string place_of_molecule(std::string_view source, size_t index, std::string_view name);

/// An error of one molecule with its place put in front of the message.
std::unexpected<Error> at_place(Error error, std::string_view place);

/// "angstrom" or "bohr" for the usual spellings of both (ang, Å, a.u., au, atomic, …), else `units`
/// unchanged.
std::string canonical_units(std::string_view units);

/// The warning about a periodic cell.
inline constexpr std::string_view kPeriodicCellWarning =
    "the periodic cell of the file is ignored: its atoms are computed as a molecule in free space";

}  // namespace eigenlake
