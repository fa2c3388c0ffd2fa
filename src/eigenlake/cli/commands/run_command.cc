// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/run_work.h"

namespace eigenlake {

Command run_command() {
  return {
      .name = "run",
      .purpose = Purpose::kSimulate,
      .summary = "Simulate molecules and write the results into the tables",
      .description =
          "Simulates every molecule of the files, writes one record each, appends them to the nine tables "
          "and computes the ML tables. An experiment that the lake has, in its tables or as a raw object, is "
          "not recomputed, and one that another call on this lake computes is waited for. With --kafka each "
          "new record is published as well. Molecule files are JSON (one object or a list) or XYZ; - is the "
          "standard input. --dry-run "
          "predicts the time and memory of each molecule and says which the lake has.",
      .example =
          "eigenlake run molecules.json\n"
          "eigenlake run water.xyz --basis 6-31g --optimizer SLSQP --seed 0..9",
      .operands = {"FILE…", 1, kAnyNumber},
      .options = run_settings(),
      .plans_many = true,
      .run = simulate_into_tables};
}

}  // namespace eigenlake
