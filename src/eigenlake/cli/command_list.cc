// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/command_list.h"

#include <algorithm>
#include <vector>

#include "eigenlake/cli/commands/commands.h"

namespace eigenlake {
namespace {

std::vector<Command> build_commands() {
  return {run_command(),    scan_command(),     simulate_command(),   publish_command(),    land_command(),
          topics_command(), ingest_command(),   quarantine_command(), features_command(),   sql_command(),
          tables_command(), describe_command(), snapshots_command(),  tag_command(),        label_command(),
          delete_command(), failures_command(), maintain_command(),   recover_command(),    export_command(),
          scf_command(),    basis_command(),    show_command(),       plot_command(),       report_command(),
          watch_command(),  catalog_command(),  doctor_command(),     completion_command(), man_command(),
          version_command()};
}

}  // namespace

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
