// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/output/progress_line.h"
#include "eigenlake/stream/publisher.h"

namespace eigenlake {

/// How many records are acknowledged, as a line on a terminal.
class DeliveryLine : public ProgressLine {
 public:
  using ProgressLine::ProgressLine;
  /// True after SIGINT or SIGTERM: stop waiting.
  bool show(const Publisher::Progress& progress);
};

/// Reports undelivered records on stderr.
void report_undelivered(const Invocation& invocation, const PublisherOptions& options,
                        const PublishReport& report);

/// A note: where records would go.
void note_publishing_plan(const Invocation& invocation, const PublisherOptions& options);

/// kOk, or kDeliveredLater where records wait in the spool.
ExitCode exit_code_of_delivery(const PublishReport& report);

}  // namespace eigenlake
