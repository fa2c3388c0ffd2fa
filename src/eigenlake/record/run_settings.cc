// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/run_settings.h"

#include <algorithm>

#include "eigenlake/base/assert.h"
#include "eigenlake/json/jcs.h"
#include "eigenlake/record/experiment_fields.h"
#include "eigenlake/record/json_type.h"

namespace eigenlake {
namespace {

template <typename T>
void take_member(const Json& object, const char* key, std::optional<T>& target) {
  const auto found = object.find(key);
  if (found != object.end() && has_type<T>(*found)) target = found->template get<T>();
}

/// The member at "a.b", or null.
const Json* find_path(const Json& object, std::string_view path) {
  const size_t point = path.find('.');
  const auto found = object.find(std::string(path.substr(0, point)));
  if (found == object.end()) return nullptr;
  if (point == std::string_view::npos) return &*found;
  return found->is_object() ? find_path(*found, path.substr(point + 1)) : nullptr;
}

template <typename T>
SettingValue value_of(const Json& json) {
  return has_type<T>(json) ? SettingValue(json.get<T>()) : SettingValue();
}

SettingValue value_of(const Json& json, SettingColumn::Type type) {
  switch (type) {
    case SettingColumn::Type::kInteger:
      return value_of<int32_t>(json);
    case SettingColumn::Type::kReal:
      return value_of<double>(json);
    case SettingColumn::Type::kFlag:
      return value_of<bool>(json);
    case SettingColumn::Type::kText:
      return value_of<std::string>(json);
  }
  EIGENLAKE_ASSERT(false);
}

void take_identity(const Json& identity, RunSettings& settings) {
  if (!identity.is_object()) return;
  std::optional<int32_t> search;
  take_member(identity, "search", search);
  settings.search = search.value_or(0);
  for (const SettingColumn& column : setting_columns()) {
    const Json* found = find_path(identity, column.path);
    settings.values.push_back(found != nullptr ? value_of(*found, column.type) : SettingValue());
  }
}

void take_labels(const Json& options, std::map<std::string, std::string>& labels) {
  const auto found = options.find("labels");
  if (found == options.end() || !found->is_object()) return;
  for (const auto& [key, value] : found->items())
    if (value.is_string()) labels[key] = value.get<std::string>();
}

}  // namespace

size_t RunSettings::place_of(std::string_view column) {
  const auto columns = setting_columns();
  const auto found = std::ranges::find(columns, column, &SettingColumn::name);
  EIGENLAKE_ASSERT(found != columns.end());
  return static_cast<size_t>(found - columns.begin());
}

bool RunSettings::is_checked_minimum() const {
  return search >= kSecondOrderSearch;
}

Result<RunSettings> parse_run_settings(const RunRecord& record) {
  RunSettings settings;
  if (!record.run_options) return settings;
  const auto options = parse_json_strictly(*record.run_options);
  if (!options) return fail_with_context(options.error(), "in the record's run_options");
  if (!options->is_object()) {
    return fail(ErrorKind::kInvalidInput, "run_options must be a JSON object, got {}", options->type_name());
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
