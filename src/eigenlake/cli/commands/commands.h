// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/invocation/command.h"

namespace eigenlake {

// One function per command, each in its own file: run_command.cc and so on.
Command run_command();
Command scan_command();
Command simulate_command();
Command publish_command();
Command land_command();
Command topics_command();
Command ingest_command();
Command quarantine_command();
Command features_command();
Command failures_command();
Command label_command();
Command delete_command();
Command tag_command();
Command sql_command();
Command tables_command();
Command describe_command();
Command snapshots_command();
Command maintain_command();
Command recover_command();
Command export_command();
Command scf_command();
Command basis_command();
Command show_command();
Command plot_command();
Command watch_command();
Command report_command();
Command catalog_command();
Command doctor_command();
Command completion_command();
Command man_command();
Command version_command();

}  // namespace eigenlake
