// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

/// Writes the record as a raw object RAW/experiments/experiment.vqe/<unix_nano>-<id>.avro, durable when it
/// returns, never visible in part. Returns its URI.
///
/// Errors: of the store.
Result<std::string> store_raw_record(const Lake& lake, const RunRecord& record,
                                     const std::string& experiment_id);

/// The experiment that such an object's key names; none for keys of others, who name no experiment.
std::optional<std::string_view> experiment_in_raw_key(std::string_view key);

}  // namespace eigenlake
