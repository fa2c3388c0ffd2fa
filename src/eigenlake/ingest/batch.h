// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/ingest/batch_table.h"
#include "eigenlake/ingest/ingest_report.h"
#include "eigenlake/lake/audit_row.h"
#include "eigenlake/lake/batch_journal.h"
#include "eigenlake/lake/index_snapshots.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/remembered_tables.h"

namespace eigenlake {

/// A batch under way: its plan and its tables, from the journal entry to the audit row.
///
/// Where the catalog commits together, all tables get the batch and the audit row in one commit. Elsewhere
/// each table gets it in a commit of its own, with its tag, side by side with the others and in any order;
/// the audit row comes last and makes the batch visible. A table that has the batch's tag is done: so an
/// interrupted batch is finished by repeating it with the same plan.
class Batch {
 public:
  /// A new batch with a fresh id, timestamp and journal entry, or the one in `plan` with its own.
  /// `properties` are set on tables that are created.
  static Result<Batch> begin(const Lake& lake, const LakeTables& tables,
                             std::span<const std::string_view> names, BatchPlan plan,
                             const std::map<std::string, std::string>& properties = {});

  const BatchStamp& stamp() const { return plan_.stamp; }
  const BatchPlan& plan() const { return plan_; }

  /// Lasts as long as the batch. Requires: `name` is one of its tables.
  BatchTable& table(std::string_view name);

  /// Adds a table that the batch has rows for after all; the audit row names it before `before`, or last.
  /// Call before commit().
  Result<BatchTable*> include(const LakeTables& tables, std::string_view name, std::string_view before = {});

  /// Publishes the rows, then the audit row, then removes the journal entry. `when_added` is called once all
  /// tables but the audit table have the batch: beside the commit of the audit row where that is separate,
  /// and so possibly for a batch that does not become complete.
  Result<BatchReport> commit(const std::string& source_info, const std::function<void()>& when_added);

  /// Once the tables have the batch: the snapshots of an index that was made from plan().known_before and has
  /// taken what this batch added. Nothing where another engine wrote to one of these tables in between.
  std::optional<IndexSnapshots> index_snapshots_after() const;

 private:
  Batch(const Lake& lake, BatchPlan plan) : lake_(&lake), plan_(std::move(plan)) {}

  using Properties = std::map<std::string, std::string>;
  Result<std::unique_ptr<BatchTable>> make_table(const LakeTables& tables, std::string_view name,
                                                 const Properties& properties) const;
  Result<> commit_table(BatchTable& added);
  Result<> commit_one_by_one(AuditRow row, const std::function<void()>& when_added);
  Result<> commit_as_one(AuditRow row, const std::function<void()>& when_added);
  Result<std::vector<iceberg::DataFile>> write_audit_file(const AuditRow& row);
  Result<> check_place_is_free(std::string_view name) const;
  Result<> close();
  std::vector<std::unique_ptr<BatchTable>>::const_iterator find(std::string_view name) const;
  std::string version_of(const BatchTable& added) const;
  bool advance(std::string_view name, std::optional<int64_t>& snapshot) const;

  const Lake* lake_;
  BatchPlan plan_;
  std::vector<std::unique_ptr<BatchTable>> tables_;  ///< In the order of the audit row.
  std::unique_ptr<BatchTable> audit_;
  RememberedTables remembered_;  ///< The lake's tables when the batch began.
};

/// A plan with a fresh batch id and the present time.
BatchPlan new_batch_plan(std::string_view processing_name, const IndexSnapshots& known_before,
                         std::vector<ObjectInfo> objects = {});

}  // namespace eigenlake
