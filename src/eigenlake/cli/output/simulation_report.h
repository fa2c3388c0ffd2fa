// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/cli/invocation/process_context.h"
#include "eigenlake/session/simulation_row.h"

namespace eigenlake {

Json to_json(const SimulationRow& row);

/// Appends `scan` and `scan_value` to the object of a point of a scan.
void add_scan(Json& json, const std::optional<ScanPoint>& scan);

/// The text table, with a column for each setting of `varied`, and for basis, ansatz and optimizer where they
/// differ.
void print_table(const std::vector<SimulationRow>& rows, std::span<const std::string_view> varied,
                 std::ostream& out, const TextStyle& style);

/// Warnings about the result: outside of its sector, below FCI, not converged.
std::vector<std::string> warnings_about(const SimulationRow& row, const SimulatedRun& run);

/// Prints rows at once with --json, else all together.
class RowPrinter {
 public:
  explicit RowPrinter(const Invocation& invocation) : invocation_(invocation) {}
  void add(const SimulationRow& row) {
    if (invocation_.json())
      invocation_.print(to_json(row));
    else
      rows_.push_back(row);
  }
  void finish() const {
    if (!invocation_.json())
      print_table(rows_, names_of(invocation_.configuration.varied()), invocation_.process.out,
                  invocation_.out_style());
  }

 private:
  const Invocation& invocation_;
  std::vector<SimulationRow> rows_;
};

}  // namespace eigenlake
