// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/land_topic.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "eigenlake/kafka/admin.h"
#include "eigenlake/lake/store_lease.h"
#include "eigenlake/stream/dead_letters.h"
#include "eigenlake/stream/message_lander.h"

namespace eigenlake {
namespace {

using Clock = std::chrono::steady_clock;
using Ends = std::map<int32_t, kafka::Watermarks>;

constexpr int kPollMs = 200;
constexpr std::chrono::seconds kProgressEvery{1};

/// Checks that the topics exist. Returns where each partition ends.
Result<Ends> find_topics(const LandRequest& request, kafka::Admin& admin) {
  for (const std::string& topic : {request.kafka.topic, request.dead_letter_topic}) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto found, admin.describe_topic(topic));
    if (!found) return fail(ErrorKind::kNotFound, "no topic {}; 'eigenlake topics create' creates it", topic);
  }
  return admin.watermarks(request.kafka.topic);
}

/// A store that cannot decide between two writers allows one landing at a time.
Result<std::unique_ptr<WriterLock>> lock_where_needed(const Lake& lake) {
  constexpr double kWaitSeconds = 60;
  EIGENLAKE_ASSIGN_OR_RETURN(const bool decides, lake.raw_store().honours_put_if_absent());
  if (decides) return nullptr;
  const std::shared_ptr<ObjectStore> state(&lake.state_store(), [](ObjectStore*) {});
  auto lock = StoreLeases(state, {}, "landing/").acquire(kWaitSeconds);
  if (!lock)
    return fail_with_context(lock.error(), "while waiting to be the only landing into " + lake.name());
  return lock;
}

/// A sink and what it uses.
struct OpenSink {
  std::unique_ptr<WriterLock> lock;
  std::unique_ptr<DeadLetters> dead_letters;
  std::unique_ptr<RecordSink> sink;
};

/// The lake outlives the sink.
Result<OpenSink> open_sink(const LandRequest& request, const RawSinkOptions& options, const Lake& lake,
                           LandObserver& observer) {
  OpenSink open;
  EIGENLAKE_ASSIGN_OR_RETURN(open.lock, lock_where_needed(lake));
  const std::shared_ptr<ObjectStore> raw(&lake.raw_store(), [](ObjectStore*) {});
  EIGENLAKE_ASSIGN_OR_RETURN(open.dead_letters,
                             open_dead_letters(request.kafka.producer, request.dead_letter_topic, raw));
  open.sink = std::make_unique<RawSink>(options, raw, open.lock.get(),
                                        [&](const LandedObject& object) { observer.on_object(object); });
  return open;
}

Result<OpenSink> open_sink(const LandRequest& request, const DirectSinkOptions& options, const Lake& lake,
                           LandObserver& observer) {
  OpenSink open;
  EIGENLAKE_ASSIGN_OR_RETURN(open.dead_letters,
                             open_dead_letters(request.kafka.producer, request.dead_letter_topic, nullptr));
  open.sink = std::make_unique<DirectSink>(lake, options,
                                           [&](const IngestReport& report) { observer.on_batch(report); });
  return open;
}

class Landing {
 public:
  Landing(const LandRequest& request, LandObserver& observer, MessageLander& lander,
          kafka::Consumer& consumer, Ends ends)
      : request_(request),
        observer_(observer),
        lander_(lander),
        consumer_(consumer),
        ends_(std::move(ends)) {}

  Result<> run() {
    EIGENLAKE_RETURN_IF_ERROR(consume());
    EIGENLAKE_RETURN_IF_ERROR(lander_.flush());
    EIGENLAKE_RETURN_IF_ERROR(consumer_.close());
    return observer_.on_progress(lander_.counters(), {});
  }

 private:
  Result<> consume() {
    const auto begun = Clock::now();
    const auto is_over = [&] {
      return request_.longest.count() > 0 && Clock::now() - begun > request_.longest;
    };
    while (!observer_.stop_requested()) {
      EIGENLAKE_RETURN_IF_ERROR(lander_.step(kPollMs));
      EIGENLAKE_RETURN_IF_ERROR(report_progress());
      if (is_over()) break;
      if (!request_.until_end) continue;
      EIGENLAKE_ASSIGN_OR_RETURN(const bool at_end, is_at_end());
      if (at_end) break;
    }
    return {};
  }

  /// Whether this consumer or others of the group have read all messages that existed at the start.
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

  Result<> report_progress() {
    if (Clock::now() < next_progress_) return {};
    next_progress_ = Clock::now() + kProgressEvery;
    return observer_.on_progress(lander_.counters(), request_.with_lags ? lags() : LandLags());
  }

  /// Of this consumer's partitions whose brokers answer.
  LandLags lags() {
    LandLags lags;
    for (const auto& [place, next] : lander_.counters().next) {
      const auto marks = consumer_.watermarks(place, kPollMs);
      if (marks) lags[place] = std::max<int64_t>(marks->high - next, 0);
    }
    return lags;
  }

  const LandRequest& request_;
  LandObserver& observer_;
  MessageLander& lander_;
  kafka::Consumer& consumer_;
  const Ends ends_;
  Clock::time_point next_progress_ = Clock::now();
};

}  // namespace

Result<LandCounters> land_topic(const LandRequest& request, const Lake& lake, LandObserver& observer) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto admin, request.open_admin(request.kafka.producer.client));
  EIGENLAKE_ASSIGN_OR_RETURN(Ends ends, find_topics(request, *admin));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto registry, registry::SchemaRegistry::create(request.kafka.registry));
  EIGENLAKE_ASSIGN_OR_RETURN(
      const OpenSink open,
      std::visit([&](const auto& options) { return open_sink(request, options, lake, observer); },
                 request.sink));
  MessageLander lander(*open.sink, MessageDecoder(registry), *open.dead_letters,
                       [&](std::string_view message) { observer.on_warning(message); });
  const kafka::ConsumerOptions consuming = {
      .client = request.kafka.producer.client, .group = request.group, .topics = {request.kafka.topic}};
  EIGENLAKE_ASSIGN_OR_RETURN(const auto consumer, kafka::open_consumer(consuming, lander.listener()));
  lander.use(*consumer);
  EIGENLAKE_RETURN_IF_ERROR(Landing(request, observer, lander, *consumer, std::move(ends)).run());
  return lander.counters();
}

}  // namespace eigenlake
