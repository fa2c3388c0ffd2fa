#include <chrono>

#include <fmt/format.h>

#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/cli/output/land_metrics.h"
#include "eigenlake/cli/output/land_progress.h"
#include "eigenlake/cli/settings/kafka_settings.h"
#include "eigenlake/cli/settings/milliseconds.h"
#include "eigenlake/json/json.h"
#include "eigenlake/kafka/admin.h"
#include "eigenlake/lake/store_lease.h"
#include "eigenlake/stream/direct_sink.h"
#include "eigenlake/stream/message_lander.h"
#include "eigenlake/stream/raw_sink.h"

namespace eigenlake {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kPollMs = 200;

struct LandRequest {
  PublisherOptions kafka;  ///< How brokers and registry are reached, and the topic.
  std::string dead_letter_topic;
  kafka::ConsumerOptions consumer;
  RawSinkOptions lander;
};

/// The two ways of landing must not share the partitions of a topic.
std::string group_of(const Configuration& configuration) {
  const std::string given = configuration.text("group");
  if (!given.empty()) return given;
  return configuration.flag("direct") ? "eigenlake-land-direct" : "eigenlake-land";
}

Result<LandRequest> read_land_request(const Configuration& configuration) {
  LandRequest request;
  EIGENLAKE_ASSIGN_OR_RETURN(request.kafka, publisher_options(configuration));
  request.dead_letter_topic = dead_letter_topic(configuration);
  request.consumer = {.client = request.kafka.producer.client,
                      .group = group_of(configuration),
                      .topics = {request.kafka.topic}};
  auto& lander = request.lander;
  lander.format = configuration.text("land-format") == "json" ? LandFormat::kJson : LandFormat::kAvro;
  lander.codec = configuration.text("land-codec") == "deflate" ? avro::Codec::kDeflate
                 : configuration.text("land-codec") == "zstd"  ? avro::Codec::kZstandard
                                                               : avro::Codec::kNull;
  lander.records_per_object = configuration.integer("records-per-object");
  lander.flush_after = std::chrono::milliseconds(milliseconds_in(configuration.real("flush-seconds")));
  lander.object_bytes_max = static_cast<uint64_t>(configuration.integer("object-size")) * kMebibyte;
  lander.buffered_bytes_max = std::max(lander.buffered_bytes_max, 2 * lander.object_bytes_max);
  return request;
}

/// The topics that are needed, before the first message is read.
Result<std::map<int32_t, kafka::Watermarks>> check_topics(const LandRequest& request) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto admin, kafka::Admin::create(request.consumer.client));
  for (const std::string& topic : {request.kafka.topic, request.dead_letter_topic}) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto found, admin->describe_topic(topic));
    if (!found)
      return fail(ErrorKind::kNotFound, "expected a topic {}, found none; 'eigenlake topics create' makes it",
                  topic);
  }
  return admin->watermarks(request.kafka.topic);
}

/// A store that does not decide between writers takes one landing at a time, beside the writer of the tables.
Result<std::unique_ptr<WriterLock>> lock_where_needed(const Lake& lake, bool honours_put_if_absent) {
  constexpr double kWaitSeconds = 60;
  if (honours_put_if_absent) return nullptr;
  const std::shared_ptr<ObjectStore> state(&lake.state_store(), [](ObjectStore*) {});
  auto lock = StoreLeases(state, {}, "landing/").acquire(kWaitSeconds);
  if (!lock)
    return fail_with_context(lock.error(), "while waiting to be the only landing into " + lake.name());
  return lock;
}

/// Consumes until it is told to stop.
class Landing {
 public:
  Landing(const Invocation& invocation, const LandRequest& request, MessageLander& lander,
          kafka::Consumer& consumer, std::map<int32_t, kafka::Watermarks> ends)
      : invocation_(invocation),
        request_(request),
        lander_(lander),
        consumer_(consumer),
        ends_(std::move(ends)),
        metrics_(invocation.configuration.text("metrics-file")),
        progress_(invocation) {}

  Result<> run() {
    const auto done = consume();
    progress_.clear();
    return done;
  }

