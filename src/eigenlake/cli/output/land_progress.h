#pragma once

#include <ostream>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/stream/record_sink.h"

namespace eigenlake {

/// One line on a terminal, rewritten in place: progress of a landing. Silent elsewhere and with --quiet.
class LandProgressLine {
 public:
  explicit LandProgressLine(const Invocation& invocation);

  void show(const LandCounters& counters);
  /// Removes the line, before anything else is printed.
  void clear();

 private:
  std::ostream& out_;
  bool enabled_;
};

}  // namespace eigenlake
