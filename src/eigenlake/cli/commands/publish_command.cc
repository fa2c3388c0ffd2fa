// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "eigenlake/base/counted.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/cli/output/delivery_report.h"
#include "eigenlake/cli/settings/kafka_options.h"
#include "eigenlake/cli/settings/kafka_settings.h"
#include "eigenlake/json/json.h"
#include "eigenlake/session/record_files.h"
#include "eigenlake/stream/spool.h"

namespace eigenlake {
namespace {

void print_report(const Invocation& invocation, const PublisherOptions& options,
                  const PublishReport& report) {
  Json refused = Json::array();
  for (const auto& error : report.refused) refused.push_back(error.to_string());
  invocation.report({{"topic", options.topic},
                     {"published", report.published},
                     {"bytes", report.bytes},
                     {"waiting", report.waiting},
                     {"refused", refused},
                     {"reason", report.reason ? Json(report.reason->to_string()) : Json(nullptr)}},
                    fmt::format("{} ({:.1f} MB) published to topic {}\n", counted(report.published, "record"),
                                static_cast<double>(report.bytes) / 1e6, options.topic));
}

Result<> publish_operands(const Invocation& invocation, Publisher& publisher) {
  const InterruptScope scope;
  return publish_files(invocation.operands, publisher, InterruptScope::requested);
}

/// SIGINT and SIGTERM end the waiting; undelivered records stay in the spool.
PublishReport finish(const Invocation& invocation, Publisher& publisher) {
  const InterruptScope scope;
  DeliveryLine line(invocation);
  auto report = publisher.finish([&] { return line.show(publisher.progress()); });
  line.clear();
  return report;
}

Result<ExitCode> run_publish(Invocation& invocation) {
  if (invocation.operands.empty() && !invocation.configuration.has(option::kSpool))
    return fail(ErrorKind::kUsage,
                "eigenlake publish requires FILE… or --spool FOLDER; see 'eigenlake publish --help'");
  EIGENLAKE_ASSIGN_OR_RETURN(const auto options, publisher_options(invocation.configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(const size_t count, count_records(invocation.operands));
  if (invocation.dry_run()) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto waiting,
                               Spool(options.spool_folder, options.spool_bytes_max).waiting(options.topic));
    note_publishing_plan(invocation, options);
    invocation.process.out
        << (invocation.json()
                ? Json{{"topic", options.topic}, {"records", count}, {"waiting", waiting.size()}}.dump()
                : fmt::format("{} of files, {} in the spool", counted(count, "record"), waiting.size()))
        << '\n';
    return ExitCode::kOk;
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const auto publisher, Publisher::open(options));
  const auto published = publish_operands(invocation, *publisher);
  const auto report = finish(invocation, *publisher);
  report_undelivered(invocation, options, report);
  print_report(invocation, options, report);
  if (!published) return std::unexpected(published.error());
  return exit_code_of_delivery(report);
}

}  // namespace

Command publish_command() {
  return {.name = "publish",
          .purpose = Purpose::kStream,
          .summary = "Publish the records of raw files, or of a spool, to Kafka",
          .description =
              "Publishes each record of the files (Avro container files or JSON) to the topic: key "
              "experiment_id, Confluent's wire format, zstd, idempotent. Records go through the spool, a "
              "folder with a file for each that a broker has not acknowledged yet; what waits there for the "
              "topic is delivered as well, and --spool FOLDER alone delivers only that. Exits with 8 where a "
              "record is left for later. Delivery is at least once; tables hold each experiment once.",
          .example = "eigenlake publish records.avro --servers localhost:9092",
          .operands = {"[FILE…]", 0, kAnyNumber},
          .options = publishing_settings(),
          .opens_lake = false,
          .run = run_publish};
}

}  // namespace eigenlake
