#pragma once

#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/record/run_record.h"
#include "eigenlake/record/run_settings.h"

namespace eigenlake {

/// What the experiment id is the hash of: the RFC 8785 form of {"basis_set", "initial_data", "molecule_data",
/// "run_identity"}, the basis in its canonical spelling, the Hamiltonian left out. Where run_options has an
/// identity, the ansatz text and the initial parameters are left out too, so the id of a planned experiment
/// is known before it is simulated: fill the fields that a plan knows (plan_record), the rest does not count.
///
/// Requires: `settings` are those of the record.
/// Errors:   kInvalidInput for numbers that are not finite.
Result<std::string> experiment_identity_json(const RunRecord& record, const RunSettings& settings);

/// Lowercase hex SHA-256 of experiment_identity_json.
///
/// Cost: about 2 µs per kilobyte of ansatz text and parameters.
Result<std::string> experiment_id(const RunRecord& record, const RunSettings& settings);
/// The same for a caller who needs nothing else of the settings. Errors: also those of parse_run_settings().
Result<std::string> experiment_id(const RunRecord& record);

}  // namespace eigenlake
