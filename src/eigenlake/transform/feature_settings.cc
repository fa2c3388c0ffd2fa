#include "eigenlake/transform/feature_settings.h"

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

}  // namespace

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
                "{}: this lake was made with {}, found a setting of {}; a lake keeps its windows", property,
                found->second, wanted);
  }
  return {};
}

}  // namespace eigenlake
