// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/asked_work.h"

#include <algorithm>

#include <fmt/format.h>

#include "eigenlake/cli/commands/batch_report.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/commands/molecule_settings.h"
#include "eigenlake/cli/settings/experiment_settings.h"
#include "eigenlake/cli/settings/kafka_settings.h"
#include "eigenlake/cli/settings/run_options.h"
#include "eigenlake/cli/settings/value_combinations.h"
#include "eigenlake/lake/label.h"
#include "eigenlake/quantum/ansatz_families.h"

namespace eigenlake {
namespace {

/// The options of every combination, each checked.
Result<std::vector<ExperimentSpec>> all_options(const Configuration& configuration) {
  const ValueCombinations combinations(configuration);
  EIGENLAKE_RETURN_IF_ERROR(check_number_of_runs(combinations.size(), 1));
  std::vector<ExperimentSpec> all;
  for (uint64_t i = 0; i < combinations.size(); ++i) {
    auto options = experiment_spec(combinations.at(i));
    if (!options && combinations.size() > 1)
      return fail(options.error().kind, "with {}: {}", combinations.text_of(i), options.error().message);
    if (!options) return std::unexpected(options.error());
    all.push_back(*std::move(options));
  }
  return all;
}

void note_unused_settings(const Invocation& invocation, const std::vector<ExperimentSpec>& all) {
  const auto repeats = [](const ExperimentSpec& spec) { return family_of(spec.ansatz).has_repetitions(); };
  if (invocation.configuration.has(experiment_setting("ansatz-reps")) && std::ranges::none_of(all, repeats))
    invocation.note(
        fmt::format("--ansatz-reps changes nothing: {} has no repetitions", name_of(all.front().ansatz)));
}

}  // namespace

Result<std::map<std::string, std::string>> asked_labels(const Configuration& configuration) {
  auto labels = parse_labels(configuration[option::kLabel]);
  if (!labels) return configuration.refuse(option::kLabel, labels.error());
  return labels;
}

void report_failure(const Invocation& invocation, const MoleculeFailure& failure) {
  const std::string message = failure.message();
  invocation.process.tell_error(message);
  if (invocation.json())
    invocation.print({{"molecule", failure.input}, {"success", false}, {"error", message}});
}

Result<RunRequest> run_request(const Invocation& invocation) {
  const Configuration& configuration = invocation.configuration;
  EIGENLAKE_ASSIGN_OR_RETURN(MoleculeSource molecules, molecule_source(invocation));
  RunRequest request{.molecules = std::move(molecules),
                     .work = {.varied = names_of(configuration.varied()),
                              .num_jobs = static_cast<size_t>(configuration[option::kJobs])},
                     .features = feature_settings(configuration),
                     .ingest = ingest_options(invocation),
                     .num_threads = invocation.num_threads(),
                     .force = invocation[option::kForce],
                     .command = invocation.command.name};
  EIGENLAKE_ASSIGN_OR_RETURN(request.lake, lake_address(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(request.publishing, asked_publishing(configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(request.work.options, all_options(configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(request.work.labels, asked_labels(configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(request.scan, scan_request(configuration));
  note_unused_settings(invocation, request.work.options);
  return request;
}

}  // namespace eigenlake
