// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/setting_list.h"

#include <algorithm>

#include "eigenlake/cli/settings/basis_options.h"
#include "eigenlake/cli/settings/catalog_options.h"
#include "eigenlake/cli/settings/common_options.h"
#include "eigenlake/cli/settings/experiment_settings.h"
#include "eigenlake/cli/settings/export_options.h"
#include "eigenlake/cli/settings/kafka_options.h"
#include "eigenlake/cli/settings/maintenance_options.h"
#include "eigenlake/cli/settings/plot_options.h"
#include "eigenlake/cli/settings/query_options.h"
#include "eigenlake/cli/settings/report_options.h"
#include "eigenlake/cli/settings/run_options.h"
#include "eigenlake/cli/settings/s3_options.h"
#include "eigenlake/cli/settings/scf_options.h"
#include "eigenlake/cli/settings/selection_options.h"
#include "eigenlake/cli/settings/topic_options.h"

namespace eigenlake {
namespace {

std::vector<SettingGroup> build_groups_of_help() {
  const auto group = [](std::string_view heading, std::span<const Setting* const> settings) {
    return SettingGroup{heading, {settings.begin(), settings.end()}};
  };
  const auto kafka = [&](std::string_view heading, std::span<const Setting* const> settings) {
    return SettingGroup{heading, {settings.begin(), settings.end()}, true};
  };
  return {
      group("Common", option::kCommonOptions),
      group("Catalog", option::kCatalogOptions),
      group("Register", option::kRegisterOptions),
      group("Copy", option::kCopyOptions),
      group("Object storage", option::kObjectStorageOptions),
      group("Molecules", joined_settings({option::kMoleculesOptions, experiment_settings("Molecules")})),
      group("Scan", option::kScanOptions),
      group("Simulation", joined_settings({experiment_settings("Simulation"), option::kSimulationOptions})),
      group("Input", option::kInputOptions),
      group("Earlier spellings", option::kEarlierSpellingsOptions),
      kafka("Kafka", option::kKafkaOptions),
      kafka("Kafka security", option::kKafkaSecurityOptions),
      kafka("Schema Registry", option::kSchemaRegistryOptions),
      kafka("Spool", option::kSpoolOptions),
      group("Landing", option::kLandingOptions),
      group("Topic", option::kTopicOptions),
      group("Basis sets", option::kBasisSetOptions),
      group("Figures", option::kFiguresOptions),
      group("Result", option::kResultOptions),
      group("Ingest", option::kIngestOptions),
      group("Plot", option::kPlotOptions),
      group("Watch", option::kWatchOptions),
      group("Report", option::kReportOptions),
      group("Features", option::kFeaturesOptions),
      group("Selection", option::kSelectionOptions),
      group("Dataset", option::kDatasetOptions),
      group("Maintenance", option::kMaintenanceOptions),
      group("Deletion", option::kDeletionOptions),
  };
}

}  // namespace

std::span<const SettingGroup> setting_groups() {
  static const std::vector<SettingGroup> groups = build_groups_of_help();
  return groups;
}

const Settings& all_settings() {
  static const Settings settings = [] {
    Settings all;
    for (const SettingGroup& group : setting_groups())
      all.insert(all.end(), group.settings.begin(), group.settings.end());
    return all;
  }();
  return settings;
}

const Setting* find_setting(std::string_view name) {
  std::string hyphenated(name);
  std::ranges::replace(hyphenated, '_', '-');
  const auto found = std::ranges::find(all_settings(), hyphenated, &Setting::name);
  return found == all_settings().end() ? nullptr : *found;
}

}  // namespace eigenlake
