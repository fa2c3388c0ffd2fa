// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "eigenlake/ingest/label_batch.h"
#include "eigenlake/session/visible_lake.h"

namespace eigenlake {

/// Puts a user's tag on the state of every table at `travel`, except in a dry run. Returns the tables.
///
/// Errors: kUsage for an invalid or taken name; kNotFound if there is nothing to tag; of
///         VisibleLake::load; kStore.
Result<std::vector<std::string>> tag_state(const Lake& lake, const std::string& name,
                                           const TimeTravel& travel, bool dry_run);

struct LabelReport {
  std::string experiment_id;
  std::string batch_id;  ///< Empty in a dry run.
};

/// Sets labels of the experiment whose id begins with `prefix`, except in a dry run. The experiment id of
/// `changes` is ignored.
///
/// Errors: of find_experiment and set_labels.
Result<LabelReport> label_experiment(const Lake& lake, const std::string& prefix,
                                     std::vector<LabelChange> changes, bool dry_run, int num_threads);

}  // namespace eigenlake
