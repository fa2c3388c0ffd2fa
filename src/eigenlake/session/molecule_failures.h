#pragma once

#include <span>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// A molecule, or a run of one, that has no result.
struct MoleculeFailure {
  std::string input;     ///< "molecules.json, molecule 3 (NH3)"
  std::string molecule;  ///< Empty where it could not be read.
  Error error;
  bool error_names_input = false;  ///< As those of readers do.

  /// For people: where, and what.
  std::string message() const { return (error_names_input ? "" : input + ": ") + error.to_string(); }
};

/// Whether any of them tells of a molecule, and not of the call: of a file that is not there, a store that
/// cannot be written, a stop.
bool has_failed_runs(std::span<const MoleculeFailure> failures);

/// Writes those into the raw store, from where an ingest brings them into failed_runs. `command` is the one
/// that met them. Errors: of the store.
Result<> store_failed_runs(const Lake& lake, std::span<const MoleculeFailure> failures,
                           const std::string& command);

/// Their errors, in their order.
std::vector<Error> errors_of(std::span<const MoleculeFailure> failures);

}  // namespace eigenlake