 private:
  Result<> consume() {
    const InterruptScope scope;
    const int seconds_max = invocation_.configuration.integer("max-seconds");
    const bool until_end = invocation_.configuration.flag("until-end");
    const auto begun = Clock::now();
    while (!InterruptScope::requested()) {
      EIGENLAKE_RETURN_IF_ERROR(lander_.step(kPollMs));
      EIGENLAKE_RETURN_IF_ERROR(look_around());
      if (seconds_max > 0 && Clock::now() - begun > std::chrono::seconds(seconds_max)) break;
      if (!until_end) continue;
      EIGENLAKE_ASSIGN_OR_RETURN(const bool at_end, is_at_end());
      if (at_end) break;
    }
    EIGENLAKE_RETURN_IF_ERROR(lander_.flush());
    EIGENLAKE_RETURN_IF_ERROR(consumer_.close());
    return metrics_.write(lander_.counters(), {});
  }

  /// Whether what was there at the beginning is read, by us or by others of the group.
  Result<bool> is_at_end() {
    std::vector<kafka::TopicPartition> others;
    for (const auto& [kafka_partition, marks] : ends_) {
      if (marks.high <= marks.low) continue;
      const kafka::TopicPartition place{request_.kafka.topic, kafka_partition};
      const auto position = lander_.position(place);
      if (position && *position < marks.high) return false;
      if (!position) others.push_back(place);
    }
    if (others.empty()) return true;
    EIGENLAKE_ASSIGN_OR_RETURN(const auto committed, consumer_.committed(others));
    return std::ranges::all_of(others, [&](const auto& place) {
      const auto found = committed.find(place);
      return found != committed.end() && found->second >= ends_.at(place.kafka_partition).high;
    });
  }

  /// Metrics and progress, once a second.
  Result<> look_around() {
    if (Clock::now() < next_look_) return {};
    next_look_ = Clock::now() + std::chrono::seconds(1);
    const auto& counters = lander_.counters();
    if (metrics_.is_asked_for()) {
      std::map<kafka::TopicPartition, int64_t> lags;
      for (const auto& [place, next] : counters.next) {
        const auto marks = consumer_.watermarks(place, kPollMs);
        if (marks) lags[place] = std::max<int64_t>(marks->high - next, 0);
      }
      EIGENLAKE_RETURN_IF_ERROR(metrics_.write(counters, lags));
    }
    progress_.show(counters);
    return {};
  }

  const Invocation& invocation_;
  const LandRequest& request_;
  MessageLander& lander_;
  kafka::Consumer& consumer_;
  const std::map<int32_t, kafka::Watermarks> ends_;
  LandMetrics metrics_;
  LandProgressLine progress_;
  Clock::time_point next_look_ = Clock::now();
};

void print_object(const Invocation& invocation, const Lake& lake, const LandedObject& object) {
  if (invocation.json()) {
    invocation.process.out << Json{{"object", lake.raw_store().uri_of(object.key)},
                                   {"topic", object.place.topic},
                                   {"partition", object.place.kafka_partition},
                                   {"first_offset", object.first_offset},
                                   {"last_offset", object.last_offset},
                                   {"records", object.num_records},
                                   {"bytes", object.num_bytes}}
                                  .dump(-1, ' ', false, Json::error_handler_t::replace)
                           << std::endl;
  } else if (invocation.verbose()) {
    invocation.note(fmt::format("{}: {} records", object.key, object.num_records));
  }
}

void print_batch(const Invocation& invocation, const IngestReport& report) {
  if (invocation.json()) {
    invocation.process.out << Json{{"batch", report.batch.batch_id},
                                   {"records", report.records},
                                   {"experiments_new", report.experiments_new},
                                   {"experiments_duplicate", report.experiments_duplicate},
                                   {"quarantined", report.quarantined.size()},
                                   {"seconds", report.batch.seconds}}
                                  .dump(-1, ' ', false, Json::error_handler_t::replace)
                           << std::endl;
  } else if (invocation.verbose()) {
    invocation.note(fmt::format("batch {}: {} records, {} experiments new, in {:.2f} s",
                                report.batch.batch_id, report.records, report.experiments_new,
                                report.batch.seconds));
  }
}

/// Consumes with `lander` and says at the end what it did.
Result<ExitCode> consume(const Invocation& invocation, const LandRequest& request, MessageLander& lander,
                         std::map<int32_t, kafka::Watermarks> ends, const char* done) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto consumer, kafka::open_consumer(request.consumer, lander.listener()));
  lander.use(*consumer);
  EIGENLAKE_RETURN_IF_ERROR(Landing(invocation, request, lander, *consumer, std::move(ends)).run());
  const LandCounters& counters = lander.counters();
  if (!invocation.json())
    invocation.note(fmt::format("{} records in {} {}, {} dead letters", counters.records, counters.objects,
                                done, counters.dead_letters));
  return ExitCode::kOk;
}

