// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// A molecule or run without a result.
struct MoleculeFailure {
  std::string input;     ///< "molecules.json, molecule 3 (NH3)"
  std::string molecule;  ///< Empty if it could not be read.
  Error error;
  bool error_names_input = false;  ///< As errors of readers do.

  std::string message() const { return (error_names_input ? "" : input + ": ") + error.to_string(); }
};

/// Whether any of them is about a molecule, and not about the call, such as a missing file, a store that
/// cannot be written or a stop.
bool has_failed_runs(std::span<const MoleculeFailure> failures);

/// Writes those into the raw store; an ingest copies them into failed_runs. `command` is the failed command.
/// Errors: of the store.
Result<> store_failed_runs(const Lake& lake, std::span<const MoleculeFailure> failures,
                           const std::string& command);

std::vector<Error> errors_of(std::span<const MoleculeFailure> failures);

}  // namespace eigenlake
