#include "eigenlake/cli/commands/publishing.h"

#include <fmt/format.h>

#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/cli/settings/kafka_settings.h"

namespace eigenlake {
namespace {

constexpr size_t kRefusalsShown = 10;

}  // namespace

Result<std::optional<PublisherOptions>> asked_publishing(const Invocation& invocation) {
  EIGENLAKE_RETURN_IF_ERROR(refuse_kafka_flags_without_kafka(invocation.configuration));
  if (!invocation.configuration.flag("kafka")) return std::nullopt;
  EIGENLAKE_ASSIGN_OR_RETURN(auto options, publisher_options(invocation.configuration));
  return options;
}

void note_publishing_plan(const Invocation& invocation, const PublisherOptions& options) {
  invocation.note(fmt::format("would publish to topic {} at {} ({}), by way of the spool {}", options.topic,
                              options.producer.client.servers,
                              kafka::name_of(options.producer.client.security.protocol),
                              options.spool_folder.string()));
}

PublishReport finish_publishing(const Invocation& invocation, const PublisherOptions& options,
                                Publisher& publisher) {
  const InterruptScope scope;
  const bool shows = invocation.process.terminal_width > 0 && !invocation.quiet();
  const auto look = [&] {
    const auto progress = publisher.progress();
    if (shows && progress.pending > 0)
      invocation.process.err << fmt::format("\r{} records acknowledged, {} to go   ", progress.published,
                                            progress.pending)
                             << std::flush;
    return InterruptScope::requested();
  };
  auto report = publisher.finish(look);
  if (shows) invocation.process.err << "\r\x1b[K" << std::flush;
  for (size_t i = 0; i < std::min(report.refused.size(), kRefusalsShown); ++i)
    invocation.process.err << "error: " << report.refused[i].to_string() << std::endl;
  if (report.refused.size() > kRefusalsShown)
    invocation.process.err << fmt::format("error: {} more records were refused",
                                          report.refused.size() - kRefusalsShown)
                           << std::endl;
  if (report.waiting > report.refused.size())
    invocation.warn(fmt::format(
        "{} records wait in the spool {} for a later call{}; 'eigenlake publish --spool {}' delivers them",
        report.waiting, options.spool_folder.string(),
        report.reason ? ": " + report.reason->to_string() : std::string(), options.spool_folder.string()));
  return report;
}

ExitCode exit_code_of(const PublishReport& report) {
  return report.waiting > 0 ? ExitCode::kDeliveredLater : ExitCode::kOk;
}

}  // namespace eigenlake
