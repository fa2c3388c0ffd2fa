#pragma once

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/stream/publisher.h"

namespace eigenlake {

/// One line on a terminal, rewritten in place: how many records are acknowledged. Silent elsewhere and with
/// --quiet.
class DeliveryLine {
 public:
  explicit DeliveryLine(const Invocation& invocation);
  /// True after SIGINT or SIGTERM: stop waiting.
  bool show(const Publisher::Progress& progress);
  /// Removes the line, before anything else is printed.
  void clear();

 private:
  std::ostream& out_;
  bool enabled_;
};

/// Reports undelivered records on stderr.
void report_undelivered(const Invocation& invocation, const PublisherOptions& options,
                        const PublishReport& report);

/// A note: where records would go.
void note_publishing_plan(const Invocation& invocation, const PublisherOptions& options);

/// kOk, or kDeliveredLater where records wait in the spool.
ExitCode exit_code_of_delivery(const PublishReport& report);

}  // namespace eigenlake
