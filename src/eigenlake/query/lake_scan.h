// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/spec/predicate.h"
#include "eigenlake/query/duckdb_api.h"

namespace eigenlake {

/// Rows of one table that DuckDB reads through our own reader.
struct LakeScan {
  iceberg::Table table;
  std::optional<int64_t> snapshot_id;  ///< Planned where there are no tasks yet.
  /// The files to read; without them all of the snapshot's are planned when the scan begins.
  std::optional<std::vector<iceberg::FileScanTask>> tasks;
  iceberg::Filter filter;  ///< Row groups that it excludes are skipped.
};

/// The scans that DuckDB's table function eigenlake_scan(key) reads, by key. Rows are passed batch by
/// batch, by as many threads as DuckDB has, without files in between.
///
/// Threads: any.
class LakeScans {
 public:
  /// Replaces the scan of that key.
  void set(const std::string& key, LakeScan scan);
  /// Null for an unknown key.
  std::shared_ptr<const LakeScan> find(const std::string& key) const;

  /// The files of a table that DuckDB reads by itself from now on; replaces earlier ones.
  void set_direct(const std::string& table, std::span<const iceberg::FileScanTask> tasks);
  /// Drops them for all tables.
  void forget_direct();
  /// An error of the lake where DuckDB's error is about the files of a table that it reads; else the error
  /// itself.
  Error explain(Error error) const;

  /// Stores why a scan failed: DuckDB passes on messages, but not kinds.
  void report(const Error& error);
  /// The first error since the last call.
  std::optional<Error> take_error();

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const LakeScan>> scans_;
  std::map<std::string, std::vector<std::string>> direct_uris_;  ///< By table.
  std::optional<Error> error_;
};

/// Name of the table function.
inline constexpr char kScanFunction[] = "eigenlake_scan";

/// Registers the table function with a connection. Errors: kInternal.
Result<> register_lake_scans(const duckdb::Api& api, duckdb::Handle connection,
                             std::shared_ptr<LakeScans> scans);

}  // namespace eigenlake
