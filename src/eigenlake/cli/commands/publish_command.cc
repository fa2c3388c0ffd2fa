#include <filesystem>

#include <fmt/format.h>

#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/cli/output/delivery_report.h"
#include "eigenlake/cli/settings/kafka_settings.h"
#include "eigenlake/json/json.h"
#include "eigenlake/object_store/local_object_store.h"
#include "eigenlake/record/experiment_id.h"
#include "eigenlake/record/record_reader.h"
#include "eigenlake/record/record_stream.h"
#include "eigenlake/stream/spool.h"

namespace eigenlake {
namespace {

/// Hands each record of a file to `sink`. Errors: kBadInput kinds with file and number of the record.
Result<size_t> for_each_record_of(const std::string& file, const RecordSink& sink) {
  LocalObjectStore folder(std::filesystem::absolute(file).parent_path());
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string bytes,
                             folder.get(std::filesystem::path(file).filename().string()));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto source, open_records(bytes));
  if (const auto read = for_each_record(*source.records, sink); !read)
    return fail_with_context(read.error(), fmt::format("while reading record {}", source.records->number()));
  return static_cast<size_t>(source.records->number());
}

/// Reads everything once, so that a bad file is known before the first record is sent.
Result<size_t> count_records(const std::vector<std::string>& files) {
  size_t count = 0;
  for (const auto& file : files) {
    const auto records = for_each_record_of(file, [](RunRecord&& record) -> Result<> {
      EIGENLAKE_RETURN_IF_ERROR(experiment_id(record));
      return {};
    });
    if (!records) return fail_with_context(records.error(), "while checking " + file);
    count += *records;
  }
  return count;
}

void print_report(const Invocation& invocation, const PublisherOptions& options,
                  const PublishReport& report) {
  if (invocation.json()) {
    Json refused = Json::array();
    for (const auto& error : report.refused) refused.push_back(error.to_string());
    const Json json = {{"topic", options.topic},
                       {"published", report.published},
                       {"bytes", report.bytes},
                       {"waiting", report.waiting},
                       {"refused", refused},
                       {"reason", report.reason ? Json(report.reason->to_string()) : Json(nullptr)}};
    invocation.process.out << json.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
  } else if (!invocation.quiet()) {
    invocation.process.out << fmt::format("{} records ({:.1f} MB) published to topic {}\n", report.published,
                                          static_cast<double>(report.bytes) / 1e6, options.topic);
  }
}

Result<> publish_files(const Invocation& invocation, Publisher& publisher) {
  const InterruptScope scope;
  for (const auto& file : invocation.operands) {
    const auto published = for_each_record_of(file, [&](RunRecord&& record) -> Result<> {
      if (InterruptScope::requested())
        return fail(ErrorKind::kInterrupted, "interrupted; records that were read are in the spool");
      EIGENLAKE_ASSIGN_OR_RETURN(const std::string id, experiment_id(record));
      return publisher.publish(record, id);
    });
    if (!published) return fail_with_context(published.error(), "while publishing " + file);
  }
  return {};
}

/// SIGINT and SIGTERM end the waiting; what waits stays in the spool.
PublishReport finish(const Invocation& invocation, Publisher& publisher) {
  const InterruptScope scope;
  DeliveryLine line(invocation);
  auto report = publisher.finish([&] { return line.show(publisher.progress()); });
  line.clear();
  return report;
}

Result<ExitCode> run_publish(Invocation& invocation) {
  if (invocation.operands.empty() && !invocation.configuration.has("spool"))
    return fail(
        ErrorKind::kUsage,
        "eigenlake publish expects FILE… or --spool FOLDER, found neither; see eigenlake publish --help");
  EIGENLAKE_ASSIGN_OR_RETURN(const auto options, publisher_options(invocation.configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(const size_t count, count_records(invocation.operands));
  if (invocation.configuration.flag("dry-run")) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto waiting,
                               Spool(options.spool_folder, options.spool_bytes_max).waiting(options.topic));
    note_publishing_plan(invocation, options);
    invocation.process.out
        << (invocation.json()
                ? Json{{"topic", options.topic}, {"records", count}, {"waiting", waiting.size()}}.dump()
                : fmt::format("{} records of files, {} that wait in the spool", count, waiting.size()))
        << '\n';
    return ExitCode::kOk;
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const auto publisher, Publisher::open(options));
  const auto published = publish_files(invocation, *publisher);
  const auto report = finish(invocation, *publisher);
  report_undelivered(invocation, options, report);
  print_report(invocation, options, report);
  if (!published) return std::unexpected(published.error());
  return exit_code_of(report);
}

}  // namespace

Command publish_command() {
  return {.name = "publish",
          .summary = "Publish records of raw files, or those that wait in a spool, to Kafka",
          .description =
              "Publishes each record of the files (Avro container files or JSON) to the topic: key "
              "experiment_id, Confluent's wire format, zstd, idempotent. Records go through the spool, a "
              "folder with a file for each that a broker has not acknowledged yet; whatever waits there for "
              "the topic is delivered as well, and --spool FOLDER alone does nothing else. Ends with 8 where "
              "something is left for later. Delivery is at least once; tables hold each experiment once.",
          .operands = "[FILE…]",
          .max_operands = kAnyNumber,
          .settings = publishing_setting_names(),
          .opens_lake = false,
          .run = run_publish};
}

}  // namespace eigenlake
