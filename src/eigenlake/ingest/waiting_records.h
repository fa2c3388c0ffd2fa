// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

/// Takes a record of a raw object.
using WaitingRecordVisitor = std::function<void(const std::string& experiment_id, const RunRecord& record)>;

/// Calls `visit` once with the record of each experiment of `wanted` that lies in one of the objects. Objects
/// whose keys name an experiment are read only where it is wanted; others, those of a sink, one after another
/// until nothing is left to be found. What cannot be read holds nothing.
///
/// Errors: those of the store.
/// Cost:   memory of an object, or of a part of a large one.
Result<> read_waiting_records(const Lake& lake, std::span<const ObjectInfo> objects,
                              std::set<std::string> wanted, const WaitingRecordVisitor& visit);

/// Raw objects of simulations (experiment_in_raw_key), but for those from before `unix_nanos` by the clock of
/// whoever wrote them.
///
/// Cost: a listing of what came since.
Result<std::vector<ObjectInfo>> raw_records_since(const Lake& lake, int64_t unix_nanos);

}  // namespace eigenlake
