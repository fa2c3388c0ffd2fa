#include "eigenlake/cli/commands/work_plan.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "eigenlake/cli/commands/failure_report.h"
#include "eigenlake/cli/commands/molecule_settings.h"
#include "eigenlake/cli/commands/scan_request.h"
#include "eigenlake/cli/output/run_settings.h"
#include "eigenlake/cli/settings/value_combinations.h"
#include "eigenlake/cli/settings/value_list.h"
#include "eigenlake/lake/label.h"

namespace eigenlake {
namespace {

Result<> check_number_of_runs(uint64_t combinations, uint64_t molecules) {
  if (molecules == 0 || combinations <= kMaxValues / molecules) return {};
  return fail(ErrorKind::kUsage,
              "expected at most {} runs in one call, found {} combinations of settings for {} molecules",
              kMaxValues, combinations, molecules);
}

/// The options of every combination, each checked.
Result<std::vector<SimulationOptions>> all_options(const Configuration& configuration) {
  const ValueCombinations combinations(configuration);
  EIGENLAKE_RETURN_IF_ERROR(check_number_of_runs(combinations.size(), 1));
  std::vector<SimulationOptions> all;
  for (uint64_t i = 0; i < combinations.size(); ++i) {
    auto options = simulation_options(combinations.at(i));
    if (!options && combinations.size() > 1)
      return fail(options.error().kind, "with {}: {}", combinations.text_of(i), options.error().message);
    if (!options) return std::unexpected(options.error());
    all.push_back(*std::move(options));
  }
  return all;
}

/// Plans runs one after the other.
class WorkPlanner {
 public:
  WorkPlanner(const Invocation& invocation, size_t num_runs, std::map<std::string, std::string> labels)
      : invocation_(invocation), varied_(invocation.configuration.varied()), labels_(std::move(labels)) {
    const auto jobs = static_cast<size_t>(invocation.configuration.integer("jobs"));
    work_.num_jobs = std::clamp(num_runs, size_t{1}, jobs);
    work_.threads_each = std::max(1, invocation.num_threads() / static_cast<int>(work_.num_jobs));
  }

  /// Each point with these options; with `follow` from the optimum of the point before.
  void add_series(const std::vector<MoleculeEntry>& points, SimulationOptions options, bool follow) {
    for (const MoleculeEntry& point : points) {
      if (!point.molecule) continue;
      const auto id = add(point, options);
      if (id && follow) options.follow = *id;
    }
  }
  void add_failure(const MoleculeEntry& entry) {
    report_failure(invocation_, entry);
    work_.failures.push_back({entry.place(), "", entry.molecule.error()});
  }
  SimulationWork finish() {
    if (num_repeated_ > 0)
      invocation_.note(fmt::format(
          "{} combinations of settings give the same experiment as another one of the same molecule; "
          "each is planned once",
          num_repeated_));
    return std::move(work_);
  }

 private:
  /// The experiment's id, where there is a plan.
  std::optional<std::string> add(const MoleculeEntry& entry, const SimulationOptions& options) {
    auto plan = plan_run(entry, options, work_.threads_each);
    if (!plan) {
      PlannedRun place;
      place.place = entry.place();
      place.variant = variant_text(options, varied_);
      report_failure(invocation_, place.full_place(), plan.error());
      const std::string name = entry.molecule ? entry.molecule->display_name() : "";
      work_.failures.push_back({place.full_place(), name, plan.error()});
      return std::nullopt;
    }
    plan->variant = variant_text(plan->options, varied_);
    if (!planned_.emplace(plan->place, plan->experiment_id).second) {
      ++num_repeated_;
      return plan->experiment_id;
    }
    plan->plan.labels = labels_;
    work_.plans.push_back(*std::move(plan));
    return work_.plans.back().experiment_id;
  }

  const Invocation& invocation_;
  std::vector<std::string_view> varied_;
  std::map<std::string, std::string> labels_;
  SimulationWork work_;
  std::set<std::pair<std::string, std::string>> planned_;  ///< Place and id.
  size_t num_repeated_ = 0;
};

void note_unused_settings(const Invocation& invocation, const std::vector<SimulationOptions>& all) {
  const auto uccsd = [](const SimulationOptions& options) { return options.ansatz == AnsatzKind::kUccsd; };
  if (invocation.configuration.has("ansatz-reps") && std::ranges::all_of(all, uccsd))
    invocation.note("--ansatz-reps changes nothing: UCCSD has no repetitions");
}

}  // namespace

Result<std::map<std::string, std::string>> asked_labels(const Configuration& configuration) {
  if (!configuration.has("label")) return {};
  auto labels = parse_labels(configuration.texts("label"));
  if (!labels) return configuration.refuse("label", labels.error());
  return labels;
}

Result<SimulationWork> plan_work(const Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto all, all_options(invocation.configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(auto labels, asked_labels(invocation.configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto all_series, read_series(invocation));
  uint64_t num_molecules = 0;
  for (const auto& series : all_series) num_molecules += series.size();
  EIGENLAKE_RETURN_IF_ERROR(check_number_of_runs(all.size(), num_molecules));
  note_unused_settings(invocation, all);
  WorkPlanner planner(invocation, num_molecules * all.size(), std::move(labels));
  for (const auto& series : all_series) {
    for (const MoleculeEntry& entry : series)
      if (!entry.molecule) planner.add_failure(entry);
    for (const SimulationOptions& options : all)
      planner.add_series(series, options, invocation.configuration.flag("follow"));
  }
  return planner.finish();
}

}  // namespace eigenlake
