#include "eigenlake/record/run_settings.h"

#include <limits>

#include "eigenlake/json/jcs.h"
#include "eigenlake/json/json.h"

namespace eigenlake {
namespace {

void take(const Json& json, std::optional<bool>& target) {
  if (json.is_boolean()) target = json.get<bool>();
}

void take(const Json& json, std::optional<std::string>& target) {
  if (json.is_string()) target = json.get<std::string>();
}

void take(const Json& json, std::optional<double>& target) {
  if (json.is_number()) target = json.get<double>();
}

void take(const Json& json, std::optional<int32_t>& target) {
  constexpr double kLeast = std::numeric_limits<int32_t>::min();
  constexpr double kMost = std::numeric_limits<int32_t>::max();
  if (!json.is_number_integer()) return;
  const double value = json.get<double>();
  if (value >= kLeast && value <= kMost) target = json.get<int32_t>();
}

template <typename T>
void take_member(const Json& object, const char* key, T& target) {
  const auto found = object.find(key);
  if (found != object.end()) take(*found, target);
}

void take_identity(const Json& identity, RunSettings& settings) {
  if (!identity.is_object()) return;
  std::optional<int32_t> search;
  take_member(identity, "search", search);
  settings.search = search.value_or(0);
  take_member(identity, "frozen_core", settings.frozen_core);
  take_member(identity, "scf", settings.scf_method);
  take_member(identity, "mapping", settings.mapping);
  take_member(identity, "max_iterations", settings.max_iterations);
  take_member(identity, "max_evaluations", settings.max_evaluations);
  take_member(identity, "threshold", settings.threshold);
  take_member(identity, "restarts", settings.restarts);
  take_member(identity, "penalty", settings.penalty);
  take_member(identity, "jitter", settings.jitter);
  const auto space = identity.find("active_space");
  if (space == identity.end() || !space->is_object()) return;
  take_member(*space, "electrons", settings.active_electrons);
  take_member(*space, "orbitals", settings.active_orbitals);
}

void take_labels(const Json& options, std::map<std::string, std::string>& labels) {
  const auto found = options.find("labels");
  if (found == options.end() || !found->is_object()) return;
  for (const auto& [key, value] : found->items())
    if (value.is_string()) labels[key] = value.get<std::string>();
}

}  // namespace

bool RunSettings::is_checked_minimum() const {
  return search >= kSecondOrderSearch;
}

Result<RunSettings> parse_run_settings(const RunRecord& record) {
  RunSettings settings;
  if (!record.run_options) return settings;
  const auto options = parse_json_strictly(*record.run_options);
  if (!options) return fail_with_context(options.error(), "in the record's run_options");
  if (!options->is_object()) {
    return fail(ErrorKind::kInvalidInput, "expected run_options to be a JSON object, found {}",
                options->type_name());
  }
  take_member(*options, "engine_version", settings.engine_version);
  take_member(*options, "name", settings.name);
  take_labels(*options, settings.labels);
  const auto identity = options->find("identity");
  if (identity == options->end() || identity->is_null()) return settings;
  EIGENLAKE_ASSIGN_OR_RETURN(settings.identity, to_jcs(*identity));
  take_identity(*identity, settings);
  return settings;
}

}  // namespace eigenlake
