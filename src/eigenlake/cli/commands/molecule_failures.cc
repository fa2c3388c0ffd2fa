#include "eigenlake/cli/commands/molecule_failures.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "eigenlake/base/clock.h"
#include "eigenlake/lake/failed_run.h"

namespace eigenlake {
namespace {

bool tells_of_molecule(const MoleculeFailure& failure) {
  switch (failure.error.kind) {
    case ErrorKind::kInternal:
    case ErrorKind::kInvalidInput:
    case ErrorKind::kCorrupt:
    case ErrorKind::kUnsupported:
    case ErrorKind::kResourceLimit:
    case ErrorKind::kNotConverged:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool has_failed_runs(std::span<const MoleculeFailure> failures) {
  return std::ranges::any_of(failures, tells_of_molecule);
}

void store_failed_runs(const Invocation& invocation, const Lake& lake,
                       std::span<const MoleculeFailure> failures) {
  for (const MoleculeFailure& failure : failures) {
    if (!tells_of_molecule(failure)) continue;
    const auto stored = store_failed_run(lake, {.input = failure.input,
                                                .molecule = failure.molecule,
                                                .kind = std::string(name_of(failure.error.kind)),
                                                .reason = failure.error.to_string(),
                                                .command = invocation.command.name,
                                                .failed_at = time_since_epoch<std::chrono::microseconds>(),
                                                .engine_version = EIGENLAKE_VERSION});
    if (!stored)
      return invocation.warn("the failures could not be noted in the lake: " + stored.error().to_string());
  }
}

std::vector<Error> errors_of(std::span<const MoleculeFailure> failures) {
  std::vector<Error> errors;
  for (const MoleculeFailure& failure : failures) errors.push_back(failure.error);
  return errors;
}

}  // namespace eigenlake
