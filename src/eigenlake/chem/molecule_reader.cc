// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/molecule_reader.h"

#include <string>

#include "eigenlake/base/whole_file.h"
#include "eigenlake/chem/molecule_text.h"

namespace eigenlake {
namespace {

/// ".json" of "H2.JSON"
std::string ending_of(const std::filesystem::path& file) {
  return lower_case_ascii(file.extension().string());
}

}  // namespace

bool has_xyz_name(const std::filesystem::path& file) {
  const std::string ending = ending_of(file);
  return ending == ".xyz" || ending == ".extxyz";
}

Result<MoleculeList> read_molecules(const std::filesystem::path& file, const MoleculeReaderOptions& options) {
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string text, read_whole_file(file));
  if (has_xyz_name(file)) return parse_molecules_xyz(text, file.string(), options);
  if (const std::string ending = ending_of(file); ending == ".jsonl" || ending == ".ndjson")
    return parse_molecules_json_lines(text, file.string());
  return parse_molecules_json(text, file.string());
}

bool is_molecule_json(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

Result<MoleculeList> parse_molecules(std::string_view text, std::string_view source,
                                     const MoleculeReaderOptions& options) {
  return is_molecule_json(text) ? parse_molecules_json(text, source)
                                : parse_molecules_xyz(text, source, options);
}

}  // namespace eigenlake
