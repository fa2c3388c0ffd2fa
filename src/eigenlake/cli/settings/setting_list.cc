#include "eigenlake/cli/settings/setting_list.h"

#include <algorithm>

#include "eigenlake/cli/settings/kafka_setting_list.h"
#include "eigenlake/cli/settings/lake_setting_list.h"
#include "eigenlake/cli/settings/run_setting_list.h"

namespace eigenlake {
namespace {

using enum SettingType;

std::vector<Setting> common_settings() {
  return in_group("Common",
                  {
                      {.name = "lake",
                       .placeholder = "PLACE",
                       .default_text = "./lake",
                       .help = "The lake, with raw records and tables: a folder or s3://BUCKET/PREFIX"},
                      {.name = "raw",
                       .placeholder = "PLACE",
                       .help = "Keep raw records here instead of in raw-results of the lake",
                       .environment = "S3_BUCKET_URL"},
                      {.name = "warehouse",
                       .placeholder = "PLACE",
                       .help = "Keep tables here instead of in features/warehouse of the lake",
                       .environment = "S3_WAREHOUSE_URL"},
                      {.name = "json", .type = kFlag, .help = "Print one JSON object a line instead of text"},
                      {.name = "quiet",
                       .type = kFlag,
                       .help = "Print no progress and no hints; warnings and errors stay"},
                      {.name = "verbose", .type = kFlag, .help = "Say more about what is done"},
                      {.name = "threads",
                       .type = kInteger,
                       .placeholder = "N",
                       .default_text = "0",
                       .help = "Number of threads in all; 0: every core",
                       .minimum = 0},
                      {.name = "config",
                       .placeholder = "FILE",
                       .help = "Read settings from a TOML file; EIGENLAKE_CONFIG names one as well",
                       .flag_only = true},
                      {.name = "dry-run",
                       .type = kFlag,
                       .help = "Check everything, print the plan, do nothing",
                       .flag_only = true},
                  });
}

std::vector<Setting> result_settings() {
  return in_group(
      "Result",
      {
          {.name = "format",
           .placeholder = "NAME",
           .help =
               "Format of the result (default table, or json with --json) or of a dataset (default parquet, "
               "others csv and iceberg)",
           .choices = {"table", "csv", "json", "parquet", "iceberg"}},
          {.name = "output",
           .placeholder = "FILE",
           .help = "Write the result to this file instead of the terminal",
           .short_names = {"-o"},
           .flag_only = true},
          {.name = "max-rows",
           .type = kInteger,
           .placeholder = "N",
           .default_text = "1000",
           .help = "Number of rows that --format table shows; the others are counted",
           .minimum = 1},
          {.name = "digits",
           .type = kInteger,
           .placeholder = "N",
           .help = "Significant digits of doubles in --format table (default 10 on a terminal, else all)",
           .minimum = 1},
          {.name = "local-files",
           .placeholder = "WHETHER",
           .default_text = "on",
           .help = "Let a query read local files that it names, by read_csv, read_parquet and read_json",
           .choices = {"on", "off"}},
          {.name = "batch",
           .placeholder = "ID",
           .help = "Read the tables as they were when this batch was complete",
           .flag_only = true},
          {.name = "as-of",
           .placeholder = "TIME",
           .help = "Read the tables as they were at this time: 2025-01-31, or 2025-01-31T12:00:00Z",
           .flag_only = true},
          {.name = "tag",
           .placeholder = "NAME",
           .help = "Read each table at its tag of this name, for instance v_incr_BATCH",
           .flag_only = true},
          {.name = "branch",
           .placeholder = "NAME",
           .help = "Read each table at its branch of this name",
           .flag_only = true},
      });
}

std::vector<Setting> build_settings() {
  std::vector<Setting> all;
  for (auto part : {common_settings(), catalog_settings(), object_storage_settings(), molecule_settings(),
                    scan_settings(), simulation_settings(), kafka_settings(), kafka_security_settings(),
                    schema_registry_settings(), spool_settings(), landing_settings(), topic_settings(),
                    figure_settings(), result_settings(), feature_settings(), export_settings(),
                    maintenance_settings(), deletion_settings()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace

std::span<const Setting> all_settings() {
  static const std::vector<Setting> settings = build_settings();
  return settings;
}

const Setting* find_setting(std::string_view name) {
  std::string hyphenated(name);
  std::replace(hyphenated.begin(), hyphenated.end(), '_', '-');
  const auto found = std::find_if(all_settings().begin(), all_settings().end(),
                                  [&](const Setting& setting) { return setting.name == hyphenated; });
  return found == all_settings().end() ? nullptr : &*found;
}

}  // namespace eigenlake
