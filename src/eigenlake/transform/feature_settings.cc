#include "eigenlake/transform/feature_settings.h"

#include <charconv>
#include <cstdlib>
#include <string_view>

namespace eigenlake {
namespace {

struct Setting {
  const char* variable;
  const char* property;
  int FeatureSettings::* field;
};

constexpr Setting kSettings[] = {
    {"ML_ROLLING_WINDOW", "eigenlake.ml.rolling-window", &FeatureSettings::rolling_window},
    {"ML_TRAJECTORY_HEAD", "eigenlake.ml.trajectory-head", &FeatureSettings::trajectory_head},
    {"ML_TRAJECTORY_TAIL", "eigenlake.ml.trajectory-tail", &FeatureSettings::trajectory_tail},
};

}  // namespace

Result<FeatureSettings> FeatureSettings::from_environment() {
  FeatureSettings settings;
  for (const auto& [variable, property, field] : kSettings) {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view text(value);
    const auto [end, error] = std::from_chars(text.begin(), text.end(), settings.*field);
    if (error != std::errc() || end != text.end() || settings.*field < 1)
      return fail(ErrorKind::kUsage, "{}: expected a whole number of at least 1, found '{}'", variable, text);
  }
  return settings;
}

std::map<std::string, std::string> FeatureSettings::to_properties() const {
  std::map<std::string, std::string> properties;
  for (const auto& [variable, property, field] : kSettings)
    properties[property] = std::to_string(this->*field);
  return properties;
}

Result<> FeatureSettings::check_against(const std::map<std::string, std::string>& properties) const {
  for (const auto& [property, wanted] : to_properties()) {
    const auto found = properties.find(property);
    if (found == properties.end() || found->second == wanted) continue;
    return fail(ErrorKind::kUsage,
                "{}: this lake was made with {}, found a setting of {}; a lake keeps its windows", property,
                found->second, wanted);
  }
  return {};
}

}  // namespace eigenlake
