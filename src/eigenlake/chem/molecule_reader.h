#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/chem/molecule.h"

namespace eigenlake {

/// What an XYZ file cannot say. The comment line of a frame (`charge=1 multiplicity=2`) wins over these; JSON
/// molecules carry their own values and ignore them.
struct MoleculeReaderOptions {
  std::optional<int> charge = std::nullopt;
  std::optional<int> multiplicity = std::nullopt;
};

/// One entry per molecule of the file, in order: the molecule, or why it is none. A bad molecule does not
/// hide the others.
using MoleculeList = std::vector<Result<Molecule>>;

/// Reads `file` as XYZ if its name ends in .xyz, as JSON otherwise.
///
/// Errors of the whole file: kNotFound      there is no such file.
///                           kStore         it cannot be read.
///                           kInvalidInput  it is empty, or not JSON (with line and column), or holds neither
///                           an
///                                          object nor a list.
Result<MoleculeList> read_molecules(const std::filesystem::path& file,
                                    const MoleculeReaderOptions& options = {});

/// JSON: one object or a list of them, with symbols, coords, and optionally multiplicity (default 1), charge
/// (0), units ("angstrom" or "bohr"), name and masses. `source` names the file in messages.
Result<MoleculeList> parse_molecules_json(std::string_view text, std::string_view source);

/// XYZ: frames of a count line, a comment line and `symbol x y z` lines in ångström. A comment of the form
/// `key=value …` may give charge, multiplicity and name; the default multiplicity is 1 for an even and 2 for
/// an odd number of electrons.
Result<MoleculeList> parse_molecules_xyz(std::string_view text, std::string_view source,
                                         const MoleculeReaderOptions& options = {});

}  // namespace eigenlake
