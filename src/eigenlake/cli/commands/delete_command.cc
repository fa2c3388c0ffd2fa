#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/clock.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/ingest/delete_experiments.h"
#include "eigenlake/lake/written_reason.h"
#include "eigenlake/maintenance/purge.h"
#include "eigenlake/query/result_writer.h"
#include "eigenlake/query/sql_quote.h"
#include "eigenlake/session/experiment_lookup.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {
namespace {

using Json = nlohmann::ordered_json;

/// The experiments of one call.
struct DeletionRequest {
  std::vector<std::string> ids;  ///< Of the lake; with --purge also those that were deleted before.
  std::vector<std::string> deleted_already;  ///< Not among `ids`.
};

Result<SqlSession> session_of_all(const Invocation& invocation, const VisibleLake& visible) {
  std::vector<std::string> names;
  for (const TableDefinition& table : all_tables()) names.push_back(table.name);
  return open_session(visible, names, invocation.num_threads());
}

/// The deleted experiment whose id begins so; none where there is none, or several.
std::optional<std::string> deleted_with_prefix(const Deletions& deleted, const std::string& prefix) {
  const auto first = deleted.lower_bound(prefix);
  if (prefix.empty() || first == deleted.end() || !first->first.starts_with(prefix)) return std::nullopt;
  const auto second = std::next(first);
  if (second != deleted.end() && second->first.starts_with(prefix)) return std::nullopt;
  return first->first;
}

/// What the operands name. Errors: of find_experiment.
Result<DeletionRequest> named_experiments(const Invocation& invocation, SqlSession& session,
                                          const Deletions& deleted) {
  DeletionRequest request;
  const bool purges = invocation.configuration.flag("purge");
  for (const std::string& prefix : invocation.operands) {
    const auto found = find_experiment(session, prefix);
    const bool is_gone = !found && found.error().kind == ErrorKind::kNotFound;
    const auto before = is_gone ? deleted_with_prefix(deleted, prefix) : std::nullopt;
    if (!found && !before) return std::unexpected(found.error());
    if (found || purges)
      request.ids.push_back(found ? *found : *before);
    else
      request.deleted_already.push_back(*before);
  }
  return request;
}

Result<DeletionRequest> asked_experiments(const Invocation& invocation, const VisibleLake& visible,
                                          SqlSession& session) {
  const bool has_condition = invocation.configuration.has("where");
  if (has_condition == !invocation.operands.empty())
    return fail(ErrorKind::kUsage, "expected experiment ids or --where, found {}",
                has_condition ? "both" : "neither");
  DeletionRequest request;
  if (has_condition) {
    EIGENLAKE_ASSIGN_OR_RETURN(request.ids,
                               experiments_where(session, invocation.configuration.text("where")));
  } else {
    EIGENLAKE_ASSIGN_OR_RETURN(const Deletions deleted, read_deletions(visible.tables));
    EIGENLAKE_ASSIGN_OR_RETURN(request, named_experiments(invocation, session, deleted));
  }
  std::ranges::sort(request.ids);
  request.ids.erase(std::ranges::unique(request.ids).begin(), request.ids.end());
  return request;
}

Json to_json(const Invocation& invocation, const PurgeReport& report, double seconds) {
  Json json = {{"experiments", report.deletion.experiment_ids},
               {"rows", report.deletion.rows},
               {"batch_id", report.deletion.batch_id},
               {"dry_run", invocation.configuration.flag("dry-run")}};
  if (invocation.configuration.flag("purge"))
    json["purged"] = {{"snapshots", report.snapshots},
                      {"batches", report.batches},
                      {"files", report.files},
                      {"bytes", report.bytes}};
  json["seconds"] = seconds;
  return json;
}

void print_text(const Invocation& invocation, const PurgeReport& report, double seconds) {
  std::ostream& out = invocation.process.out;
  const bool is_plan = invocation.configuration.flag("dry-run");
  const size_t count = report.deletion.experiment_ids.size();
  out << fmt::format("{} {} experiment{}\n", is_plan ? "would delete" : "deleted", count,
                     count == 1 ? "" : "s");
  for (const auto& [table, rows] : report.deletion.rows)
    if (rows > 0) out << fmt::format("  {:<22} {:>10} rows\n", table, rows);
  if (report.snapshots > 0)
    out << fmt::format("removed {} files ({:.1f} MB) of {} snapshots; {} batches can no longer be read\n",
                       report.files, static_cast<double>(report.bytes) / 1e6, report.snapshots,
                       report.batches);
  if (!report.deletion.batch_id.empty())
    out << fmt::format("batch {} in {:.2f} s\n", report.deletion.batch_id, seconds);
}

void print_report(const Invocation& invocation, const DeletionRequest& request, const PurgeReport& report,
                  double seconds) {
  for (const std::string& batch : report.deletion.recovered_batches)
    invocation.note(fmt::format("batch {} had been cut short; it was settled first", batch));
  for (const std::string& id : request.deleted_already)
    invocation.note(fmt::format("{}… was deleted already", id.substr(0, 12)));
  if (invocation.json())
    invocation.process.out << to_json(invocation, report, seconds).dump() << '\n';
  else if (!invocation.quiet())
    print_text(invocation, report, seconds);
  if (!report.deletion.batch_id.empty())
    invocation.note(
        "Raw objects stay; neither ingest nor run brings these experiments back, run --force does.");
}

/// What would go, as people know it.
Result<> list_experiments(const Invocation& invocation, SqlSession& session,
                          const std::vector<std::string>& ids) {
  if (invocation.json() || invocation.quiet() || ids.empty()) return {};
  std::vector<std::string> quoted;
  for (const std::string& id : ids) quoted.push_back(quote_literal(id));
  const auto sql = fmt::format(
      "select experiment_id[:12] as experiment, name, basis_set, ansatz_name, optimizer, total_energy, "
      "labels "
      "from runs where experiment_id in ({}) order by experiment_id",
      fmt::join(quoted, ", "));
  return session.query(sql, [&](SqlResult& result) {
    return write_table(result, {.width = invocation.process.terminal_width}, invocation.process.out);
  });
}

Result<PurgeReport> plan(const Invocation& invocation, const Lake& lake, SqlSession& session,
                         const std::vector<std::string>& ids) {
  PurgeReport report;
  if (invocation.configuration.flag("purge"))
    EIGENLAKE_RETURN_IF_ERROR(check_purge(lake, ids, invocation.num_threads()));
  EIGENLAKE_RETURN_IF_ERROR(list_experiments(invocation, session, ids));
  EIGENLAKE_ASSIGN_OR_RETURN(report.deletion, plan_deletion(lake, ids, invocation.num_threads()));
  return report;
}

Result<PurgeReport> delete_all(const Invocation& invocation, const Lake& lake,
                               const std::vector<std::string>& ids) {
  DeletionChange change{.experiment_ids = ids,
                        .deleted = true,
                        .changed_by = caller_name(),
                        .reason = invocation.configuration.text("reason")};
  if (invocation.configuration.flag("purge"))
    return purge_experiments(lake, std::move(change), invocation.num_threads());
  PurgeReport report;
  EIGENLAKE_ASSIGN_OR_RETURN(report.deletion,
                             change_deletions(lake, std::move(change), invocation.num_threads()));
  return report;
}

Result<ExitCode> run_delete(Invocation& invocation) {
  const double start = steady_seconds();
  if (auto good = check_written_reason(invocation.configuration.text("reason")); !good)
    return invocation.configuration.refuse("reason", good.error());
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_existing_lake(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, VisibleLake::load(lake, {}));
  EIGENLAKE_ASSIGN_OR_RETURN(SqlSession session, session_of_all(invocation, visible));
  EIGENLAKE_ASSIGN_OR_RETURN(const DeletionRequest request, asked_experiments(invocation, visible, session));
  PurgeReport report;
  if (invocation.configuration.flag("dry-run")) {
    EIGENLAKE_ASSIGN_OR_RETURN(report, plan(invocation, lake, session, request.ids));
  } else if (!request.ids.empty()) {
    EIGENLAKE_ASSIGN_OR_RETURN(report, delete_all(invocation, lake, request.ids));
  }
  print_report(invocation, request, report, steady_seconds() - start);
  return ExitCode::kOk;
}

}  // namespace

Command delete_command() {
  return {
      .name = "delete",
      .summary = "Remove experiments from the tables",
      .description =
          "Removes the rows of experiments from all tables as one batch, and writes into the table deletions "
          "who did it, when and why. The beginning of an id is enough where it is unique; --where takes a "
          "condition on the view runs instead, such as \"basis_set = 'sto3g' and not converged\". Raw "
          "objects "
          "stay, but neither ingest nor a rerun brings the experiments back: run --force or simulate --force "
          "does. Earlier batches and tags still show the rows; --purge removes the bytes from the tables' "
          "files, too, and with them every snapshot that holds them. It stops where a tag or branch of yours "
          "is on such a snapshot. --dry-run lists what would go.",
      .operands = "[EXPERIMENT_ID…]",
      .max_operands = kAnyNumber,
      .settings = {"where", "reason", "purge"},
      .run = run_delete};
}

}  // namespace eigenlake
