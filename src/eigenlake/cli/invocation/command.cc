#include "eigenlake/cli/invocation/command.h"

#include <algorithm>
#include <thread>

#include "eigenlake/cli/settings/catalog_options.h"
#include "eigenlake/cli/settings/common_options.h"
#include "eigenlake/cli/settings/s3_options.h"
#include "eigenlake/cli/settings/setting_list.h"

namespace eigenlake {
int Invocation::num_threads() const {
  const int asked = configuration[option::kThreads];
  return asked > 0 ? asked : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void Invocation::warn(std::string_view message) const {
  process.err << "warning: " << message << std::endl;
}

void Invocation::note(std::string_view message) const {
  if (!quiet()) process.err << message << std::endl;
}

Settings Command::all_settings() const {
  Settings taken = joined_settings({option::kCommonOptions, options});
  if (opens_lake) taken = joined_settings({taken, option::kCatalogOptions, option::kObjectStorageOptions});
  Settings in_order = eigenlake::all_settings();
  std::erase_if(in_order, [&](const Setting* setting) { return !contains(taken, setting); });
  return in_order;
}

}  // namespace eigenlake
