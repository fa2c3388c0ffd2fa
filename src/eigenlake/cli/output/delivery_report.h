#pragma once

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/stream/publisher.h"

namespace eigenlake {

/// One line on a terminal, rewritten in place: how many records are acknowledged. Silent elsewhere and with
/// --quiet.
class DeliveryLine {
 public:
  explicit DeliveryLine(const Invocation& invocation);
  /// Whether SIGINT or SIGTERM asks to end the waiting.
  bool show(const Publisher::Progress& progress);
  /// Removes the line, before anything else is printed.
  void clear();

 private:
  std::ostream& out_;
  bool enabled_;
};

/// Tells on stderr what could not be delivered.
void report_undelivered(const Invocation& invocation, const PublisherOptions& options,
                        const PublishReport& report);

/// A line for people: where records would go.
void note_publishing_plan(const Invocation& invocation, const PublisherOptions& options);

/// kOk, or kDeliveredLater where something waits in the spool.
ExitCode exit_code_of_delivery(const PublishReport& report);

}  // namespace eigenlake
