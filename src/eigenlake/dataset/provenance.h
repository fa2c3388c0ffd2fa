// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/query/sql_session.h"

namespace eigenlake {

/// One value of a column and how many experiments have it.
struct CountedValue {
  std::string value;
  int64_t experiments = 0;
};

/// A complete batch of the audit table.
struct BatchOrigin {
  std::string batch_id;
  std::string processing_name;
  std::string processed_at;  ///< ISO 8601, UTC.
  std::string source;        ///< Its input, in words.
};

/// Where the rows of a dataset come from.
struct Provenance {
  std::vector<BatchOrigin> batches;  ///< Oldest first.
  int64_t num_experiments = 0;
  std::vector<CountedValue> molecules;  ///< Most frequent first, as the other lists.
  std::vector<CountedValue> basis_sets;
  std::vector<CountedValue> ansaetze;
  std::vector<CountedValue> optimizers;
  std::vector<CountedValue> init_strategies;
  std::vector<CountedValue> backends;
  std::vector<CountedValue> simulators;  ///< Column engine.
  int64_t num_qubits_min = 0;
  int64_t num_qubits_max = 0;
};

/// Requires: the session has views of molecules, vqe_results and processing_metadata.
/// Errors:   kStore.
Result<Provenance> read_provenance(SqlSession& session);

/// Rows of each partition of a table.
struct PartitionRows {
  std::vector<std::string> values;  ///< One for each partition column; "" for null.
  int64_t rows = 0;
};

/// Rows of a table as `sql` counts them. Errors: kStore.
Result<int64_t> count_rows(SqlSession& session, const std::string& table);

/// Ordered by their values. Errors: kStore.
Result<std::vector<PartitionRows>> read_partitions(SqlSession& session, const std::string& table,
                                                   const std::vector<std::string>& columns);

}  // namespace eigenlake
