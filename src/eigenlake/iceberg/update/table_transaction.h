#pragma once

#include <functional>
#include <span>

#include "eigenlake/iceberg/catalog/catalog.h"

namespace eigenlake::iceberg {

/// What a transaction does to one table. `table` follows: it is at the newest state when `change` is called,
/// and at the committed one afterwards.
struct TableChange {
  Table* table = nullptr;
  /// May write files; must tolerate being called again, and while the changes of other tables are called;
  /// false leaves the table as it is.
  std::function<Result<bool>(TableMetadata&)> change;
};

/// Applies changes to several tables of one catalog and commits them as one; when another writer was first in
/// any of them, reloads all and applies all again, up to commit.retry.num-retries (of the first table) times.
///
/// Requires: catalog.commits_together(), and each table at most once.
/// Errors:   kConflict after the last retry; kCommitStateUnknown; whatever a change returns.
Result<> commit_together(Catalog& catalog, std::span<const TableChange> changes);

}  // namespace eigenlake::iceberg
