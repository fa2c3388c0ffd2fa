#include "eigenlake/cli/commands/lake_session.h"

#include "eigenlake/cli/settings/catalog_settings.h"
#include "eigenlake/cli/settings/s3_settings.h"
#include "eigenlake/query/sql_names.h"
#include "eigenlake/session/parse_time.h"

namespace eigenlake {
namespace {

LakeLocation lake_location(const Configuration& configuration) {
  LakeLocation location{.lake = configuration.text("lake"), .raw = {}, .warehouse = {}};
  // A lake named on the command line wins as a whole over the platform's variables.
  const auto is_meant = [&](std::string_view name) {
    const bool is_platforms = configuration.origin(name).starts_with("environment variable S3_");
    return configuration.has(name) && !(is_platforms && configuration.has("lake"));
  };
  if (is_meant("raw")) location.raw = configuration.text("raw");
  if (is_meant("warehouse")) location.warehouse = configuration.text("warehouse");
  return location;
}

}  // namespace

Result<LakeAddress> lake_address(const Invocation& invocation) {
  const Configuration& configuration = invocation.configuration;
  LakeAddress address{.location = lake_location(configuration)};
  EIGENLAKE_ASSIGN_OR_RETURN(const iceberg::CatalogOptions options, catalog_options(configuration));
  if (configuration.has("catalog-uri") || configuration.has("catalog")) address.catalog = options;
  EIGENLAKE_ASSIGN_OR_RETURN(address.s3, s3_options(configuration, invocation.process.environment));
  if (configuration.has("allow-data")) address.outside_places = configuration.texts("allow-data");
  return address;
}

Result<Lake> open_lake(const Invocation& invocation, LakeAccess access) {
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeAddress address, lake_address(invocation));
  return open_lake(address, access);
}

Result<Lake> open_existing_lake(const Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeAddress address, lake_address(invocation));
  return open_existing_lake(
      address, invocation.configuration.flag("dry-run") ? LakeAccess::kRead : LakeAccess::kWrite);
}

Result<TimeTravel> time_travel(const Configuration& configuration) {
  TimeTravel travel;
  std::string given;
  for (const char* flag : {"batch", "as-of", "tag", "branch"}) {
    if (!configuration.has(flag)) continue;
    if (!given.empty()) return fail(ErrorKind::kUsage, "--{} and --{} exclude each other", given, flag);
    given = flag;
  }
  if (given == "batch") travel.batch_id = configuration.text(given);
  if (given == "tag") travel.tag = configuration.text(given);
  if (given == "branch") travel.branch = configuration.text(given);
  if (given != "as-of") return travel;
  auto time = parse_time(configuration.text("as-of"));
  if (!time) return configuration.refuse("as-of", time.error());
  travel.as_of_ms = *time;
  return travel;
}

void warn_of_left_out(const Invocation& invocation, const std::map<std::string, Error>& left_out) {
  for (const auto& [name, reason] : left_out)
    invocation.warn(fmt::format("table {} is left out: {}", shown_name(name), reason.to_string()));
}

}  // namespace eigenlake
