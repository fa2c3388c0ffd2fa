#include "eigenlake/cli/commands/asked_work.h"

#include <algorithm>

#include <fmt/format.h>

#include "eigenlake/cli/commands/molecule_settings.h"
#include "eigenlake/cli/settings/experiment_settings.h"
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
    invocation.note("--ansatz-reps changes nothing: UCCSD has no repetitions");
}

}  // namespace

Result<std::map<std::string, std::string>> asked_labels(const Configuration& configuration) {
  auto labels = parse_labels(configuration[option::kLabel]);
  if (!labels) return configuration.refuse(option::kLabel, labels.error());
  return labels;
}

void report_failure(const Invocation& invocation, const MoleculeFailure& failure) {
  const std::string message = failure.message();
  invocation.process.err << "error: " << message << std::endl;
  if (invocation.json())
    invocation.print({{"molecule", failure.input}, {"success", false}, {"error", message}});
}

Result<SimulationWork> asked_work(const Invocation& invocation) {
  const Configuration& configuration = invocation.configuration;
  WorkRequest request{.varied = names_of(configuration.varied()),
                      .follow = configuration[option::kFollow],
                      .num_jobs = static_cast<size_t>(configuration[option::kJobs]),
                      .num_threads = invocation.num_threads()};
  EIGENLAKE_ASSIGN_OR_RETURN(request.options, all_options(configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(request.labels, asked_labels(configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto scan, scan_request(configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(auto molecules, read_series(molecule_source(invocation), scan));
  for (const std::string& warning : molecules.warnings) invocation.warn(warning);
  EIGENLAKE_RETURN_IF_ERROR(check_number_of_runs(request.options.size(), molecules.num_molecules()));
  note_unused_settings(invocation, request.options);
  request.series = std::move(molecules.series);
  EIGENLAKE_ASSIGN_OR_RETURN(SimulationWork work, plan_work(request));
  for (const MoleculeFailure& failure : work.failures) report_failure(invocation, failure);
  if (work.num_repeated > 0)
    invocation.note(
        fmt::format("{} combinations of settings give the same experiment as another one of the same "
                    "molecule; each is planned once",
                    work.num_repeated));
  return work;
}

}  // namespace eigenlake
