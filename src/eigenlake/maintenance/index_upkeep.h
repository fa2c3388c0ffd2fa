#pragma once

#include <optional>

#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/known/known_index.h"
#include "eigenlake/lake/lake_tables.h"

namespace eigenlake {

/// Keeps the index of what a lake knows over maintenance. The index names the snapshots that it was made
/// from; maintenance makes new ones of the same rows, and without this the next ingest would rebuild the
/// index from the tables.
class IndexUpkeep {
 public:
  /// Before maintenance; takes the existing index, and does nothing where it no longer fits.
  IndexUpkeep(const Lake& lake, const LakeTables& tables, const AuditLog& log);

  /// After it: stores the index for the snapshots of now, where only maintenance came in between. Best
  /// effort.
  void follow(const Lake& lake);

 private:
  std::optional<KnownIndex> index_;
};

}  // namespace eigenlake
