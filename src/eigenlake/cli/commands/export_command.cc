#include <algorithm>
#include <array>
#include <chrono>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/cli/output/export_progress.h"
#include "eigenlake/dataset/export.h"
#include "eigenlake/dataset/local_destination.h"
#include "eigenlake/dataset/store_destination.h"
#include "eigenlake/object_store/open_object_store.h"
#include "eigenlake/session/table_lookup.h"
#include "eigenlake/session/table_statistics.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using Json = nlohmann::ordered_json;

/// Flags that only one format takes.
struct FormatFlag {
  std::string_view name;
  ExportFormat format;
};
constexpr std::array<FormatFlag, 5> kFormatFlags = {{{"partitioned", ExportFormat::kParquet},
                                                     {"compress", ExportFormat::kCsv},
                                                     {"location", ExportFormat::kIceberg},
                                                     {"history", ExportFormat::kIceberg},
                                                     {"link", ExportFormat::kIceberg}}};

Result<ExportFormat> read_format(const Configuration& configuration) {
  const std::string name = configuration.has("format") ? configuration.text("format") : "parquet";
  for (const ExportFormat format : {ExportFormat::kParquet, ExportFormat::kCsv, ExportFormat::kIceberg})
    if (name == name_of(format)) return format;
  return configuration.refuse(
      "format",
      Error{ErrorKind::kUsage, fmt::format("expected parquet, csv or iceberg, found '{}'", name), {}});
}

std::string state_text(const TimeTravel& travel, const Configuration& configuration) {
  if (travel.tag) return fmt::format("as the tag {} has them", *travel.tag);
  if (travel.batch_id) return fmt::format("as they were when batch {} was complete", *travel.batch_id);
  if (travel.as_of_ms) return fmt::format("as they were at {}", configuration.text("as-of"));
  return "those of all batches that were complete then";
}

Result<ExportOptions> read_options(const Configuration& configuration) {
  ExportOptions options;
  EIGENLAKE_ASSIGN_OR_RETURN(options.format, read_format(configuration));
  for (const FormatFlag& flag : kFormatFlags) {
    if (flag.format != options.format && configuration.has(flag.name))
      return fail(ErrorKind::kUsage, "expected --format {} with --{}, found {}", name_of(flag.format),
                  flag.name, name_of(options.format));
  }
  options.partitioned = configuration.flag("partitioned");
  options.compress = configuration.flag("compress");
  options.file_bytes_max = configuration.integer("file-size") * kMebibyte;
  options.location = configuration.text("location");
  if (!options.location.empty() && options.location.find(":/") == std::string::npos)
    return fail(
        ErrorKind::kUsage,
        "expected an absolute URI such as s3://bucket/dataset or file:///data/dataset with --location, "
        "found '{}'",
        options.location);
  options.history = configuration.flag("history");
  options.link = configuration.flag("link");
  options.title = configuration.text("title");
  options.license = configuration.text("license");
  options.authors = configuration.text("authors");
  options.stop_requested = InterruptScope::requested;
  return options;
}

/// The tables of --tables, ours in their usual order and then those of other engines as they were named; all
/// of ours without it. A copy of Iceberg has the audit table whatever was asked for: by it readers tell which
/// batches are complete.
Result<std::vector<std::string>> read_tables(const Configuration& configuration, ExportFormat format,
                                             const Result<Lake>& lake) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto asked, known_tables(configuration.text("tables"), lake));
  if (!asked.empty() && format == ExportFormat::kIceberg) asked.emplace_back(kAuditTable);
  std::vector<std::string> names;
  for (const TableDefinition& table : all_tables())
    if (asked.empty() || std::ranges::find(asked, table.name) != asked.end()) names.push_back(table.name);
  for (const std::string& name : asked)
    if (find_table(name) == nullptr && std::ranges::find(names, name) == names.end()) names.push_back(name);
  return names;
}

/// Why a table that was asked for cannot be exported.
Result<> refuse_unreadable(const VisibleLake& visible, std::span<const std::string> names) {
  for (const std::string& name : names)
    if (const auto reason = visible.unreadable.find(name); reason != visible.unreadable.end())
      return fail_with_context(reason->second, "while exporting " + name);
  return {};
}

