// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace eigenlake {

/// Figures of a Linux system at one moment; unknown ones are empty.
struct SystemFigures {
  int64_t timestamp_ms = 0;  ///< Since 1970, UTC.
  std::string processor;     ///< "AMD EPYC 7763"
  int num_processors = 0;    ///< Those that this process may use.
  std::optional<double> load_1m;
  std::optional<double> load_5m;
  std::optional<double> load_15m;
  std::optional<uint64_t> memory_total_bytes;
  std::optional<uint64_t> memory_available_bytes;
  std::optional<uint64_t> resident_bytes;  ///< Of this process.
  std::optional<double> uptime_seconds;
};

/// Threads: any.
/// Cost:    a few files of /proc; tens of microseconds.
/// Source:  proc(5).
SystemFigures read_system_figures();

}  // namespace eigenlake
