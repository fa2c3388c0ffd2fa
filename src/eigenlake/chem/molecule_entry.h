#pragma once

#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/chem/molecule.h"

namespace eigenlake {

/// Both readers' last step: canonical spelling of symbols and units, validation, and a message that names the
/// file and the molecule.
Result<Molecule> finish_molecule(Molecule molecule, std::string_view source, size_t index);

/// "molecules.json, molecule 2 (HeH+)", counted from 0.
std::string place_of_molecule(std::string_view source, size_t index, std::string_view name);

/// An error of one molecule with its place put in front of the message.
std::unexpected<Error> at_place(Error error, std::string_view place);

/// "angstrom" or "bohr" for the usual spellings of both (ang, Å, a.u., au, atomic, …), else `units`
/// unchanged.
std::string canonical_units(std::string_view units);

}  // namespace eigenlake
