// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/query/duckdb_api.h"

namespace eigenlake {

/// A column of a result and its wanted type in SQL.
struct WantedCast {
  uint64_t column = 0;
  std::string type;
};

/// Casts columns of a session's results by DuckDB's own casts, chunk by chunk, on a connection beside the
/// query's. The table function eigenlake_chunk(key) passes a chunk's vectors to DuckDB without a copy.
///
/// Threads: one.
class ValueCasts {
 public:
  /// Keep both alive while using it.
  ValueCasts(const duckdb::Api& api, duckdb::Handle database) : api_(api), database_(database) {}
  ~ValueCasts();
  ValueCasts(const ValueCasts&) = delete;
  ValueCasts& operator=(const ValueCasts&) = delete;

  /// Applies a setting of the session, a statement without a result, to casts from now on.
  ///
  /// Errors: kInternal with DuckDB's message.
  Result<> follow(std::string setting);

  class Cast;
  /// Errors: kInternal with DuckDB's message.
  Result<std::unique_ptr<Cast>> prepare(duckdb::ResultHandle& result, std::vector<WantedCast> wanted);

 private:
  friend class Cast;
  /// Input of one use of the function.
  struct Input {
    std::vector<uint64_t> columns;      ///< Of the chunk.
    std::vector<duckdb::Handle> types;  ///< Theirs; owned.
    duckdb::Handle chunk = nullptr;
  };
  struct Function;
  Result<> connect();
  Result<> set(const std::string& setting);

  const duckdb::Api& api_;
  duckdb::Handle database_;
  duckdb::Handle connection_ = nullptr;
  std::shared_ptr<std::map<int64_t, Input*>> inputs_ = std::make_shared<std::map<int64_t, Input*>>();
  int64_t next_key_ = 0;
  std::vector<std::string> settings_;  ///< Applied once there is a connection.
};

/// The casts of one result.
class ValueCasts::Cast {
 public:
  ~Cast();
  Cast(const Cast&) = delete;
  Cast& operator=(const Cast&) = delete;

  /// Casts the wanted columns of `chunk`, or of no rows where it is null; earlier results are gone.
  ///
  /// Errors: kUsage with DuckDB's message for a value that cannot be cast; as error_of_duckdb().
  Result<> run(duckdb::Handle chunk);
  /// The wanted columns in their order, with as many rows as the chunk. Null before run().
  duckdb::Handle chunk() const { return output_; }
  /// Of the wanted columns; its types are theirs.
  duckdb::ResultHandle& result() { return result_; }

 private:
  friend class ValueCasts;
  explicit Cast(ValueCasts& casts) : casts_(casts) {}
  void forget();

  ValueCasts& casts_;
  int64_t key_ = 0;
  std::unique_ptr<Input> input_;
  duckdb::Handle statement_ = nullptr;
  duckdb::ResultHandle result_{};
  bool has_result_ = false;
  duckdb::Handle output_ = nullptr;
};

}  // namespace eigenlake
