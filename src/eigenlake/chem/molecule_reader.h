// SPDX-License-Identifier: Apache-2.0
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

/// One entry per molecule of the file, in order: the molecule or its error. A bad molecule does not hide the
/// others.
using MoleculeList = std::vector<Result<Molecule>>;

/// Whether `file` is read as XYZ: its name ends in .xyz or .extxyz, in any letter case.
bool has_xyz_name(const std::filesystem::path& file);

/// Reads `file` as XYZ if its name says so, one molecule a line if it ends in .jsonl or .ndjson, else as
/// JSON. What was ignored is in Molecule::warnings.
///
/// Errors of the whole file: kNotFound      there is no such file.
///                           kStore         it cannot be read.
///                           kInvalidInput  it is empty, not UTF-8, or not JSON (with line and column), or
///                                          holds neither an object nor a list.
Result<MoleculeList> read_molecules(const std::filesystem::path& file,
                                    const MoleculeReaderOptions& options = {});

/// The same for text that no file name describes: JSON if it begins with a bracket or a brace, else XYZ.
Result<MoleculeList> parse_molecules(std::string_view text, std::string_view source,
                                     const MoleculeReaderOptions& options = {});

/// Whether parse_molecules takes `text` for JSON.
bool is_molecule_json(std::string_view text);

/// JSON: one object, a list of them, or one a line; with symbols, coords, and optionally multiplicity or spin
/// (default: the lowest that the number of electrons can have), charge (0), units ("angstrom" or "bohr"),
/// basis, name and masses; or in QCSchema. `source` names the file in messages.
Result<MoleculeList> parse_molecules_json(std::string_view text, std::string_view source);

/// One object of parse_molecules_json a line. A line that is no JSON is one bad molecule.
Result<MoleculeList> parse_molecules_json_lines(std::string_view text, std::string_view source);

/// XYZ: frames of a count line, a comment line and `symbol x y z` lines in ångström, extended XYZ included.
/// The comment may give charge, multiplicity or spin, units, name and columns; the default multiplicity is 1
/// for an even and 2 for an odd number of electrons. Lines after a frame that begin no other are ignored with
/// a warning.
Result<MoleculeList> parse_molecules_xyz(std::string_view text, std::string_view source,
                                         const MoleculeReaderOptions& options = {});

}  // namespace eigenlake
