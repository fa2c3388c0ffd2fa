#pragma once

#include <chrono>
#include <ostream>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/dataset/export_files.h"

namespace eigenlake {

/// One line on a terminal, rewritten in place: tables, rows and bytes so far. Silent elsewhere and with
/// --quiet.
///
/// Threads: any, one at a time.
class ExportProgressLine {
 public:
  explicit ExportProgressLine(const Invocation& invocation);

  void show(const ExportProgress& progress);
  /// Removes the line, before anything else is printed.
  void clear();

 private:
  std::ostream& out_;
  bool enabled_;
  std::chrono::steady_clock::time_point last_shown_;
};

}  // namespace eigenlake
