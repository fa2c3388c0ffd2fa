// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/lake_session.h"

#include "eigenlake/cli/settings/catalog_options.h"
#include "eigenlake/cli/settings/catalog_settings.h"
#include "eigenlake/cli/settings/query_options.h"
#include "eigenlake/cli/settings/s3_settings.h"
#include "eigenlake/query/sql_names.h"
#include "eigenlake/session/parse_time.h"

namespace eigenlake {
namespace {

LakeLocation lake_location(const Configuration& configuration) {
  LakeLocation location{.lake = configuration[option::kLake], .raw = {}, .warehouse = {}};
  // A lake named on the command line wins as a whole over the platform's variables.
  const auto place_of = [&](const Option<std::string>& option) {
    const bool is_left_out = configuration.is_of_platform(option) && configuration.has(option::kLake);
    return is_left_out ? std::nullopt : configuration.find(option);
  };
  location.raw = place_of(option::kRaw);
  location.warehouse = place_of(option::kWarehouse);
  return location;
}

}  // namespace

Result<LakeAddress> lake_address(const Invocation& invocation) {
  const Configuration& configuration = invocation.configuration;
  LakeAddress address{.location = lake_location(configuration)};
  EIGENLAKE_ASSIGN_OR_RETURN(const iceberg::CatalogOptions options, catalog_options(configuration));
  if (configuration.has(option::kCatalogUri) || configuration.has(option::kCatalog))
    address.catalog = options;
  EIGENLAKE_ASSIGN_OR_RETURN(address.s3, s3_options(configuration, invocation.process.environment));
  address.outside_places = configuration[option::kAllowData];
  return address;
}

Result<Lake> open_lake(const Invocation& invocation, LakeAccess access) {
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeAddress address, lake_address(invocation));
  return open_lake(address, access);
}

Result<Lake> open_existing_lake(const Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeAddress address, lake_address(invocation));
  return open_existing_lake(address, invocation.dry_run() ? LakeAccess::kRead : LakeAccess::kWrite);
}

Result<TimeTravel> time_travel(const Configuration& configuration) {
  const Setting* given = nullptr;
  for (const Setting* option : Settings{&option::kBatch, &option::kAsOf, &option::kTag, &option::kBranch}) {
    if (!configuration.has(*option)) continue;
    if (given != nullptr)
      return fail(ErrorKind::kUsage, "{} and {} exclude each other", given->flag(), option->flag());
    given = option;
  }
  TimeTravel travel{.batch_id = configuration.find(option::kBatch),
                    .as_of_ms = std::nullopt,
                    .tag = configuration.find(option::kTag),
                    .branch = configuration.find(option::kBranch)};
  if (given != &option::kAsOf) return travel;
  auto time = parse_time(configuration[option::kAsOf]);
  if (!time) return configuration.refuse(option::kAsOf, time.error());
  travel.as_of_ms = *time;
  return travel;
}

void warn_of_left_out(const Invocation& invocation, const std::map<std::string, Error>& left_out) {
  for (const auto& [name, reason] : left_out)
    invocation.warn(fmt::format("table {} is left out: {}", shown_name(name), reason.to_string()));
}

}  // namespace eigenlake
