// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>

#include <fmt/format.h>

#include "eigenlake/base/counted.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/cli/output/land_metrics.h"
#include "eigenlake/cli/output/progress_line.h"
#include "eigenlake/cli/settings/kafka_options.h"
#include "eigenlake/cli/settings/kafka_settings.h"
#include "eigenlake/cli/settings/milliseconds.h"
#include "eigenlake/cli/settings/topic_options.h"
#include "eigenlake/session/land_topic.h"

namespace eigenlake {
namespace {

/// The two kinds of landing must not share the partitions of a topic.
std::string group_of(const Configuration& configuration) {
  const std::string given = configuration[option::kGroup];
  if (!given.empty()) return given;
  return configuration[option::kDirect] ? "eigenlake-land-direct" : "eigenlake-land";
}

RawSinkOptions raw_sink_options(const Configuration& configuration) {
  RawSinkOptions options;
  options.format = configuration[option::kLandFormat];
  options.codec = configuration[option::kLandCodec];
  options.records_per_object = configuration[option::kRecordsPerObject];
  options.flush_after = std::chrono::milliseconds(milliseconds_in(configuration[option::kFlushSeconds]));
  options.object_bytes_max = static_cast<uint64_t>(configuration[option::kObjectSize]) * kMebibyte;
  options.buffered_bytes_max = std::max(options.buffered_bytes_max, 2 * options.object_bytes_max);
  return options;
}

DirectSinkOptions direct_sink_options(const Invocation& invocation, const std::string& topic) {
  const auto batch_ms = milliseconds_in(invocation[option::kBatchSeconds]);
  return {.topic = topic,
          .batch_after = std::chrono::milliseconds(batch_ms),
          .ingest = {.num_threads = invocation.num_threads(), .on_progress = {}}};
}

Result<LandRequest> read_land_request(const Invocation& invocation) {
  const Configuration& configuration = invocation.configuration;
  LandRequest request;
  EIGENLAKE_ASSIGN_OR_RETURN(request.kafka, publisher_options(configuration));
  request.dead_letter_topic = dead_letter_topic(configuration);
  request.group = group_of(configuration);
  if (configuration[option::kDirect])
    request.sink = direct_sink_options(invocation, request.kafka.topic);
  else
    request.sink = raw_sink_options(configuration);
  request.until_end = configuration[option::kUntilEnd];
  request.longest = std::chrono::seconds(configuration[option::kMaxSeconds]);
  request.with_lags = !configuration[option::kMetricsFile].empty();
  request.open_admin = invocation.process.open_admin;
  return request;
}

/// Prints each landed object or batch.
class LandReporter final : public LandObserver {
 public:
  LandReporter(const Invocation& invocation, const Lake& lake)
      : invocation_(invocation),
        lake_(lake),
        metrics_(invocation[option::kMetricsFile]),
        progress_(invocation) {}
  ~LandReporter() override { progress_.clear(); }

  /// From the first time on, a signal ends the landing cleanly.
  bool stop_requested() override {
    if (!interrupt_scope_) interrupt_scope_.emplace();
    return InterruptScope::requested();
  }
  void on_warning(std::string_view message) override { invocation_.warn(message); }

  void on_object(const LandedObject& object) override {
    if (invocation_.json())
      invocation_.print({{"object", lake_.raw_store().uri_of(object.key)},
                         {"topic", object.place.topic},
                         {"partition", object.place.kafka_partition},
                         {"first_offset", object.first_offset},
                         {"last_offset", object.last_offset},
                         {"records", object.num_records},
                         {"bytes", object.num_bytes}});
    else if (invocation_.verbose())
      invocation_.note(fmt::format("{}: {}", object.key, counted(object.num_records, "record")));
  }

  void on_batch(const IngestReport& report) override {
    if (invocation_.json())
      invocation_.print({{"batch", report.batch.batch_id},
                         {"records", report.records},
                         {"experiments_new", report.experiments_new},
                         {"experiments_duplicate", report.experiments_duplicate},
                         {"quarantined", report.quarantined.size()},
                         {"seconds", report.batch.seconds}});
    else if (invocation_.verbose())
      invocation_.note(fmt::format("batch {}: {}, {} new, in {:.2f} s", report.batch.batch_id,
                                   counted(report.records, "record"),
                                   counted(report.experiments_new, "experiment"), report.batch.seconds));
  }

  Result<> on_progress(const LandCounters& counters, const LandLags& lags) override {
    progress_.show(fmt::format("{} in {}, {}", counted(counters.records, "record"),
                               counted(counters.objects, "object"),
                               counted(counters.dead_letters, "dead letter")));
    return metrics_.write(counters, lags);
  }

 private:
  const Invocation& invocation_;
  const Lake& lake_;
  LandMetrics metrics_;
  ProgressLine progress_;
  std::optional<InterruptScope> interrupt_scope_;
};

Result<LandCounters> land_and_report(const Invocation& invocation, const LandRequest& request) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kWrite));
  LandReporter reporter(invocation, lake);
  return land_topic(request, lake, reporter);
}

Result<ExitCode> run_land(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const LandRequest request, read_land_request(invocation));
  if (invocation.dry_run()) {
    invocation.note(fmt::format("would land topic {} of {} as group {}, dead letters to {}",
                                request.kafka.topic, request.kafka.producer.client.servers, request.group,
                                request.dead_letter_topic));
    return ExitCode::kOk;
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const LandCounters counters, land_and_report(invocation, request));
  if (invocation.json()) return ExitCode::kOk;
  const bool direct = invocation[option::kDirect];
  invocation.note(fmt::format("{} in {}, {}{}", counted(counters.records, "record"),
                              counted(counters.objects, direct ? "batch" : "object"),
                              counted(counters.dead_letters, "dead letter"),
                              direct ? "" : "; 'eigenlake ingest' brings them into the tables"));
  return ExitCode::kOk;
}

}  // namespace

Command land_command() {
  return {
      .name = "land",
      .purpose = Purpose::kStream,
      .summary = "Land the records of a Kafka topic as raw objects",
      .description =
          "Joins a consumer group and writes the records of the topic into the raw store of the lake: object "
          "container files (or JSON) named TOPIC+PARTITION+FIRST-OFFSET, each offset in exactly one; "
          "'eigenlake ingest' brings them into the tables. With --direct they go straight into the tables, a "
          "batch about every --batch-seconds, without raw objects. Any number may run at once; after a kill "
          "landing resumes where the last object or batch ends. Messages that hold no record go to the "
          "dead-letter topic and into the ledger. Runs until SIGINT or SIGTERM, which end it cleanly.",
      .example =
          "eigenlake land --until-end\n"
          "eigenlake land --direct",
      .options = joined_settings({option::kLandingOptions,
                                  Settings{&option::kDeadLetterTopic, &option::kMessageBytesMax},
                                  connection_settings()}),
      .run = run_land};
}

}  // namespace eigenlake
