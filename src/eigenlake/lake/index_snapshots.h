// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "eigenlake/json/json.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/lake_tables.h"

namespace eigenlake {

/// The snapshots of an index of known experiments.
struct IndexSnapshots {
  std::optional<int64_t> molecules;
  std::optional<int64_t> ml_run_summary;
  std::optional<int64_t> source_objects;
  bool operator==(const IndexSnapshots&) const = default;
};

IndexSnapshots visible_snapshots(const LakeTables& tables, const AuditLog& log);

/// null for none.
Json json_of(const std::optional<int64_t>& snapshot);

}  // namespace eigenlake
