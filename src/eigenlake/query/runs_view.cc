// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/runs_view.h"

#include <algorithm>

#include <fmt/format.h>

#include "eigenlake/query/duckdb_types.h"
#include "eigenlake/query/sql_names.h"
#include "eigenlake/record/experiment_spec.h"
#include "eigenlake/record/quality_flags.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

const TableSnapshot* find_snapshot_of(std::span<const TableSnapshot> tables, std::string_view name) {
  const auto found = std::ranges::find(tables, name, &TableSnapshot::name);
  return found == tables.end() ? nullptr : &*found;
}

/// "alias.column" where the table has the column, else a null of its type.
std::string column_or_null(const TableSnapshot& table, std::string_view alias, std::string_view column) {
  const bool is_there = !table.table || table.table->metadata().schema().find_field(column) != nullptr;
  if (is_there) return fmt::format("{}.{}", alias, column);
  const auto schema = create_table_options(table_definition(table.name)).schema;
  return fmt::format("CAST(NULL AS {})", sql_type_of(schema.find_field(column)->type));
}

/// A map for each labelled experiment: the newest value of each key, unless null.
constexpr std::string_view kLabelMaps =
    "SELECT experiment_id, map_from_entries(list((key, value) ORDER BY key)) AS labels FROM ("
    "SELECT experiment_id, key, value FROM quantum_features.labels QUALIFY row_number() OVER (PARTITION BY "
    "experiment_id, key ORDER BY set_at DESC, processing_batch_id DESC) = 1) WHERE value IS NOT NULL "
    "GROUP BY experiment_id";
constexpr std::string_view kNoLabelMaps =
    "SELECT CAST(NULL AS VARCHAR) AS experiment_id, MAP([]::VARCHAR[], []::VARCHAR[]) AS labels LIMIT 0";

}  // namespace

std::optional<std::string> runs_query(std::span<const TableSnapshot> tables) {
  const auto* molecules = find_snapshot_of(tables, "molecules");
  const auto* results = find_snapshot_of(tables, "vqe_results");
  const auto* times = find_snapshot_of(tables, "performance_metrics");
  const bool is_taken = std::ranges::any_of(
      tables, [](const TableSnapshot& table) { return is_same_sql_name(table.name, kRunsView); });
  if (molecules == nullptr || results == nullptr || times == nullptr || is_taken) return std::nullopt;
  const auto result = [&](std::string_view column) { return column_or_null(*results, "v", column); };
  const auto molecule = [&](std::string_view column) { return column_or_null(*molecules, "m", column); };
  return fmt::format(
      "SELECT name, formula, basis_set, ansatz_name, optimizer, seed, num_qubits, total_energy, "
      "hf_total_energy, fci_total_energy, coalesce(energy_error, (total_energy - fci_total_energy) * 1000.0) "
      "AS energy_error_millihartree, in_sector, converged, stop_reason, evaluations, seconds, experiment_id, "
      "processing_timestamp, quality_flags, unchecked_minimum, labels FROM (SELECT coalesce({name}, "
      "m.molecule_name) AS name, {formula} AS formula, v.basis_set, v.ansatz_name, v.optimizer, v.seed, "
      "v.num_qubits, coalesce({total_energy}, v.minimum_energy + v.nuclear_repulsion_energy) AS "
      "total_energy, "
      "{hf} AS hf_total_energy, {fci} AS fci_total_energy, {error} AS energy_error, {in_sector} AS "
      "in_sector, "
      "v.success AS converged, {stop_reason} AS stop_reason, v.total_iterations AS evaluations, "
      "p.total_time AS seconds, v.experiment_id, v.processing_timestamp, {flags} AS quality_flags, "
      "coalesce(TRY_CAST(json_extract({options}, '$.identity.search') AS INTEGER), 0) < {search} OR "
      "coalesce(list_contains({flags}, '{unchecked}'), false) AS unchecked_minimum, coalesce(l.labels, "
      "MAP([]::VARCHAR[], []::VARCHAR[])) AS labels FROM quantum_features.vqe_results v JOIN "
      "quantum_features.molecules m USING (experiment_id) LEFT JOIN quantum_features.performance_metrics p "
      "USING (experiment_id) LEFT JOIN ({labels}) l USING (experiment_id))",
      fmt::arg("name", molecule("name")), fmt::arg("formula", molecule("formula")),
      fmt::arg("total_energy", result("total_energy")), fmt::arg("hf", result("hf_total_energy")),
      fmt::arg("fci", result("fci_total_energy")), fmt::arg("error", result("energy_error_millihartree")),
      fmt::arg("in_sector", result("in_sector")), fmt::arg("stop_reason", result("stop_reason")),
      fmt::arg("flags", result("quality_flags")), fmt::arg("options", result("run_options")),
      fmt::arg("search", kSecondOrderSearch), fmt::arg("unchecked", kUncheckedMinimum),
      fmt::arg("labels", find_snapshot_of(tables, kLabelsTable) != nullptr ? kLabelMaps : kNoLabelMaps));
}

}  // namespace eigenlake
