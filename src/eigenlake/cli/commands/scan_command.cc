// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/molecule_settings.h"
#include "eigenlake/cli/commands/run_work.h"
#include "eigenlake/cli/settings/run_options.h"

namespace eigenlake {
namespace {

Result<ExitCode> run_scan(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto request, scan_request(invocation.configuration));
  if (!request)
    return fail(
        ErrorKind::kUsage,
        "eigenlake scan requires --bond, --angle, --torsion or --frames, for instance --bond 0,1 0.5:2.7:23");
  return simulate_into_tables(invocation);
}

}  // namespace

Command scan_command() {
  return {.name = "scan",
          .purpose = Purpose::kSimulate,
          .summary = "Simulate along a bond, an angle, a torsion or the frames of a file",
          .description =
              "Does what run does, all its options included, with each molecule of the file at each value of "
              "one coordinate, as one batch. Values are FIRST:LAST:NUMBER with both ends included. The atoms "
              "that bonds join to the last one move with it as one rigid body; where bonds join both sides, "
              "as in a ring, the last atom moves alone, with a warning. Each point is made from the molecule "
              "of the file and starts by itself, or with --follow from the optimum of the point before.",
          .example = "eigenlake scan n2.xyz --bond 0,1 0.9:2.1:20 --active-space 6,6",
          .operands = {"FILE", 1, 1},
          .options = joined_settings({run_settings(), option::kScanOptions}),
          .plans_many = true,
          .run = run_scan};
}

}  // namespace eigenlake
