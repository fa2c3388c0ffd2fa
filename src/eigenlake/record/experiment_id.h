// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/record/run_record.h"
#include "eigenlake/record/run_settings.h"

namespace eigenlake {

/// The text whose hash is the experiment id: the RFC 8785 form of {"basis_set", "initial_data",
/// "molecule_data", "run_identity"}, with the basis in its canonical spelling and without the Hamiltonian. If
/// run_options has an identity, the ansatz text and the initial parameters are also left out, so that the
/// record of a plan (plan_record) already has the id.
///
/// Requires: `settings` are those of the record.
/// Errors:   kInvalidInput for numbers that are not finite.
Result<std::string> experiment_identity_json(const RunRecord& record, const RunSettings& settings);

/// Lowercase hex SHA-256 of experiment_identity_json.
///
/// Cost: about 2 µs per kilobyte of ansatz text and parameters.
Result<std::string> experiment_id(const RunRecord& record, const RunSettings& settings);
/// The same with the parsed settings. Errors: also those of parse_run_settings().
Result<std::string> experiment_id(const RunRecord& record);

}  // namespace eigenlake
