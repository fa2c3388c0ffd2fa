// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/molecule_source.h"

#include "eigenlake/chem/basis_names.h"

namespace eigenlake {
namespace {

/// The basis of a setting must not silently replace the file's.
Result<> check_basis(const MoleculeSource& source, const MoleculeEntry& entry) {
  if (!entry.molecule->basis || !source.basis) return {};
  const std::string given = canonical_basis_name(*source.basis);
  if (given == *entry.molecule->basis) return {};
  return fail(ErrorKind::kInvalidInput,
              "{}: the file's basis {} contradicts {} from {}; leave one of them out", entry.place(),
              *entry.molecule->basis, given, source.basis_origin);
}

Result<> add_scans(const std::vector<MoleculeEntry>& entries, const ScanCoordinate& coordinate,
                   MoleculeSeries& all) {
  for (const MoleculeEntry& entry : entries) {
    if (!entry.molecule) {
      all.series.push_back({entry});
      continue;
    }
    EIGENLAKE_ASSIGN_OR_RETURN(ScanSeries series, scan_points(entry, coordinate));
    all.warnings.insert(all.warnings.end(), series.notes.begin(), series.notes.end());
    all.series.push_back(std::move(series.points));
  }
  return {};
}

Result<> add_frames(const std::vector<MoleculeEntry>& entries, bool follow, MoleculeSeries& all) {
  if (entries.size() > kMaxScanPoints)
    return fail(ErrorKind::kUsage, "a scan takes at most {} frames, got {}", kMaxScanPoints, entries.size());
  ScanSeries series = scan_frames(entries);
  if (follow) EIGENLAKE_RETURN_IF_ERROR(check_can_follow(series.points));
  all.series.push_back(std::move(series.points));
  return {};
}

}  // namespace

size_t MoleculeSeries::num_molecules() const {
  size_t count = 0;
  for (const auto& molecules : series) count += molecules.size();
  return count;
}

std::vector<std::string> warnings_of(const std::vector<MoleculeEntry>& entries) {
  std::vector<std::string> warnings;
  for (const MoleculeEntry& entry : entries)
    if (entry.molecule)
      for (const std::string& warning : entry.molecule->warnings)
        warnings.push_back(entry.place() + ": " + warning);
  return warnings;
}

Result<std::vector<MoleculeEntry>> read_molecules(const MoleculeSource& source) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto entries, read_molecule_files(source.files, source.reader,
                                                               source.molecule_index, source.standard_input));
  for (MoleculeEntry& entry : entries) {
    if (!entry.molecule) continue;
    if (auto checked = check_basis(source, entry); !checked) {
      entry.molecule = std::unexpected(std::move(checked).error());
    }
  }
  return entries;
}

Result<MoleculeSeries> read_series(const MoleculeSource& source, const std::optional<ScanRequest>& scan) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto entries, read_molecules(source));
  MoleculeSeries all{.series = {}, .warnings = warnings_of(entries)};
  if (scan && scan->coordinate) {
    EIGENLAKE_RETURN_IF_ERROR(add_scans(entries, *scan->coordinate, all));
  } else if (scan) {
    EIGENLAKE_RETURN_IF_ERROR(add_frames(entries, scan->follow, all));
  } else {
    for (MoleculeEntry& entry : entries) all.series.push_back({std::move(entry)});
  }
  return all;
}

}  // namespace eigenlake
