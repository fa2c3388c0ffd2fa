// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/output/delivery_report.h"

#include <algorithm>

#include <fmt/format.h>

#include "eigenlake/base/counted.h"
#include "eigenlake/cli/invocation/interrupt.h"

namespace eigenlake {
namespace {

constexpr size_t kRefusalsShown = 10;

}  // namespace

bool DeliveryLine::show(const Publisher::Progress& progress) {
  if (progress.pending > 0)
    ProgressLine::show(
        fmt::format("{} acknowledged, {} to go", counted(progress.published, "record"), progress.pending));
  return InterruptScope::requested();
}

void report_undelivered(const Invocation& invocation, const PublisherOptions& options,
                        const PublishReport& report) {
  for (size_t i = 0; i < std::min(report.refused.size(), kRefusalsShown); ++i)
    invocation.process.tell_error(report.refused[i].to_string());
  if (report.refused.size() > kRefusalsShown)
    invocation.process.tell("error: ", counted(report.refused.size() - kRefusalsShown,
                                               "more record was refused", "more records were refused"));
  if (report.waiting > report.refused.size())
    invocation.warn(fmt::format(
        "{} in the spool {} for a later call{}; 'eigenlake publish --spool {}' delivers them",
        counted(report.waiting, "record waits", "records wait"), options.spool_folder.string(),
        report.reason ? ": " + report.reason->to_string() : std::string(), options.spool_folder.string()));
}

void note_publishing_plan(const Invocation& invocation, const PublisherOptions& options) {
  invocation.note(fmt::format("would publish to topic {} at {} ({}) through the spool {}", options.topic,
                              options.producer.client.servers,
                              kafka::name_of(options.producer.client.security.protocol),
                              options.spool_folder.string()));
}

ExitCode exit_code_of_delivery(const PublishReport& report) {
  return report.waiting > 0 ? ExitCode::kDeliveredLater : ExitCode::kOk;
}

}  // namespace eigenlake
