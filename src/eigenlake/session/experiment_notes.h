#pragma once

#include <string>
#include <vector>

#include "eigenlake/ingest/label_batch.h"
#include "eigenlake/session/visible_lake.h"

namespace eigenlake {

/// Puts a tag of a user on every table, on the state that queries see at `travel`, unless it is a dry run.
/// Returns the tables.
///
/// Errors: kUsage for a name that is none or is taken; kNotFound where there is nothing to tag; of
///         VisibleLake::load; kStore.
Result<std::vector<std::string>> tag_state(const Lake& lake, const std::string& name,
                                           const TimeTravel& travel, bool dry_run);

/// What a call that writes labels did.
struct LabelReport {
  std::string experiment_id;
  std::string batch_id;  ///< Empty in a dry run.
};

/// Sets labels of the experiment whose id begins with `prefix`, unless it is a dry run; the experiment of the
/// changes is left open.
///
/// Errors: of find_experiment and set_labels.
Result<LabelReport> label_experiment(const Lake& lake, const std::string& prefix,
                                     std::vector<LabelChange> changes, bool dry_run, int num_threads);

}  // namespace eigenlake
