// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

namespace eigenlake {

/// What both batches report while they work.
struct BatchProgress {
  uint64_t objects_done = 0;
  uint64_t objects_total = 0;
  uint64_t experiments = 0;
};

struct IngestOptions {
  int num_threads = 1;
  bool dry_run = false;  ///< Counts what would be read; writes nothing.
  /// Raw bytes that are decoded at once, one object at least; one that is larger, or takes far more when it
  /// is decompressed, is read part by part. Decoded they take about as much, as tables several times as much.
  uint64_t window_bytes = uint64_t{40} << 20;
  bool tells_outcomes = false;  ///< IngestReport::outcomes, one for each object.
  bool list_all = false;  ///< Lists every raw object, also those that come before a known one of a sink.
  /// Computes the features of every experiment again.
  bool features_again = false;
  /// Reads raw objects again that the ledger knows.
  bool read_known = false;
  /// For a table that was lost: existing failures and labels are not added again.
  bool restores = false;
  std::function<void(const BatchProgress&)> on_progress = {};  ///< From any thread, one call at a time.
};

}  // namespace eigenlake
