// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>

#include "eigenlake/iceberg/catalog/catalog.h"

namespace eigenlake::iceberg {

/// A change of one table. `table` is at the newest state when `change` is called, at the committed one
/// afterwards.
struct TableChange {
  Table* table = nullptr;
  /// May write files; must tolerate repetition and calls side by side; false changes nothing.
  std::function<Result<bool>(TableMetadata&)> change;
};

/// Commits changes of several tables as one; after a conflict in any, reloads all and repeats, as
/// CommitRetries of the first table.
///
/// Requires: catalog.commits_together(), and each table at most once.
/// Errors:   kConflict after the last retry; kCommitStateUnknown; of a change.
Result<> commit_together(Catalog& catalog, std::span<const TableChange> changes);

}  // namespace eigenlake::iceberg
