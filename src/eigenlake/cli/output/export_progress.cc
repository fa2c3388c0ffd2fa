#include "eigenlake/cli/output/export_progress.h"

#include <fmt/format.h>

#include "eigenlake/cli/output/progress.h"

namespace eigenlake {
ExportProgressLine::ExportProgressLine(const Invocation& invocation)
    : out_(invocation.process.err), enabled_(invocation.process.err_is_terminal && !invocation.quiet()) {}

void ExportProgressLine::show(const ExportProgress& progress) {
  const auto now = std::chrono::steady_clock::now();
  if (!enabled_ || now - last_shown_ < kBetweenLines) return;
  last_shown_ = now;
  out_ << kEraseLine
       << fmt::format("[{}/{}] {}: {} rows, {:.1f} MiB", progress.tables_done, progress.tables_total,
                      progress.table, progress.rows, static_cast<double>(progress.bytes) / kMebibyte)
       << std::flush;
}

void ExportProgressLine::clear() {
  if (enabled_) out_ << kEraseLine << std::flush;
}

}  // namespace eigenlake
