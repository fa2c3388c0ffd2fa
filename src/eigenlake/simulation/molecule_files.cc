// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/molecule_files.h"

#include <fmt/format.h>

namespace eigenlake {
namespace {

void append_molecules(const std::string& file, Result<MoleculeList> molecules,
                      std::optional<int> molecule_index, std::vector<MoleculeEntry>& entries,
                      size_t& longest) {
  if (!molecules) {
    entries.push_back({.file = file, .molecule_id = 0, .molecule = std::unexpected(molecules.error())});
    return;
  }
  longest = std::max(longest, molecules->size());
  for (size_t i = 0; i < molecules->size(); ++i) {
    if (molecule_index && static_cast<size_t>(*molecule_index) != i) continue;
    entries.push_back(
        {.file = file, .molecule_id = static_cast<int>(i), .molecule = std::move((*molecules)[i])});
  }
}

}  // namespace

std::string MoleculeEntry::place() const {
  if (!molecule) return fmt::format("{}, molecule {}", file, molecule_id);
  return fmt::format("{}, molecule {} ({})", file, molecule_id, molecule->display_name());
}

Result<std::vector<MoleculeEntry>> read_molecule_files(std::span<const std::string> files,
                                                       const MoleculeReaderOptions& options,
                                                       std::optional<int> molecule_index,
                                                       const std::optional<std::string>& standard_input) {
  std::vector<MoleculeEntry> entries;
  size_t longest = 0;
  for (const std::string& file : files) {
    if (standard_input && file == "-")
      append_molecules(kStandardInputName, parse_molecules(*standard_input, kStandardInputName, options),
                       molecule_index, entries, longest);
    else
      append_molecules(file, read_molecules(file, options), molecule_index, entries, longest);
  }
  if (entries.empty() && molecule_index)
    return fail(ErrorKind::kUsage, "molecule index must be below {}, got {}", longest, *molecule_index);
  return entries;
}

}  // namespace eigenlake
