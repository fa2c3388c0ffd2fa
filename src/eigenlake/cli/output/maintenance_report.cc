// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/output/maintenance_report.h"

#include <fmt/format.h>

#include "eigenlake/base/counted.h"
#include "eigenlake/base/text_table.h"

namespace eigenlake {
namespace {

Json to_json(const TableMaintenance& table, bool dry_run) {
  return {{"table", table.table},
          {"dry_run", dry_run},
          {"snapshots_before", table.snapshots_before},
          {"snapshots_expired", table.snapshots_expired},
          {"tags_expired", table.tags_expired},
          {"expired_files", table.expired_files},
          {"expired_bytes", table.expired_bytes},
          {"files_before", table.files_before},
          {"files_after", table.files_after},
          {"bytes_before", table.bytes_before},
          {"bytes_after", table.bytes_after},
          {"bytes_saved", table.bytes_before - table.bytes_after},
          {"conflicts", table.conflicts},
          {"manifests_before", table.manifests_before},
          {"manifests_after", table.manifests_after},
          {"orphans", table.orphans},
          {"orphan_bytes", table.orphan_bytes},
          {"orphans_removed", table.orphans_removed},
          {"seconds", table.seconds},
          {"error", table.error.empty() ? Json(nullptr) : Json(table.error)}};
}

std::string change(int64_t before, int64_t after) {
  return before == after ? std::to_string(before) : fmt::format("{} to {}", before, after);
}

std::string megabytes(int64_t bytes) {
  return fmt::format("{:.1f}", static_cast<double>(bytes) / 1e6);
}

void print_text(const Invocation& invocation, const MaintainOptions& options,
                const MaintenanceReport& report) {
  using enum TextTable::Importance;
  TextTable text({{"table"},
                  {"snapshots", true},
                  {"files", true},
                  {"MB", true},
                  {"manifests", true, kMinor},
                  {"orphans", true, kUseful},
                  {"seconds", true, kMinor}});
  for (const TableMaintenance& table : report.tables) {
    const bool same_size = megabytes(table.bytes_before) == megabytes(table.bytes_after);
    text.add_row({table.table,
                  change(table.snapshots_before, table.snapshots_before - table.snapshots_expired),
                  change(table.files_before, table.files_after),
                  same_size ? megabytes(table.bytes_before)
                            : megabytes(table.bytes_before) + " to " + megabytes(table.bytes_after),
                  change(table.manifests_before, table.manifests_after), std::to_string(table.orphans.size()),
                  fmt::format("{:.2f}", table.seconds)});
  }
  text.print(invocation.process.out, invocation.out_style());
  if (options.list_orphans_only || options.dry_run) {
    for (const TableMaintenance& table : report.tables)
      for (const std::string& uri : table.orphans) invocation.process.out << uri << '\n';
  }
  if (options.list_orphans_only) {
    invocation.note("nothing was removed; add --delete to remove the orphans");
  } else if (options.dry_run) {
    invocation.note("nothing was changed");
  }
}

Json to_json(const LakeCheck::TableCheck& table) {
  Json faults = Json::array();
  for (const Fault& fault : table.report.faults)
    faults.push_back({{"table", fault.table},
                      {"snapshot_id", fault.snapshot_id ? Json(*fault.snapshot_id) : Json(nullptr)},
                      {"file", fault.file.empty() ? Json(nullptr) : Json(fault.file)},
                      {"message", fault.message}});
  return {{"table", table.table},
          {"snapshots", table.report.snapshots},
          {"manifests", table.report.manifests},
          {"files", table.report.files},
          {"bytes", table.report.bytes},
          {"rows_read", table.report.rows_read},
          {"faults", faults},
          {"seconds", table.seconds}};
}

void print_fault(std::ostream& out, const Fault& fault) {
  out << fault.table;
  if (fault.snapshot_id) out << " snapshot " << *fault.snapshot_id;
  if (!fault.file.empty()) out << ' ' << fault.file;
  out << ": " << fault.message << '\n';
}

}  // namespace

void print_maintenance(const Invocation& invocation, const MaintainOptions& options,
                       const MaintenanceReport& report) {
  for (const TableMaintenance& table : report.tables) {
    if (!table.error.empty()) invocation.warn(fmt::format("{}: {}", table.table, table.error));
    if (table.conflicts > 0)
      invocation.warn(fmt::format("{}: {} groups of files were left, because another engine changed them",
                                  table.table, table.conflicts));
  }
  if (invocation.json()) {
    for (const TableMaintenance& table : report.tables) invocation.print(to_json(table, options.dry_run));
  } else if (!invocation.quiet()) {
    print_text(invocation, options, report);
  }
}

void print_check(const Invocation& invocation, const LakeCheck& check) {
  std::ostream& out = invocation.process.out;
  if (invocation.json()) {
    for (const auto& table : check.tables) invocation.print(to_json(table));
    return;
  }
  int64_t files = 0;
  for (const auto& table : check.tables) {
    files += table.report.files;
    for (const Fault& fault : table.report.faults) print_fault(out, fault);
  }
  if (!invocation.quiet())
    out << fmt::format("{}, {}: {}\n", counted(check.tables.size(), "table"), counted(files, "file"),
                       counted(check.num_faults(), "fault"));
}

}  // namespace eigenlake
