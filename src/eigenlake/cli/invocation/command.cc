#include "eigenlake/cli/invocation/command.h"

#include <algorithm>
#include <thread>

#include "eigenlake/cli/settings/setting_list.h"

namespace eigenlake {
namespace {

bool is_of_services(const Setting& setting) {
  return setting.group == "Catalog" || setting.group == "Object storage";
}

}  // namespace

int Invocation::num_threads() const {
  const int asked = configuration.integer("threads");
  return asked > 0 ? asked : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void Invocation::warn(std::string_view message) const {
  process.err << "warning: " << message << std::endl;
}

void Invocation::note(std::string_view message) const {
  if (!quiet()) process.err << message << std::endl;
}

std::vector<const Setting*> Command::all_settings() const {
  std::vector<const Setting*> all;
  for (const Setting& setting : eigenlake::all_settings())
    if (setting.group == "Common" || (opens_lake && is_of_services(setting)) ||
        std::find(settings.begin(), settings.end(), setting.name) != settings.end())
      all.push_back(&setting);
  return all;
}

}  // namespace eigenlake
