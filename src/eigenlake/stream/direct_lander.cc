#include "eigenlake/stream/direct_lander.h"

#include <algorithm>

#include "eigenlake/avro/object_container.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/batch_source.h"
#include "eigenlake/registry/wire_format.h"

namespace eigenlake {
namespace {

using Clock = std::chrono::steady_clock;

uint64_t size_of(const kafka::Message& message) {
  return message.value ? message.value->size() : 0;
}

}  // namespace

DirectLander::DirectLander(const Lake& lake, DirectLanderOptions options, MessageDecoder decoder,
                           DeadLetters& dead_letters, std::function<void(const IngestReport&)> report,
                           std::function<void(std::string_view)> warn)
    : lake_(lake),
      options_(std::move(options)),
      decoder_(std::move(decoder)),
      dead_letters_(dead_letters),
      report_(std::move(report)),
      warn_(std::move(warn)),
      patience_(options_.pause_after_failure, warn_) {}

kafka::RebalanceListener DirectLander::listener() {
  return {.on_assigned = [this](auto places) { return assigned(places); },
          .on_revoked = [this](auto places, bool lost) { return revoked(places, lost); }};
}

Result<kafka::Offsets> DirectLander::assigned(std::span<const kafka::TopicPartition> places) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto landed, landed_directly(lake_));
  const auto topic = landed.find(options_.topic);
  kafka::Offsets begin;
  for (const auto& place : places) {
    int64_t next = 0;
    if (topic != landed.end() && topic->second.contains(place.kafka_partition)) {
      next = topic->second.at(place.kafka_partition).second + 1;
    } else {
      EIGENLAKE_ASSIGN_OR_RETURN(const auto marks, consumer_->watermarks(place, 10'000));
      next = marks.low;
    }
    partitions_.insert_or_assign(place.kafka_partition, PartitionState{next, next, {}});
    begin[place] = next;
  }
  return begin;
}

Result<> DirectLander::revoked(std::span<const kafka::TopicPartition> places, bool lost) {
  if (!lost) {
    if (const auto landed = flush(); !landed)
      warn_(fmt::format("partitions were handed on before all of them was landed: {}",
                        landed.error().to_string()));
  }
  for (const auto& place : places) {
    std::erase_if(backlog_, [&](const auto& message) { return message.place == place; });
    const auto found = partitions_.find(place.kafka_partition);
    if (found == partitions_.end()) continue;
    for (const auto& waiting : found->second.waiting) waiting_bytes_ -= size_of(waiting.message);
    partitions_.erase(found);
    seeks_.erase(place);
    counters_.next.erase(place);
  }
  return {};
}

Result<> DirectLander::step(int timeout_ms) {
  auto messages = consumer_->poll(kMessagesAtOnce, timeout_ms);
  if (messages) {
    std::ranges::move(*messages, std::back_inserter(backlog_));
  } else {
    EIGENLAKE_RETURN_IF_ERROR(survive(std::unexpected(messages.error())));
  }
  if (!patience_.may_try()) return {};
  auto done = work_off();
  if (done && is_due()) done = land();
  return survive(std::move(done));
}

Result<> DirectLander::flush() {
  EIGENLAKE_RETURN_IF_ERROR(work_off());
  return land();
}

Result<> DirectLander::survive(Result<> done) {
  std::vector<kafka::TopicPartition> ours;
  for (const auto& [kafka_partition, state] : partitions_) ours.push_back({options_.topic, kafka_partition});
  return patience_.settle(std::move(done), *consumer_, ours);
}

Result<> DirectLander::work_off() {
  while (!backlog_.empty()) {
    EIGENLAKE_RETURN_IF_ERROR(take(backlog_.front()));
    backlog_.pop_front();
    if (waiting_bytes_ >= options_.batch_bytes_max) EIGENLAKE_RETURN_IF_ERROR(land());
  }
  return {};
}

Result<> DirectLander::take(kafka::Message& message) {
  const auto found = partitions_.find(message.place.kafka_partition);
  if (found == partitions_.end() || message.offset < found->second.next) return {};
  EIGENLAKE_ASSIGN_OR_RETURN(const auto decoded, decoder_.decode(message, record_));
  Waiting waiting{.message = {}, .schema = {}, .reason = {}};
  if (const auto* poison = std::get_if<Poison>(&decoded)) {
    EIGENLAKE_RETURN_IF_ERROR(dead_letters_.add(message, poison->reason));
    waiting.reason = poison->reason;
  } else {
    waiting.schema = std::get<DecodedMessage>(decoded).schema;
  }
  if (!oldest_) oldest_ = Clock::now();
  waiting_bytes_ += size_of(message);
  found->second.next = message.offset + 1;
  waiting.message = std::move(message);
  found->second.waiting.push_back(std::move(waiting));
  return {};
}

bool DirectLander::is_due() const {
  return oldest_ && Clock::now() - *oldest_ >= options_.batch_after;
}

Result<> DirectLander::land() {
  if (!oldest_) return {};
  EIGENLAKE_RETURN_IF_ERROR(dead_letters_.flush());
  EIGENLAKE_ASSIGN_OR_RETURN(LakeWriter writer,
                             LakeWriter::open(lake_, options_.ingest, ReadMeanwhile::kIndex));
  EIGENLAKE_ASSIGN_OR_RETURN(const DirectOffsets before, writer.offsets());
  EIGENLAKE_ASSIGN_OR_RETURN(const DirectMessages messages, make(before));
  EIGENLAKE_ASSIGN_OR_RETURN(const IngestReport report, writer.ingest_direct(messages));
  if (!report.batch.batch_id.empty()) {
    ++counters_.objects;
    counters_.records += report.records;
    if (report_) report_(report);
  }
  return settle(messages.after);
}

/// Brings what waits into line with what the tables hold.
void DirectLander::align(int32_t kafka_partition, PartitionState& state, const OffsetRanges& landed) {
  const auto found = landed.find(kafka_partition);
  if (found == landed.end()) return;
  const int64_t next = found->second.second + 1;
  // A batch of ours was undone: what it held has to be read again.
  if (next < state.begin) {
    for (const auto& waiting : state.waiting) waiting_bytes_ -= size_of(waiting.message);
    state = {next, next, {}};
    seeks_[{options_.topic, kafka_partition}] = next;
    return;
  }
  // Somebody else landed them, or we did, without hearing of it.
  while (!state.waiting.empty() && state.waiting.front().message.offset < next) {
    waiting_bytes_ -= size_of(state.waiting.front().message);
    state.waiting.pop_front();
  }
  state.begin = next;
  state.next = std::max(state.next, next);
}

Result<DirectMessages> DirectLander::make(const DirectOffsets& before) {
  DirectMessages messages{.topic = options_.topic, .objects = {}, .after = before};
  OffsetRanges& ranges = messages.after[options_.topic];
  const OffsetRanges landed = ranges;
  for (auto& [kafka_partition, state] : partitions_) {
    align(kafka_partition, state, landed);
    if (state.waiting.empty()) continue;
    EIGENLAKE_RETURN_IF_ERROR(append_objects(kafka_partition, state, messages.objects));
    const auto [range, is_new] = ranges.try_emplace(kafka_partition, state.begin, state.next - 1);
    range->second.second = state.next - 1;
  }
  return messages;
}

/// Runs of messages with one schema become container files, dead letters documents of their own.
Result<> DirectLander::append_objects(int32_t kafka_partition, const PartitionState& state,
                                      std::vector<NewObject>& objects) const {
  const std::string folder = fmt::format("{}{}/{}/", kDirectPrefix, options_.topic, kafka_partition);
  for (auto first = state.waiting.begin(); first != state.waiting.end();) {
    if (!first->schema) {
      objects.push_back({fmt::format("{}{:010}.json", folder, first->message.offset),
                         dead_letter_document(first->message, first->reason)});
      ++first;
      continue;
    }
    avro::ContainerWriter writer(first->schema->schema, {.codec = avro::Codec::kNull,
                                                         .block_bytes = kBlockBytes,
                                                         .metadata = {},
                                                         .schema_json = first->schema->json,
                                                         .sync_marker = {}});
    auto end = first;
    for (; end != state.waiting.end() && end->schema == first->schema; ++end)
      EIGENLAKE_RETURN_IF_ERROR(
          writer.append_encoded(std::string_view(*end->message.value).substr(registry::kFrameBytes)));
    EIGENLAKE_ASSIGN_OR_RETURN(auto bytes, writer.finish());
    objects.push_back(
        {fmt::format("{}{:010}-{:010}.avro", folder, first->message.offset, std::prev(end)->message.offset),
         std::move(bytes)});
    first = end;
  }
  return {};
}

Result<> DirectLander::settle(const DirectOffsets& after) {
  kafka::Offsets committed;
  const auto topic = after.find(options_.topic);
  for (auto& [kafka_partition, state] : partitions_) {
    for (const auto& waiting : state.waiting) {
      counters_.bytes += size_of(waiting.message);
      if (!waiting.schema) ++counters_.dead_letters;
    }
    state.waiting.clear();
    const bool is_landed = topic != after.end() && topic->second.contains(kafka_partition);
    if (is_landed) state.begin = topic->second.at(kafka_partition).second + 1;
    if (is_landed) committed[{options_.topic, kafka_partition}] = state.begin;
    counters_.next[{options_.topic, kafka_partition}] = state.begin;
  }
  waiting_bytes_ = 0;
  oldest_.reset();
  if (!seeks_.empty()) {
    std::erase_if(backlog_, [&](const auto& message) { return seeks_.contains(message.place); });
    EIGENLAKE_RETURN_IF_ERROR(consumer_->seek(seeks_));
    seeks_.clear();
  }
  // For those who watch the group; where it is not ours any more, somebody else's.
  if (const auto done = consumer_->commit(committed); !done && done.error().kind != ErrorKind::kConflict)
    warn_(fmt::format("the group was not told how far it is: {}", done.error().to_string()));
  return {};
}

std::optional<int64_t> DirectLander::position(const kafka::TopicPartition& place) const {
  const auto found = partitions_.find(place.kafka_partition);
  return found == partitions_.end() ? std::nullopt : std::optional(found->second.next);
}

}  // namespace eigenlake
