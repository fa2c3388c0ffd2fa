#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/ingest/batch_report.h"
#include "eigenlake/lake/audit_row.h"
#include "eigenlake/lake/batch_journal.h"
#include "eigenlake/lake/index_snapshots.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/remembered_tables.h"

namespace eigenlake {

/// What a batch takes out of a table; its rows that stay in removed files are among the files added.
struct TableRemoval {
  std::optional<int64_t> snapshot_id;                ///< The table's current one, where the rows were found.
  std::set<std::string> removed_files = {};          ///< Recorded paths.
  std::vector<iceberg::DataFile> delete_files = {};  ///< Durable.
};

/// What a batch adds to one table; no files where the table has the batch already.
struct TableAddition {
  std::string table;
  int64_t rows = 0;  ///< For the audit row; what the batch removes counts negative.
  std::vector<iceberg::DataFile> files = {};
  std::vector<iceberg::DataFileWriter> open_files = {};  ///< Written, not yet durable.
  bool replaces_rows = false;  ///< They take the place of all rows that the table has.
  std::optional<TableRemoval> removal = {};

  /// Waits for all open files at once and moves them to `files`.
  Result<> finish_files();
};

/// A batch under way: its plan and its tables, from the journal entry to the audit row.
///
/// Where the catalog commits together, all tables get the batch and the audit row in one commit. Elsewhere
/// each table gets it in a commit of its own, with its tag, side by side with the others and in any order;
/// the audit row comes last and makes the batch visible. A table that has the batch's tag is done: so a batch
/// that died is finished by doing it once more with the same plan.
class Batch {
 public:
  /// A new batch with a fresh id, timestamp and journal entry, or the one in `plan` with its own.
  /// `properties` are set on tables that have to be made.
  static Result<Batch> begin(const Lake& lake, const LakeTables& tables,
                             std::span<const std::string_view> names, BatchPlan plan,
                             const std::map<std::string, std::string>& properties = {});

  const BatchStamp& stamp() const { return plan_.stamp; }
  const BatchPlan& plan() const { return plan_; }

  /// Requires: `name` is one of the batch's tables.
  const iceberg::Table& table(std::string_view name) const;
  bool is_done(std::string_view name) const;

  /// One more table, which the batch turned out to have rows for. Before commit().
  Result<> include(const LakeTables& tables, std::string_view name);

  /// Publishes the additions, then the audit row, then forgets the journal entry. `when_added` is called once
  /// all tables but the audit table have the batch: beside the commit of the audit row where that is one of
  /// its own, and so possibly for a batch that does not become complete.
  ///
  /// Requires: one addition for each table of the batch.
  Result<BatchReport> commit(std::span<TableAddition> additions, const std::string& source_info,
                             const std::function<void()>& when_added);

  /// Once the tables have the batch: the snapshots of an index that was made from plan().known_before and has
  /// taken what this batch added. Nothing where another engine wrote to one of these tables in between.
  std::optional<IndexSnapshots> index_snapshots_after() const;

 private:
  Batch(const Lake& lake, BatchPlan plan) : lake_(&lake), plan_(std::move(plan)) {}

  Result<> add_table(const LakeTables& tables, std::string_view name,
                     const std::map<std::string, std::string>& properties);
  Result<> commit_table(TableAddition& addition);
  Result<> commit_one_by_one(std::span<TableAddition> additions, AuditRow row,
                             const std::function<void()>& when_added);
  Result<> commit_as_one(std::span<TableAddition> additions, AuditRow row,
                         const std::function<void()>& when_added);
  Result<std::vector<iceberg::DataFile>> write_audit_file(const AuditRow& row);
  Result<> check_place_is_free(std::string_view name) const;
  Result<> close();
  std::string version_of(const TableAddition& addition) const;
  bool advance(std::string_view name, std::optional<int64_t>& snapshot) const;

  const Lake* lake_;
  BatchPlan plan_;
  std::map<std::string, iceberg::Table, std::less<>> tables_;
  RememberedTables remembered_;  ///< The lake's tables when the batch began.
};

/// A plan with a fresh batch id and the present time.
BatchPlan new_batch_plan(std::string_view processing_name, const IndexSnapshots& known_before,
                         std::vector<ObjectInfo> objects = {});

}  // namespace eigenlake
