// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/lake_export.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "eigenlake/dataset/export_destination.h"
#include "eigenlake/dataset/export_views.h"
#include "eigenlake/dataset/provenance.h"
#include "eigenlake/object_store/open_object_store.h"
#include "eigenlake/query/lake_views.h"
#include "eigenlake/session/experiment_lookup.h"
#include "eigenlake/session/table_list.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

std::string state_text(const TimeTravel& travel, const std::string& as_of_text) {
  if (travel.tag) return fmt::format("as the tag {} has them", *travel.tag);
  if (travel.batch_id) return fmt::format("as they were when batch {} was complete", *travel.batch_id);
  if (travel.as_of_ms) return fmt::format("as they were at {}", as_of_text);
  return "those of all batches that were complete then";
}

bool leaves_out(const ExportOptions& options, std::string_view table) {
  const bool copies_paths = options.format == ExportFormat::kIceberg && !options.with_paths;
  return is_about_files(table) && (copies_paths || !options.where.empty());
}

/// Errors: kUsage for a requested table that the options leave out.
Result<> check_tables(const ExportRequest& request) {
  for (const std::string& name : request.tables) {
    if (!leaves_out(request.options, name)) continue;
    if (!request.options.where.empty())
      return fail(ErrorKind::kUsage, "table {} has no experiments; --where excludes it", name);
    return fail(ErrorKind::kUsage, "table {} holds local paths; an Iceberg copy of it requires --with-paths",
                name);
  }
  return {};
}

/// The tables of the dataset: ours in their usual order, then those of other engines in the order of the
/// request. An Iceberg copy always has the audit table, which says which batches are complete.
/// Tables about files have no experiment to select, and an Iceberg copy has their paths.
std::vector<std::string> tables_of(const ExportRequest& request) {
  std::vector<std::string> asked = request.tables;
  if (!asked.empty() && request.options.format == ExportFormat::kIceberg) asked.emplace_back(kAuditTable);
  std::vector<std::string> names;
  for (const TableDefinition& table : all_tables())
    if (asked.empty() ? !leaves_out(request.options, table.name)
                      : std::ranges::find(asked, table.name) != asked.end())
      names.push_back(table.name);
  for (const std::string& name : asked)
    if (find_table(name) == nullptr && std::ranges::find(names, name) == names.end()) names.push_back(name);
  return names;
}

/// Errors: why a requested table cannot be exported.
Result<> refuse_unreadable(const VisibleLake& visible, std::span<const std::string> names) {
  for (const std::string& name : names)
    if (const auto reason = visible.unreadable.find(name); reason != visible.unreadable.end())
      return fail_with_context(reason->second, "while exporting " + name);
  return {};
}

/// All of ours, and the requested ones of other engines.
std::vector<std::string> tables_to_load(const std::vector<std::string>& names) {
  std::vector<std::string> all = our_tables();
  for (const std::string& name : names)
    if (find_table(name) == nullptr) all.push_back(name);
  return all;
}

/// The tables of the dataset and those that its card needs for the origin of the rows.
std::vector<std::string> tables_to_open(std::vector<std::string> names, const std::string& where) {
  if (!where.empty())
    for (const std::string& name : mentioned_tables(fmt::format("{} {}", kRunsView, where)))
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  for (const std::string_view name :
       {std::string_view("molecules"), std::string_view("vqe_results"), kAuditTable})
    if (std::ranges::find(names, name) == names.end()) names.emplace_back(name);
  return names;
}

Result<VisibleLake> load_readable(const Lake& lake, const ExportRequest& request,
                                  const std::vector<std::string>& names) {
  EIGENLAKE_ASSIGN_OR_RETURN(VisibleLake visible,
                             VisibleLake::load(lake, request.travel, tables_to_load(names)));
  EIGENLAKE_RETURN_IF_ERROR(refuse_unreadable(visible, names));
  return visible;
}

/// The session of the export; with a condition, its experiments are selected and counted in `options`.
Result<SqlSession> open_export_session(const VisibleLake& visible, const ExportRequest& request,
                                       const std::vector<std::string>& names, ExportOptions& options) {
  EIGENLAKE_ASSIGN_OR_RETURN(
      SqlSession session, open_session(visible, tables_to_open(names, options.where), request.num_threads));
  if (options.where.empty()) return session;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto ids, experiments_where(session, options.where));
  EIGENLAKE_RETURN_IF_ERROR(select_experiments(session, ids));
  EIGENLAKE_ASSIGN_OR_RETURN(const int64_t total, count_rows(session, std::string(kRunsView)));
  options.selected = {.selected = std::ssize(ids), .total = total};
  EIGENLAKE_RETURN_IF_ERROR(
      create_export_views(session, names, {.only_selected = true, .with_paths = true, .raw_location = {}}));
  return session;
}

/// Errors: of the destination; kUsage for an unknown URI scheme.
Result<std::unique_ptr<ExportDestination>> open_destination(const ExportRequest& request) {
  if (!is_remote(request.place)) return open_local_destination(local_path_of(request.place), request.replace);
  EIGENLAKE_ASSIGN_OR_RETURN(auto store, open_object_store(request.place, request.s3));
  return open_store_destination(std::move(store), "", request.replace);
}

/// Replaces the lake's rows by the selected ones.
Result<> count_selected(const VisibleLake& visible, const ExportRequest& request,
                        const std::vector<std::string>& names, std::vector<PlannedExport>& plan) {
  ExportOptions options = request.options;
  EIGENLAKE_ASSIGN_OR_RETURN(SqlSession session, open_export_session(visible, request, names, options));
  for (PlannedExport& table : plan) {
    EIGENLAKE_ASSIGN_OR_RETURN(table.rows, count_rows(session, table.table));
  }
  return {};
}

}  // namespace

Result<std::vector<PlannedExport>> plan_export(const Lake& lake, const ExportRequest& request) {
  EIGENLAKE_RETURN_IF_ERROR(check_tables(request));
  const auto names = tables_of(request);
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, load_readable(lake, request, names));
  // A store's place is checked only when it is written, because the check leaves a mark there.
  if (!is_remote(request.place))
    EIGENLAKE_RETURN_IF_ERROR(open_local_destination(local_path_of(request.place), request.replace));
  std::vector<PlannedExport> plan;
  for (const std::string& name : names) {
    EIGENLAKE_ASSIGN_OR_RETURN(const TableStatistics size, statistics_of(visible, name));
    plan.push_back({name, size.rows, size.files, size.bytes});
  }
  if (!request.options.where.empty())
    EIGENLAKE_RETURN_IF_ERROR(count_selected(visible, request, names, plan));
  return plan;
}

Result<ExportReport> export_tables(const Lake& lake, const ExportRequest& request) {
  EIGENLAKE_RETURN_IF_ERROR(check_tables(request));
  const auto names = tables_of(request);
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, load_readable(lake, request, names));
  ExportOptions options = request.options;
  // A wrong condition must leave nothing at the destination.
  EIGENLAKE_ASSIGN_OR_RETURN(SqlSession session, open_export_session(visible, request, names, options));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto destination, open_destination(request));
  options.raw_location = lake.raw_store().uri_of("");
  options.state = state_text(visible.travel, request.as_of_text);
  const auto snapshots = visible.snapshots_of(names);
  const ExportSource source{.tables = snapshots, .log = visible.complete, .session = session};
  return export_dataset(source, *destination, options);
}

}  // namespace eigenlake
