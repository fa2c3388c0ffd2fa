// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/molecule_failures.h"

#include <algorithm>
#include <chrono>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/clock.h"
#include "eigenlake/lake/failed_run.h"

namespace eigenlake {
namespace {

bool is_about_molecule(const MoleculeFailure& failure) {
  switch (failure.error.kind) {
    case ErrorKind::kInternal:
    case ErrorKind::kInvalidInput:
    case ErrorKind::kCorrupt:
    case ErrorKind::kUnsupported:
    case ErrorKind::kResourceLimit:
    case ErrorKind::kNotConverged:
      return true;
    case ErrorKind::kUsage:
    case ErrorKind::kNotFound:
    case ErrorKind::kAlreadyExists:
    case ErrorKind::kConflict:
    case ErrorKind::kCommitStateUnknown:
    case ErrorKind::kStore:
    case ErrorKind::kUnavailable:
    case ErrorKind::kInterrupted:
      return false;
  }
  EIGENLAKE_ASSERT(false);
}

}  // namespace

bool has_failed_runs(std::span<const MoleculeFailure> failures) {
  return std::ranges::any_of(failures, is_about_molecule);
}

Result<> store_failed_runs(const Lake& lake, std::span<const MoleculeFailure> failures,
                           const std::string& command) {
  for (const MoleculeFailure& failure : failures) {
    if (!is_about_molecule(failure)) continue;
    EIGENLAKE_RETURN_IF_ERROR(
        store_failed_run(lake, {.input = failure.input,
                                .molecule = failure.molecule,
                                .kind = std::string(name_of(failure.error.kind)),
                                .reason = failure.error.to_string(),
                                .command = command,
                                .failed_at = time_since_epoch<std::chrono::microseconds>(),
                                .engine_version = EIGENLAKE_VERSION}));
  }
  return {};
}

std::vector<Error> errors_of(std::span<const MoleculeFailure> failures) {
  std::vector<Error> errors;
  for (const MoleculeFailure& failure : failures) errors.push_back(failure.error);
  return errors;
}

}  // namespace eigenlake
