// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"

namespace eigenlake::iceberg {

using SqlRow = std::vector<std::optional<std::string>>;

struct SqlResult {
  std::vector<SqlRow> rows;
  int64_t changed = 0;  ///< Rows that an INSERT, UPDATE or DELETE changed.
};

/// One session with a catalog's database. Values are bound as $1, $2, …
///
/// Errors:  kAlreadyExists for a used key; kConflict for a transaction that the database aborted;
/// kUnavailable
///          if it does not answer, is busy or the session is lost; kStore.
/// Threads: one at a time.
class SqlConnection {
 public:
  virtual ~SqlConnection() = default;

  virtual Result<SqlResult> execute(std::string_view statement,
                                    std::span<const std::string> parameters = {}) = 0;

  /// Begins a writing transaction. Of our processes one at a time is in it for the same `key`, until the
  /// database knows its outcome: after a lost reply, the next one finds it decided.
  virtual Result<> begin(int64_t key) = 0;
  /// Durable on return. Errors: kCommitStateUnknown for a lost reply; others if nothing was done.
  virtual Result<> commit() = 0;
  virtual void rollback() = 0;

  /// True once the session has ended.
  virtual bool is_lost() const = 0;
  /// Empty for an unknown table.
  virtual Result<std::vector<std::string>> columns_of(const std::string& table) = 0;
};

/// Opens sessions. `create` creates a missing database if possible; otherwise it is kNotFound.
using SqlConnector = std::function<Result<std::unique_ptr<SqlConnection>>(bool create)>;

}  // namespace eigenlake::iceberg
