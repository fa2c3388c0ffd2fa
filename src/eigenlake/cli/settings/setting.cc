// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/setting.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "eigenlake/base/nearest_name.h"
#include "eigenlake/base/number_parsing.h"

namespace eigenlake {
namespace {

Result<> check_number(const Setting& setting, double value, const std::string& text) {
  if (setting.minimum && value < *setting.minimum)
    return fail(ErrorKind::kUsage, "must be at least {}, got '{}'", *setting.minimum, text);
  if (setting.maximum && value > *setting.maximum)
    return fail(ErrorKind::kUsage, "must be at most {}, got '{}'", *setting.maximum, text);
  return {};
}

}  // namespace

Settings joined_settings(std::initializer_list<std::span<const Setting* const>> parts) {
  Settings all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

bool contains(std::span<const Setting* const> settings, const Setting* setting) {
  return std::ranges::find(settings, setting) != settings.end();
}

std::string choices_text(std::span<const std::string_view> choices) {
  std::string text;
  for (size_t i = 0; i < choices.size(); ++i) {
    if (i > 0) text += i + 1 == choices.size() ? " or " : ", ";
    text += choices[i];
  }
  return text;
}

std::vector<std::string_view> names_of(const Settings& settings) {
  std::vector<std::string_view> names;
  for (const Setting* setting : settings) names.push_back(setting->name);
  return names;
}

std::string Setting::environment_variable() const {
  std::string variable = "EIGENLAKE_";
  for (const char c : name)
    variable += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return variable;
}

Result<int64_t> parse_integer(std::string_view text) {
  const auto value = parse_number<int32_t>(text);
  if (!value) return fail(ErrorKind::kUsage, "must be a whole number, got '{}'", text);
  return *value;
}

Result<double> parse_real(std::string_view text) {
  const auto value = parse_number<double>(text);
  if (!value || !std::isfinite(*value)) return fail(ErrorKind::kUsage, "must be a number, got '{}'", text);
  return *value;
}

Result<bool> parse_flag(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (lower == "true" || lower == "1" || lower == "yes" || lower == "on") return true;
  if (lower == "false" || lower == "0" || lower == "no" || lower == "off") return false;
  return fail(ErrorKind::kUsage, "must be true or false, got '{}'", text);
}

Result<> check_value(const Setting& setting, const std::string& text) {
  switch (setting.type) {
    case SettingType::kFlag:
      EIGENLAKE_RETURN_IF_ERROR(parse_flag(text));
      return {};
    case SettingType::kInteger: {
      EIGENLAKE_ASSIGN_OR_RETURN(const int64_t value, parse_integer(text));
      return check_number(setting, static_cast<double>(value), text);
    }
    case SettingType::kReal: {
      EIGENLAKE_ASSIGN_OR_RETURN(const double value, parse_real(text));
      return check_number(setting, value, text);
    }
    case SettingType::kText:
      if (setting.choices.empty() || setting.open_choices) return {};
      if (std::find(setting.choices.begin(), setting.choices.end(), text) != setting.choices.end()) return {};
      return fail(ErrorKind::kUsage, "must be {}, got '{}'{}", choices_text(setting.choices), text,
                  did_you_mean(text, setting.choices));
  }
  return {};
}

}  // namespace eigenlake
