#pragma once

#include <optional>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/stream/publisher.h"

namespace eigenlake {

/// What --kafka says; none where it was not given.
///
/// Errors: kUsage, kUnsupported for settings that cannot work, also for some of Kafka's without --kafka.
Result<std::optional<PublisherOptions>> asked_publishing(const Invocation& invocation);

/// A line for people: where records would go.
void note_publishing_plan(const Invocation& invocation, const PublisherOptions& options);

/// Waits for acknowledgements, with progress on a terminal, and tells on stderr what could not be delivered.
/// SIGINT and SIGTERM end the waiting; what waits stays in the spool.
PublishReport finish_publishing(const Invocation& invocation, const PublisherOptions& options,
                                Publisher& publisher);

/// kOk, or kDeliveredLater where something waits in the spool.
ExitCode exit_code_of(const PublishReport& report);

}  // namespace eigenlake