Result<ExitCode> land_raw(const Invocation& invocation, const LandRequest& request, const Lake& lake,
                          std::map<int32_t, kafka::Watermarks> ends, MessageDecoder decoder) {
  EIGENLAKE_ASSIGN_OR_RETURN(const bool decides, lake.raw_store().honours_put_if_absent());
  EIGENLAKE_ASSIGN_OR_RETURN(const auto lock, lock_where_needed(lake, decides));
  // The lake outlives everything that uses its store.
  const std::shared_ptr<ObjectStore> raw(&lake.raw_store(), [](ObjectStore*) {});
  EIGENLAKE_ASSIGN_OR_RETURN(const auto dead_letters,
                             open_dead_letters(request.kafka.producer, request.dead_letter_topic, raw));
  RawSink sink(request.lander, raw, lock.get(),
               [&](const LandedObject& object) { print_object(invocation, lake, object); });
  MessageLander lander(sink, std::move(decoder), *dead_letters,
                       [&](std::string_view message) { invocation.warn(message); });
  return consume(invocation, request, lander, std::move(ends),
                 "objects; eigenlake ingest makes tables of them");
}

Result<ExitCode> land_directly(const Invocation& invocation, const LandRequest& request, const Lake& lake,
                               std::map<int32_t, kafka::Watermarks> ends, MessageDecoder decoder) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto dead_letters,
                             open_dead_letters(request.kafka.producer, request.dead_letter_topic, nullptr));
  DirectSink sink(lake,
                  {.topic = request.kafka.topic,
                   .batch_after = std::chrono::milliseconds(
                       milliseconds_in(invocation.configuration.real("batch-seconds"))),
                   .ingest = {.num_threads = invocation.num_threads(), .on_progress = {}}},
                  [&](const IngestReport& report) { print_batch(invocation, report); });
  MessageLander lander(sink, std::move(decoder), *dead_letters,
                       [&](std::string_view message) { invocation.warn(message); });
  return consume(invocation, request, lander, std::move(ends), "batches");
}

Result<ExitCode> run_land(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const LandRequest request, read_land_request(invocation.configuration));
  if (invocation.configuration.flag("dry-run")) {
    invocation.note(fmt::format("would land topic {} of {} as group {}, dead letters to {}",
                                request.kafka.topic, request.consumer.client.servers, request.consumer.group,
                                request.dead_letter_topic));
    return ExitCode::kOk;
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kWrite));
  EIGENLAKE_ASSIGN_OR_RETURN(auto ends, check_topics(request));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto registry, registry::SchemaRegistry::create(request.kafka.registry));
  const auto land = invocation.configuration.flag("direct") ? land_directly : land_raw;
  return land(invocation, request, lake, std::move(ends), MessageDecoder(registry));
}

std::vector<std::string> land_setting_names() {
  std::vector<std::string> names = {
      "direct",           "batch-seconds", "group",     "land-format", "land-codec",   "records-per-object",
      "flush-seconds",    "object-size",   "until-end", "max-seconds", "metrics-file", "dead-letter-topic",
      "message-bytes-max"};
  std::ranges::copy(kafka_connection_setting_names(), std::back_inserter(names));
  return names;
}

}  // namespace

Command land_command() {
  return {
      .name = "land",
      .summary = "Land the records of a Kafka topic as raw objects",
      .description =
          "A member of a consumer group that writes the records of the topic into the raw store of the lake: "
          "object container files (or JSON) named TOPIC+PARTITION+FIRST-OFFSET, each offset in exactly one; "
          "eigenlake ingest makes tables of them. With --direct they go into the tables at once, a batch "
          "about every --batch-seconds, and there are no raw objects. Any number may run at once; one that "
          "was "
          "killed is continued where its last object or batch ends. Messages that hold no record go to the "
          "dead-letter topic and into the ledger. Runs until SIGINT or SIGTERM, which end it cleanly.",
      .settings = land_setting_names(),
      .run = run_land};
}

}  // namespace eigenlake