/// Errors: of the destination; kUsage for a place of a scheme that no store has.
Result<std::unique_ptr<ExportDestination>> open_destination(const Invocation& invocation) {
  const std::string& place = invocation.operands[0];
  const bool replace = invocation.configuration.flag("force");
  if (!is_remote(place)) return open_local_destination(local_path_of(place), replace);
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeAddress address, lake_address(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(auto store, open_object_store(place, address.s3));
  return open_store_destination(std::move(store), "", replace);
}

/// What a report says of one table, planned or written.
struct TableLine {
  std::string name;
  int64_t rows = 0;
  int64_t files = 0;
  int64_t bytes = 0;
};

void print_lines(const Invocation& invocation, const std::vector<TableLine>& lines) {
  TextTable table({{"table"}, {"rows", true}, {"files", true}, {"bytes", true}});
  for (const TableLine& line : lines)
    table.add_row({line.name, fmt::format("{}", line.rows), fmt::format("{}", line.files),
                   fmt::format("{}", line.bytes)});
  table.print(invocation.process.out, invocation.process.terminal_width);
}

Json to_json(const std::vector<TableLine>& lines) {
  Json tables = Json::array();
  for (const TableLine& line : lines)
    tables.push_back(
        {{"table", line.name}, {"rows", line.rows}, {"files", line.files}, {"bytes", line.bytes}});
  return tables;
}

/// What --dry-run prints: what the lake's tables hold, which the dataset's files take in their own form.
Result<ExitCode> print_plan(const Invocation& invocation, const VisibleLake& visible,
                            const std::vector<std::string>& names, const ExportOptions& options) {
  // A store's place is looked at only when it is written: its mark would be there.
  const std::string& place = invocation.operands[0];
  if (!is_remote(place))
    EIGENLAKE_RETURN_IF_ERROR(
        open_local_destination(local_path_of(place), invocation.configuration.flag("force")));
  std::vector<TableLine> lines;
  for (const std::string& name : names) {
    EIGENLAKE_ASSIGN_OR_RETURN(const TableStatistics statistics, statistics_of(visible, name));
    lines.push_back({name, statistics.rows, statistics.files, statistics.bytes});
  }
  if (invocation.json()) {
    const Json plan = {{"dry_run", true}, {"format", name_of(options.format)}, {"tables", to_json(lines)}};
    invocation.process.out << plan.dump() << '\n';
  } else {
    print_lines(invocation, lines);
    invocation.note(fmt::format("dry run: would be written as {}; the figures are those of the lake",
                                name_of(options.format)));
  }
  return ExitCode::kOk;
}

void print_report(const Invocation& invocation, const ExportReport& report, double seconds) {
  std::vector<TableLine> lines;
  for (const DatasetTable& table : report.dataset.tables)
    lines.push_back({table.name, table.rows, table.num_files, static_cast<int64_t>(table.bytes)});
  if (invocation.json()) {
    const Json json = {{"uri", report.uri},
                       {"format", name_of(report.dataset.format)},
                       {"files", report.num_files},
                       {"rows", report.dataset.num_rows()},
                       {"bytes", report.dataset.num_bytes()},
                       {"fingerprint", report.dataset.fingerprint},
                       {"tables", to_json(lines)},
                       {"seconds", seconds}};
    invocation.process.out << json.dump() << '\n';
  } else if (!invocation.quiet()) {
    print_lines(invocation, lines);
    invocation.process.out << fmt::format("{} rows in {} files at {} in {:.2f} s\n",
                                          report.dataset.num_rows(), report.num_files, report.uri, seconds);
  }
}

/// All of ours, and those of other engines that were named.
std::vector<std::string> tables_to_load(const std::vector<std::string>& names) {
  std::vector<std::string> all;
  for (const TableDefinition& table : all_tables()) all.push_back(table.name);
  for (const std::string& name : names)
    if (find_table(name) == nullptr) all.push_back(name);
  return all;
}

/// The tables of the dataset and those that its card asks where the rows come from.
std::vector<std::string> tables_to_open(std::vector<std::string> names) {
  for (const std::string_view name :
       {std::string_view("molecules"), std::string_view("vqe_results"), kAuditTable})
    if (std::ranges::find(names, name) == names.end()) names.emplace_back(name);
  return names;
}

Result<ExitCode> run_export(Invocation& invocation) {
  const auto begin = std::chrono::steady_clock::now();
  const Configuration& configuration = invocation.configuration;
  EIGENLAKE_ASSIGN_OR_RETURN(const TimeTravel travel, time_travel(configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(ExportOptions options, read_options(configuration));
  const auto lake = open_lake(invocation, LakeAccess::kRead);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto names, read_tables(configuration, options.format, lake));
  if (!lake) return std::unexpected(lake.error());
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible,
                             VisibleLake::load(*lake, travel, tables_to_load(names)));
  EIGENLAKE_RETURN_IF_ERROR(refuse_unreadable(visible, names));
  options.state = state_text(visible.travel, configuration);
  if (configuration.flag("dry-run")) return print_plan(invocation, visible, names, options);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto destination, open_destination(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(SqlSession session,
                             open_session(visible, tables_to_open(names), configuration.integer("threads")));
  const InterruptScope scope;
  ExportProgressLine progress(invocation);
  options.on_progress = [&](const ExportProgress& state) { progress.show(state); };
  const auto snapshots = visible.snapshots_of(names);
  const ExportSource source{.tables = snapshots, .log = visible.complete, .session = session};
  auto report = export_dataset(source, *destination, options);
  progress.clear();
  EIGENLAKE_RETURN_IF_ERROR(report);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  print_report(invocation, *report, elapsed.count());
  return ExitCode::kOk;
}

}  // namespace

Command export_command() {
  return {
      .name = "export",
      .summary = "A dataset of tables: Parquet, CSV or Iceberg",
      .description =
          "Writes tables, as `sql` shows them, to a folder of its own: plain Parquet, CSV, or a copy of the "
          "Iceberg tables whose metadata name their new place. The dataset has a card (README.md), "
          "dataset.json and, written last, manifest.json with the SHA-256 of each file; until then nothing "
          "is at DEST. Tables that other engines keep in the lake are written where --tables names them.",
      .operands = "DEST",
      .min_operands = 1,
      .max_operands = 1,
      .settings = {"format", "tables", "batch", "as-of", "tag", "partitioned", "file-size", "compress",
                   "location", "history", "link", "title", "license", "authors", "force"},
      .run = run_export};
}

}  // namespace eigenlake
