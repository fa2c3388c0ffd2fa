// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/base/shared_text.h"

namespace eigenlake::iceberg {

/// Key-value pairs of a snapshot; "operation" is one of them.
using SnapshotSummary = std::map<std::string, std::string>;

/// One state of a table: the files of one manifest list. Never changed once committed.
///
/// The JSON object is kept as it was read: 10,000 snapshots are loaded and rewritten without parsing, and
/// unknown fields survive. Summary and manifest list are parsed on request.
struct Snapshot {
  int64_t snapshot_id = 0;
  std::optional<int64_t> parent_snapshot_id;
  int64_t sequence_number = 0;
  int64_t timestamp_ms = 0;
  std::optional<int> schema_id;
  SharedText json;  ///< The object as in the metadata file, of which it is a part.

  /// As recorded; see Table::key_of.
  std::string manifest_list() const;
  /// All pairs, "operation" included; empty when there is none.
  SnapshotSummary summary() const;
  /// One value of the summary, nothing when absent.
  std::optional<std::string> summary_value(std::string_view key) const;
};

/// Requires: summary has "operation".
Snapshot make_snapshot(int64_t snapshot_id, std::optional<int64_t> parent_snapshot_id,
                       int64_t sequence_number, int64_t timestamp_ms, const std::string& manifest_list,
                       int schema_id, const SnapshotSummary& summary);

inline constexpr char kMainBranch[] = "main";

/// A named pointer to a snapshot with what protects it from expiry.
struct SnapshotRef {
  enum class Kind { kBranch, kTag };
  int64_t snapshot_id = 0;
  Kind kind = Kind::kBranch;
  std::optional<int> min_snapshots_to_keep;    ///< Branches only.
  std::optional<int64_t> max_snapshot_age_ms;  ///< Branches only.
  std::optional<int64_t> max_ref_age_ms;       ///< Not for main.

  bool operator==(const SnapshotRef& other) const = default;
};

}  // namespace eigenlake::iceberg
