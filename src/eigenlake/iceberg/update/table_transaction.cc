// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/update/table_transaction.h"

#include "eigenlake/base/assert.h"
#include "eigenlake/base/side_by_side.h"
#include "eigenlake/iceberg/update/commit_retries.h"

namespace eigenlake::iceberg {
namespace {

struct Attempt {
  std::vector<TableCommit> commits;
  std::vector<Table*> tables;
};

Result<Attempt> apply_all(std::span<const TableChange> changes) {
  std::vector<std::optional<TableMetadata>> next(changes.size());
  EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(changes.size(), [&](size_t i) -> Result<> {
    TableMetadata metadata = changes[i].table->metadata();
    EIGENLAKE_ASSIGN_OR_RETURN(const bool changed, changes[i].change(metadata));
    if (changed) next[i] = std::move(metadata);
    return {};
  }));
  Attempt attempt;
  for (size_t i = 0; i < changes.size(); ++i) {
    if (!next[i]) continue;
    attempt.commits.push_back({changes[i].table, *std::move(next[i])});
    attempt.tables.push_back(changes[i].table);
  }
  return attempt;
}

/// Errors: kNotFound for a table that was dropped.
Result<> reload_all(Catalog& catalog, std::span<const TableChange> changes) {
  std::vector<TableIdentifier> identifiers;
  for (const TableChange& change : changes) identifiers.push_back(change.table->identifier());
  EIGENLAKE_ASSIGN_OR_RETURN(auto newest, catalog.load_tables(identifiers));
  for (size_t i = 0; i < changes.size(); ++i) {
    if (newest[i]) {
      EIGENLAKE_RETURN_IF_ERROR(changes[i].table->follow(*std::move(newest[i])));
    } else if (!changes[i].table->is_staged()) {
      return fail(ErrorKind::kNotFound, "table {} was dropped meanwhile", identifiers[i].to_string());
    }
  }
  return {};
}

}  // namespace

Result<> commit_together(Catalog& catalog, std::span<const TableChange> changes) {
  if (changes.empty()) return {};
  EIGENLAKE_ASSERT(catalog.commits_together());
  CommitRetries retries(changes.front().table->metadata());
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(const Attempt attempt, apply_all(changes));
    if (attempt.commits.empty()) return {};
    auto committed = catalog.commit_all(attempt.commits);
    if (committed) {
      for (size_t i = 0; i < attempt.tables.size(); ++i) *attempt.tables[i] = std::move((*committed)[i]);
      return {};
    }
    if (!retries.wait_for_next(committed.error())) return std::unexpected(std::move(committed).error());
    EIGENLAKE_RETURN_IF_ERROR(reload_all(catalog, changes));
  }
}

}  // namespace eigenlake::iceberg
