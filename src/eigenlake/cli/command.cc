#include "eigenlake/cli/command.h"

#include <algorithm>
#include <thread>

#include "eigenlake/base/assert.h"
#include "eigenlake/cli/commands.h"

namespace eigenlake {
namespace {

std::vector<Command> build_commands() {
  return {run_command(),      simulate_command(),   publish_command(),  land_command(),   topics_command(),
          ingest_command(),   quarantine_command(), features_command(), sql_command(),    tables_command(),
          describe_command(), snapshots_command(),  maintain_command(), export_command(), scf_command(),
          show_command(),     catalog_command(),    doctor_command(),   version_command()};
}

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

std::span<const Command> all_commands() {
  static const std::vector<Command> commands = build_commands();
  return commands;
}

const Command* find_command(std::string_view name) {
  const auto found = std::find_if(all_commands().begin(), all_commands().end(),
                                  [&](const Command& command) { return command.name == name; });
  return found == all_commands().end() ? nullptr : &*found;
}

}  // namespace eigenlake
