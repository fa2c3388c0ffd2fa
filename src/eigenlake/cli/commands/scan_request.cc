#include "eigenlake/cli/commands/scan_request.h"

#include <fmt/format.h>

#include "eigenlake/cli/commands/molecule_settings.h"

namespace eigenlake {
namespace {

using AllSeries = std::vector<std::vector<MoleculeEntry>>;

constexpr std::string_view kCoordinates[] = {"bond", "angle", "torsion"};

Result<AllSeries> scans_of(const Invocation& invocation, const std::vector<MoleculeEntry>& entries,
                           const ScanCoordinate& coordinate) {
  AllSeries all;
  for (const MoleculeEntry& entry : entries) {
    if (!entry.molecule) {
      all.push_back({entry});
      continue;
    }
    EIGENLAKE_ASSIGN_OR_RETURN(ScanSeries series, scan_points(entry, coordinate));
    for (const std::string& note : series.notes) invocation.warn(note);
    all.push_back(std::move(series.points));
  }
  return all;
}

Result<AllSeries> frames_of(const std::vector<MoleculeEntry>& entries, bool follow) {
  if (entries.size() > kMaxScanPoints)
    return fail(ErrorKind::kUsage, "expected at most {} frames, found {}", kMaxScanPoints, entries.size());
  ScanSeries series = scan_frames(entries);
  if (follow) EIGENLAKE_RETURN_IF_ERROR(check_can_follow(series.points));
  return AllSeries{std::move(series.points)};
}

}  // namespace

Result<std::optional<ScanRequest>> scan_request(const Configuration& configuration) {
  ScanRequest request{.coordinate = std::nullopt, .follow = configuration.flag("follow")};
  int given = configuration.flag("frames") ? 1 : 0;
  for (size_t i = 0; i < std::size(kCoordinates); ++i) {
    if (!configuration.has(kCoordinates[i])) continue;
    ++given;
    auto coordinate = parse_scan_coordinate(i + 2, configuration.text(kCoordinates[i]));
    if (!coordinate) return configuration.refuse(kCoordinates[i], coordinate.error());
    request.coordinate = *std::move(coordinate);
  }
  if (given > 1)
    return fail(ErrorKind::kUsage, "expected one of --bond, --angle, --torsion and --frames, found {}",
                given);
  return given == 1 ? std::optional(std::move(request)) : std::nullopt;
}

Result<std::vector<std::vector<MoleculeEntry>>> read_series(const Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto request, scan_request(invocation.configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(auto entries, read_molecules(invocation));
  if (request && request->coordinate) return scans_of(invocation, entries, *request->coordinate);
  if (request) return frames_of(entries, request->follow);
  AllSeries each;
  for (MoleculeEntry& entry : entries) each.push_back({std::move(entry)});
  return each;
}

}  // namespace eigenlake
