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

/// One session with a database that keeps a catalog. Values are bound as $1, $2, … and never become part of
/// the statement's text; what is not in SQL's common part is asked for by a function of its own.
///
/// Errors:  kAlreadyExists for a key that is taken; kConflict where the database chose a victim among
///          transactions; kUnavailable where it does not answer, is busy or the session is lost; kStore.
/// Threads: one at a time.
class SqlConnection {
 public:
  virtual ~SqlConnection() = default;

  virtual Result<SqlResult> execute(std::string_view statement,
                                    std::span<const std::string> parameters = {}) = 0;

  /// Begins a transaction that writes. One of our processes at a time is in one for the same `key`, until the
  /// database knows that it ended: so whoever comes after a lost reply finds its outcome decided.
  virtual Result<> begin(int64_t key) = 0;
  /// Durable on return. Errors: kCommitStateUnknown where no reply came; others, and then nothing was done.
  virtual Result<> commit() = 0;
  virtual void rollback() = 0;

  /// True when the session ended: nothing works any more.
  virtual bool is_lost() const = 0;
  /// Names of a table's columns; empty where there is no such table.
  virtual Result<std::vector<std::string>> columns_of(const std::string& table) = 0;
};

/// Opens sessions. `create` makes the database where it does not exist and that is possible; otherwise a
/// missing one is kNotFound.
using SqlConnector = std::function<Result<std::unique_ptr<SqlConnection>>(bool create)>;

}  // namespace eigenlake::iceberg
