// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/help/command_help.h"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/cli/help/option_text.h"

namespace eigenlake {
namespace {

constexpr size_t kColumnOfBasics = 26;

size_t num_settings(const std::vector<SettingGroup>& groups) {
  size_t count = 0;
  for (const SettingGroup& group : groups) count += group.settings.size();
  return count;
}

void print_usage(const Command& command, HelpPage& page) {
  constexpr size_t kIndentOfUsage = 7;
  page.paragraph(command.summary + ".");
  page.blank();
  page.paragraph("Usage: " + usage_of(command), kIndentOfUsage);
}

void print_examples(const Command& command, HelpPage& page) {
  if (command.example.empty()) return;
  page.heading(command.example.contains('\n') ? "Examples" : "Example");
  std::istringstream lines(command.example);
  for (std::string line; std::getline(lines, line);) page.command_line(line);
}

/// The basic ones; those of Kafka only where the command is about streams.
Settings basic_settings(const Command& command) {
  Settings basics;
  for (const bool of_kafka : {true, false}) {
    if (of_kafka && command.purpose != Purpose::kStream) continue;
    for (const SettingGroup& group : groups_of(command, of_kafka))
      std::ranges::copy_if(group.settings, std::back_inserter(basics),
                           [](const Setting* setting) { return setting->basic; });
  }
  // Such a command prints its plan, which says little.
  if (command.only_reads) std::erase(basics, &option::kDryRun);
  return basics;
}

void print_short_help(const Command& command, HelpPage& page) {
  print_usage(command, page);
  page.set_column(kColumnOfBasics);
  page.heading("Options");
  for (const Setting* setting : basic_settings(command))
    page.entry(flags_of(*setting), short_explanation_of(*setting));
  print_examples(command, page);
  page.blank();
  const bool has_kafka = !groups_of(command, true).empty();
  page.paragraph(fmt::format("'eigenlake {} --help' describes {} options{}.", command.name,
                             num_settings(groups_of(command, false)),
                             has_kafka ? ", --help-kafka Kafka's" : ""));
}

void print_groups(const Command& command, const std::vector<SettingGroup>& groups, HelpPage& page) {
  for (const SettingGroup& group : groups) {
    page.heading(group.heading);
    for (const Setting* setting : group.settings)
      page.entry(flags_of(*setting), explanation_of(*setting, may_be_repeated(command, *setting)));
  }
}

void print_full_help(const Command& command, HelpPage& page) {
  print_usage(command, page);
  page.blank();
  page.paragraph(command.description);
  print_examples(command, page);
  print_groups(command, groups_of(command, false), page);
  page.heading("Help");
  page.entry("-h", "Print the most used options");
  page.entry("--help", "Print this text");
  if (const size_t count = num_settings(groups_of(command, true)); count > 0)
    page.entry("--help-kafka", fmt::format("Print the {} options of Kafka", count));
}

void print_kafka_help(const Command& command, HelpPage& page) {
  page.paragraph(fmt::format("Options of Kafka that 'eigenlake {}' takes.", command.name));
  print_groups(command, groups_of(command, true), page);
}

}  // namespace

std::string usage_of(const Command& command) {
  return fmt::format("eigenlake {} [OPTIONS]{}{}", command.name, command.operands.text.empty() ? "" : " ",
                     command.operands.text);
}

std::vector<SettingGroup> groups_of(const Command& command, bool of_kafka) {
  std::vector<SettingGroup> groups(setting_groups().begin(), setting_groups().end());
  std::ranges::rotate(groups, groups.begin() + 1);  // the common ones last
  const Settings taken = command.all_settings();
  for (SettingGroup& group : groups)
    std::erase_if(group.settings,
                  [&](const Setting* setting) { return setting->secret || !contains(taken, setting); });
  std::erase_if(groups, [&](const SettingGroup& group) {
    return group.settings.empty() || group.is_of_kafka != of_kafka;
  });
  return groups;
}

bool may_be_repeated(const Command& command, const Setting& setting) {
  return setting.accumulates || (command.plans_many && setting.repeatable);
}

void print_command_help(const Command& command, HelpKind kind, HelpPage& page) {
  switch (kind) {
    case HelpKind::kShort:
      return print_short_help(command, page);
    case HelpKind::kFull:
      return print_full_help(command, page);
    case HelpKind::kKafka:
      return print_kafka_help(command, page);
    case HelpKind::kNone:
      break;
  }
  EIGENLAKE_ASSERT(false);
}

}  // namespace eigenlake
