// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Sorts any number of rows in bounded memory: chunks that fit are sorted at once, further ones become sorted
/// runs in a temporary file each (compressed, in the system's folder for such), which are merged at the end.
///
/// Equal rows stay in the order in which they came; the result is cut into batches of `batch_rows`, whatever
/// the batches were that came.
/// Cost:    memory of some four times chunk_bytes; as much disk as the rows take, where they do not fit.
/// Threads: one at a time.
class ExternalSort {
 public:
  struct Options {
    std::vector<std::string> columns;
    int64_t chunk_bytes = 64 << 20;  ///< Decoded.
    int64_t batch_rows = 1 << 16;
  };
  explicit ExternalSort(Options options);
  ExternalSort(ExternalSort&&) noexcept;
  ~ExternalSort();

  /// Errors: kUnsupported for columns that have no order; kStore where the temporary folder fails.
  Result<> add(std::shared_ptr<arrow::RecordBatch> batch);
  /// Call once after the last add().
  Result<> finish();
  /// The next rows in order, nullptr after the last. Requires: finish().
  Result<std::shared_ptr<arrow::RecordBatch>> next();

  /// Runs that had to go to disk.
  size_t num_runs() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace eigenlake
