#include "eigenlake/cli/commands/scan_request.h"

namespace eigenlake {
namespace {

constexpr std::string_view kCoordinates[] = {"bond", "angle", "torsion"};

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
    return fail(ErrorKind::kUsage, "--bond, --angle, --torsion and --frames exclude each other, got {}",
                given);
  return given == 1 ? std::optional(std::move(request)) : std::nullopt;
}

}  // namespace eigenlake
