#include "eigenlake/cli/output/land_progress.h"

#include <fmt/format.h>

#include "eigenlake/cli/output/progress.h"

namespace eigenlake {

LandProgressLine::LandProgressLine(const Invocation& invocation)
    : out_(invocation.process.err), enabled_(invocation.process.err_is_terminal && !invocation.quiet()) {}

void LandProgressLine::show(const LandCounters& counters) {
  if (!enabled_) return;
  out_ << kEraseLine
       << fmt::format("{} records in {} objects, {} dead letters", counters.records, counters.objects,
                      counters.dead_letters)
       << std::flush;
}

void LandProgressLine::clear() {
  if (enabled_) out_ << kEraseLine << std::flush;
}

}  // namespace eigenlake
