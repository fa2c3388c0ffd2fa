// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/dataset/provenance.h"

#include <charconv>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/dataset/table_rows_query.h"
#include "eigenlake/query/sql_quote.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using Row = std::vector<std::string>;

/// All rows of a query as text; NULL is "".
Result<std::vector<Row>> rows_of(SqlSession& session, const std::string& sql) {
  std::vector<Row> rows;
  auto done = session.query(sql, [&](SqlResult& result) -> Result<> {
    while (true) {
      EIGENLAKE_ASSIGN_OR_RETURN(const bool more, result.next_chunk());
      for (size_t row = 0; row < result.num_rows(); ++row) {
        Row& texts = rows.emplace_back(result.num_columns());
        for (size_t column = 0; column < texts.size(); ++column)
          if (!result.is_null(column, row))
            result.append_value(column, row, ValueStyle::kText, texts[column]);
      }
      if (!more) return {};
    }
  });
  if (done) return rows;
  if (done.error().kind == ErrorKind::kUsage) done.error().kind = ErrorKind::kStore;
  return fail_with_context(std::move(done).error(), "while reading where the rows come from");
}

int64_t number_of(std::string_view text) {
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Result<std::vector<CountedValue>> count_values(SqlSession& session, std::string_view table,
                                               std::string_view column) {
  EIGENLAKE_ASSIGN_OR_RETURN(
      const auto rows,
      rows_of(session, fmt::format("SELECT {1}, count(DISTINCT experiment_id) AS n FROM {0} WHERE {1} IS NOT "
                                   "NULL GROUP BY 1 ORDER BY n DESC, 1",
                                   table, column)));
  std::vector<CountedValue> values;
  for (const Row& row : rows) values.push_back({row[0], number_of(row[1])});
  return values;
}

/// A table of an older version lacks later columns until the next batch adds them.
Result<bool> has_column(SqlSession& session, std::string_view table, std::string_view column) {
  EIGENLAKE_ASSIGN_OR_RETURN(
      const auto rows,
      rows_of(session, fmt::format("SELECT count(*) FROM duckdb_columns() WHERE schema_name = '{}' AND "
                                   "table_name = '{}' AND column_name = '{}'",
                                   kDatabase, table, column)));
  return number_of(rows.at(0)[0]) > 0;
}

Result<> read_batches(SqlSession& session, Provenance& provenance) {
  EIGENLAKE_ASSIGN_OR_RETURN(
      const auto rows,
      rows_of(session, fmt::format("SELECT processing_batch_id, processing_name, processing_timestamp, "
                                   "source_data_info FROM {} ORDER BY processing_timestamp, 1",
                                   kAuditTable)));
  for (const Row& row : rows) provenance.batches.push_back({row[0], row[1], iso_8601(row[2]), row[3]});
  return {};
}

Result<> read_totals(SqlSession& session, Provenance& provenance) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto rows,
                             rows_of(session,
                                     "SELECT count(DISTINCT experiment_id), min(num_qubits), "
                                     "max(num_qubits) FROM vqe_results"));
  provenance.num_experiments = number_of(rows.at(0)[0]);
  provenance.num_qubits_min = number_of(rows.at(0)[1]);
  provenance.num_qubits_max = number_of(rows.at(0)[2]);
  return {};
}

}  // namespace

Result<Provenance> read_provenance(SqlSession& session) {
  Provenance provenance;
  EIGENLAKE_RETURN_IF_ERROR(read_batches(session, provenance));
  EIGENLAKE_RETURN_IF_ERROR(read_totals(session, provenance));
  EIGENLAKE_ASSIGN_OR_RETURN(provenance.molecules, count_values(session, "molecules", "molecule_name"));
  struct Wanted {
    std::string_view column;
    std::vector<CountedValue>& values;
  };
  for (const auto& [column, values] :
       {Wanted{"basis_set", provenance.basis_sets}, Wanted{"ansatz_name", provenance.ansaetze},
        Wanted{"optimizer", provenance.optimizers}, Wanted{"init_strategy", provenance.init_strategies},
        Wanted{"backend", provenance.backends}, Wanted{"engine", provenance.simulators}}) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_there, has_column(session, "vqe_results", column));
    if (!is_there) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(values, count_values(session, "vqe_results", column));
  }
  return provenance;
}

Result<int64_t> count_rows(SqlSession& session, const std::string& table) {
  EIGENLAKE_ASSIGN_OR_RETURN(
      const auto rows, rows_of(session, fmt::format("SELECT count(*) FROM {}", quote_identifier(table))));
  return number_of(rows.at(0)[0]);
}

Result<std::vector<PartitionRows>> read_partitions(SqlSession& session, const std::string& table,
                                                   const std::vector<std::string>& columns) {
  std::vector<std::string> quoted;
  for (const std::string& column : columns) quoted.push_back(quote_identifier(column));
  const std::string list = fmt::format("{}", fmt::join(quoted, ", "));
  EIGENLAKE_ASSIGN_OR_RETURN(
      const auto rows, rows_of(session, fmt::format("SELECT {0}, count(*) FROM {1} GROUP BY {0} ORDER BY {0}",
                                                    list, quote_identifier(table))));
  std::vector<PartitionRows> partitions;
  for (const Row& row : rows)
    partitions.push_back({.values = {row.begin(), row.end() - 1}, .rows = number_of(row.back())});
  return partitions;
}

}  // namespace eigenlake
