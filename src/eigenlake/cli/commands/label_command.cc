// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "eigenlake/base/counted.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/lake/label.h"
#include "eigenlake/session/experiment_notes.h"

namespace eigenlake {
namespace {

/// The labels in the operands after the id.
Result<std::vector<LabelChange>> read_changes(const Invocation& invocation) {
  std::vector<LabelChange> changes;
  for (size_t i = 1; i < invocation.operands.size(); ++i) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto label, parse_label(invocation.operands[i]));
    for (const LabelChange& earlier : changes)
      if (earlier.key == label.first)
        return fail(ErrorKind::kUsage, "label '{}' is given twice", label.first);
    changes.push_back({{}, std::move(label.first), std::move(label.second)});
  }
  return changes;
}

Result<ExitCode> run_label(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto changes, read_changes(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_existing_lake(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(const LabelReport report,
                             label_experiment(lake, invocation.operands[0], changes, invocation.dry_run(),
                                              invocation.num_threads()));
  const auto& [id, batch_id] = report;
  Json labels = Json::object();
  for (const LabelChange& change : changes)
    labels[change.key] = change.value ? Json(*change.value) : Json(nullptr);
  invocation.report({{"experiment_id", id}, {"labels", labels}, {"batch_id", batch_id}},
                    fmt::format("{} {} of {}…\n", batch_id.empty() ? "would set" : "set",
                                counted(changes.size(), "label"), id.substr(0, 12)));
  return ExitCode::kOk;
}

}  // namespace

Command label_command() {
  return {.name = "label",
          .purpose = Purpose::kOrganise,
          .summary = "Set labels of an experiment",
          .description =
              "Sets labels of an experiment of the lake; KEY= removes one. They are in the table `labels`, "
              "which keeps every change, and as a map in the view `runs`: select * from runs where "
              "labels['series'] = 'a'. A unique prefix of an id is enough.",
          .example = "eigenlake label 3f2a series=a",
          .operands = {"EXPERIMENT_ID KEY=VALUE…", 2, kAnyNumber},
          .run = run_label};
}

}  // namespace eigenlake
