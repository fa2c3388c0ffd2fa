// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "eigenlake/stream/record_sink.h"

namespace eigenlake {

/// Metrics of a landing for Prometheus, as a file of the node exporter's textfile collector.
class LandMetrics {
 public:
  /// Nothing is written where `file` is empty.
  explicit LandMetrics(std::string file) : file_(std::move(file)) {}

  /// Replaces the file. Lag is in messages. Errors: kStore.
  Result<> write(const LandCounters& counters, const std::map<kafka::TopicPartition, int64_t>& lags) const;

 private:
  std::string file_;
};

}  // namespace eigenlake
