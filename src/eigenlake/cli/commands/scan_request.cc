#include "eigenlake/cli/commands/scan_request.h"

#include "eigenlake/cli/settings/run_options.h"

namespace eigenlake {
namespace {

constexpr const Option<std::string>* kCoordinates[] = {&option::kBond, &option::kAngle, &option::kTorsion};

}  // namespace

Result<std::optional<ScanRequest>> scan_request(const Configuration& configuration) {
  ScanRequest request{.coordinate = std::nullopt, .follow = configuration[option::kFollow]};
  int given = configuration[option::kFrames] ? 1 : 0;
  for (size_t i = 0; i < std::size(kCoordinates); ++i) {
    const Option<std::string>& option = *kCoordinates[i];
    if (!configuration.has(option)) continue;
    ++given;
    auto coordinate = parse_scan_coordinate(i + 2, configuration[option]);
    if (!coordinate) return configuration.refuse(option, coordinate.error());
    request.coordinate = *std::move(coordinate);
  }
  if (given > 1)
    return fail(ErrorKind::kUsage, "--bond, --angle, --torsion and --frames exclude each other, got {}",
                given);
  return given == 1 ? std::optional(std::move(request)) : std::nullopt;
}

}  // namespace eigenlake
