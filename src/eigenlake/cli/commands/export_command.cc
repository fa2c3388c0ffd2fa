// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "eigenlake/base/clock.h"
#include "eigenlake/base/counted.h"
#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/cli/output/progress_line.h"
#include "eigenlake/cli/settings/export_options.h"
#include "eigenlake/cli/settings/maintenance_options.h"
#include "eigenlake/cli/settings/query_options.h"
#include "eigenlake/cli/settings/run_options.h"
#include "eigenlake/cli/settings/selection_options.h"
#include "eigenlake/session/lake_export.h"
#include "eigenlake/session/table_lookup.h"

namespace eigenlake {
namespace {

/// Options of a single format.
constexpr std::pair<const Setting*, ExportFormat> kOfOneFormat[] = {
    {&option::kPartitioned, ExportFormat::kParquet},
    {&option::kCompress, ExportFormat::kCsv},
    {&option::kLocation, ExportFormat::kIceberg},
    {&option::kHistory, ExportFormat::kIceberg},
    {&option::kLink, ExportFormat::kIceberg}};

Result<ExportFormat> read_format(const Configuration& configuration) {
  const std::string name = configuration.find(option::kFormat).value_or("parquet");
  const auto& names = kExportFormats.names;
  if (const auto found = std::ranges::find(names, name); found != names.end())
    return static_cast<ExportFormat>(found - names.begin());
  return configuration.refuse(option::kFormat, "must be {}, got '{}'", choices_text(names), name);
}

Result<ExportOptions> read_options(const Configuration& configuration) {
  ExportOptions options;
  EIGENLAKE_ASSIGN_OR_RETURN(options.format, read_format(configuration));
  for (const auto& [setting, format] : kOfOneFormat)
    if (format != options.format && configuration.has(*setting))
      return fail(ErrorKind::kUsage, "{} requires --format {}, got {}", setting->flag(), name_of(format),
                  name_of(options.format));
  options.partitioned = configuration[option::kPartitioned];
  options.compress = configuration[option::kCompress];
  options.file_bytes_max = configuration[option::kFileSize] * kMebibyte;
  options.location = configuration[option::kLocation];
  if (!options.location.empty() && options.location.find(":/") == std::string::npos)
    return fail(
        ErrorKind::kUsage,
        "--location must be an absolute URI such as s3://bucket/dataset or file:///data/dataset, got '{}'",
        options.location);
  options.history = configuration[option::kHistory];
  options.link = configuration[option::kLink];
  options.with_paths = configuration[option::kWithPaths];
  options.where = configuration[option::kWhere];
  if (!options.where.empty() && options.format == ExportFormat::kIceberg)
    return fail(ErrorKind::kUsage, "--where requires --format parquet or csv, got iceberg");
  options.title = configuration[option::kTitle];
  options.license = configuration[option::kLicense];
  options.authors = configuration[option::kAuthors];
  options.stop_requested = InterruptScope::requested;
  return options;
}

/// Tables of a report, planned or written.
void print_tables(const Invocation& invocation, const std::vector<PlannedExport>& tables) {
  TextTable text({{"table"}, {"rows", true}, {"files", true}, {"bytes", true}});
  for (const auto& [table, rows, files, bytes] : tables)
    text.add_row({table, std::to_string(rows), std::to_string(files), std::to_string(bytes)});
  text.print(invocation.process.out, invocation.out_style());
}

Json to_json(const std::vector<PlannedExport>& tables) {
  Json list = Json::array();
  for (const auto& [table, rows, files, bytes] : tables)
    list.push_back({{"table", table}, {"rows", rows}, {"files", files}, {"bytes", bytes}});
  return list;
}

void print_plan(const Invocation& invocation, const std::vector<PlannedExport>& tables, ExportFormat format) {
  if (invocation.json())
    return invocation.print({{"dry_run", true}, {"format", name_of(format)}, {"tables", to_json(tables)}});
  print_tables(invocation, tables);
  invocation.note(
      fmt::format("dry run: would be written as {}; the figures are those of the lake", name_of(format)));
}

void print_report(const Invocation& invocation, const ExportReport& report, double seconds) {
  std::vector<PlannedExport> tables;
  for (const DatasetTable& table : report.dataset.tables)
    tables.push_back({table.name, table.rows, table.num_files, static_cast<int64_t>(table.bytes)});
  if (invocation.json()) {
    invocation.print({{"uri", report.uri},
                      {"format", name_of(report.dataset.format)},
                      {"files", report.num_files},
                      {"rows", report.dataset.num_rows()},
                      {"bytes", report.dataset.num_bytes()},
                      {"fingerprint", report.dataset.fingerprint},
                      {"tables", to_json(tables)},
                      {"seconds", seconds}});
  } else if (!invocation.quiet()) {
    print_tables(invocation, tables);
    invocation.process.out << fmt::format("{} in {} at {} in {:.2f} s\n",
                                          counted(report.dataset.num_rows(), "row"),
                                          counted(report.num_files, "file"), report.uri, seconds);
  }
}

std::string text_of(const ExportProgress& progress) {
  return fmt::format("[{}/{}] {}: {}, {:.1f} MiB", progress.tables_done, progress.tables_total,
                     progress.table, counted(progress.rows, "row"),
                     static_cast<double>(progress.bytes) / kMebibyte);
}

Result<ExportRequest> export_request(const Invocation& invocation) {
  const Configuration& configuration = invocation.configuration;
  ExportRequest request{.as_of_text = configuration[option::kAsOf],
                        .place = invocation.operands[0],
                        .replace = configuration[option::kForce],
                        .num_threads = invocation.num_threads()};
  EIGENLAKE_ASSIGN_OR_RETURN(request.travel, time_travel(configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(request.options, read_options(configuration));
  return request;
}

Result<ExitCode> run_export(Invocation& invocation) {
  const double start = steady_seconds();
  EIGENLAKE_ASSIGN_OR_RETURN(ExportRequest request, export_request(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeAddress address, lake_address(invocation));
  request.s3 = address.s3;
  const auto lake = open_lake(address, LakeAccess::kRead);
  EIGENLAKE_ASSIGN_OR_RETURN(request.tables, known_tables(invocation[option::kTables], lake));
  if (!lake) return std::unexpected(lake.error());
  if (invocation.dry_run()) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto plan, plan_export(*lake, request));
    print_plan(invocation, plan, request.options.format);
    return ExitCode::kOk;
  }
  const InterruptScope scope;
  ProgressLine progress(invocation);
  request.options.on_progress = [&](const ExportProgress& state) {
    if (progress.is_due()) progress.show(text_of(state));
  };
  const auto report = export_tables(*lake, request);
  progress.clear();
  EIGENLAKE_RETURN_IF_ERROR(report);
  print_report(invocation, *report, steady_seconds() - start);
  return ExitCode::kOk;
}

}  // namespace

Command export_command() {
  return {.name = "export",
          .purpose = Purpose::kOrganise,
          .summary = "Export tables as a dataset: Parquet, CSV or Iceberg",
          .description =
              "Writes tables, as `sql` shows them, to a folder of its own: plain Parquet, CSV, or a copy of "
              "the Iceberg tables with metadata for the new place. The dataset has a card (README.md), "
              "dataset.json and, written last, manifest.json with the SHA-256 of each file; until then "
              "nothing is at DEST. Tables of other engines are exported where --tables names them. Local "
              "paths are left out; an Iceberg copy leaves out the tables that hold them.",
          .example =
              "eigenlake export dataset\n"
              "eigenlake export energies --format csv --where \"basis_set = 'sto3g'\"",
          .operands = {"DEST", 1, 1},
          .options = {&option::kFormat, &option::kTables, &option::kBatch, &option::kAsOf, &option::kTag,
                      &option::kWhere, &option::kWithPaths, &option::kPartitioned, &option::kFileSize,
                      &option::kCompress, &option::kLocation, &option::kHistory, &option::kLink,
                      &option::kTitle, &option::kLicense, &option::kAuthors, &option::kForce},
          .run = run_export};
}

}  // namespace eigenlake
