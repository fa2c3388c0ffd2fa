// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/transform/feature_settings.h"

#include "eigenlake/base/number_parsing.h"

namespace eigenlake {
namespace {

struct Setting {
  const char* property;
  int FeatureSettings::* field;
};

constexpr Setting kSettings[] = {
    {"eigenlake.ml.rolling-window", &FeatureSettings::rolling_window},
    {"eigenlake.ml.trajectory-head", &FeatureSettings::trajectory_head},
    {"eigenlake.ml.trajectory-tail", &FeatureSettings::trajectory_tail},
};

constexpr int kFormulaVersion = 2;

}  // namespace

FeatureSettings FeatureSettings::of(const std::map<std::string, std::string>& properties) {
  FeatureSettings settings;
  for (const auto& [property, field] : kSettings)
    if (const auto found = properties.find(property); found != properties.end())
      settings.*field = parse_number<int>(found->second).value_or(settings.*field);
  return settings;
}

std::map<std::string, std::string> FeatureSettings::to_properties() const {
  std::map<std::string, std::string> properties;
  for (const auto& [property, field] : kSettings) properties[property] = std::to_string(this->*field);
  return properties;
}

Result<> FeatureSettings::check_against(const std::map<std::string, std::string>& properties) const {
  for (const auto& [property, wanted] : to_properties()) {
    const auto found = properties.find(property);
    if (found == properties.end() || found->second == wanted) continue;
    return fail(ErrorKind::kUsage,
                "{}: this lake was made with {}, the setting is {}; a lake keeps its windows", property,
                found->second, wanted);
  }
  return {};
}

std::map<std::string, std::string> formula_properties() {
  return {{std::string(kFormulaProperty), std::to_string(kFormulaVersion)}};
}

Result<bool> has_present_formulas(const std::map<std::string, std::string>& properties) {
  const auto found = properties.find(std::string(kFormulaProperty));
  if (found == properties.end()) return false;
  const int version = parse_number<int>(found->second).value_or(kFormulaVersion + 1);
  if (version <= kFormulaVersion) return version == kFormulaVersion;
  return fail(
      ErrorKind::kUnsupported,
      "the ML tables of this lake have features of version {}, this program computes version {}; use the "
      "version that wrote them",
      found->second, kFormulaVersion);
}

}  // namespace eigenlake
