// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/experiment_settings.h"

#include <deque>
#include <map>

#include "eigenlake/base/assert.h"
#include "eigenlake/record/experiment_fields.h"

namespace eigenlake {
namespace {

SettingType type_of(ExperimentField::Type type) {
  switch (type) {
    case ExperimentField::Type::kText:
      return SettingType::kText;
    case ExperimentField::Type::kInteger:
      return SettingType::kInteger;
    case ExperimentField::Type::kReal:
      return SettingType::kReal;
    case ExperimentField::Type::kFlag:
      return SettingType::kFlag;
  }
  EIGENLAKE_ASSERT(false);
}

Setting setting_of(const ExperimentField& field) {
  return {.name = field.name,
          .type = type_of(field.type),
          .placeholder = field.placeholder,
          .default_text = field.default_text,
          .help = field.help,
          .choices = field.choices,
          .open_choices = field.open_choices,
          .minimum = field.minimum,
          .short_name = field.short_name,
          .repeatable = field.repeatable,
          .basic = field.basic,
          // What defines an experiment harms nobody; its value is in the tables.
          .in_folder = InFolder::kMayBeSet};
}

std::map<std::string_view, Settings> build_groups() {
  static std::deque<Setting> all;
  std::map<std::string_view, Settings> groups;
  for (const ExperimentField& field : experiment_fields())
    if (field.is_setting()) groups[field.group].push_back(&all.emplace_back(setting_of(field)));
  return groups;
}

const std::map<std::string_view, Settings>& groups() {
  static const auto by_name = build_groups();
  return by_name;
}

}  // namespace

const Settings& experiment_settings(std::string_view group) {
  return groups().at(group);
}

const Setting& experiment_setting(std::string_view field) {
  for (const auto& [group, settings] : groups())
    for (const Setting* setting : settings)
      if (setting->name == field) return *setting;
  EIGENLAKE_ASSERT(false);
}

}  // namespace eigenlake
