// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/stream/direct_sink.h"

#include <algorithm>

#include "eigenlake/avro/object_container.h"
#include "eigenlake/base/assert.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/batch_source.h"
#include "eigenlake/registry/wire_format.h"

namespace eigenlake {
namespace {

uint64_t size_of(const kafka::Message& message) {
  return message.value ? message.value->size() : 0;
}

}  // namespace

DirectSink::DirectSink(const Lake& lake, DirectSinkOptions options,
                       std::function<void(const IngestReport&)> report)
    : lake_(lake), options_(std::move(options)), report_(std::move(report)) {}

Result<kafka::Offsets> DirectSink::begin(std::span<const kafka::TopicPartition> places,
                                         kafka::Consumer& consumer) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto landed, landed_directly(lake_));
  const auto topic = landed.find(options_.topic);
  forget(places);
  kafka::Offsets begin;
  for (const auto& place : places) {
    int64_t next = 0;
    if (topic != landed.end() && topic->second.contains(place.kafka_partition)) {
      next = topic->second.at(place.kafka_partition).second + 1;
    } else {
      EIGENLAKE_ASSIGN_OR_RETURN(const auto marks, consumer.watermarks(place, kWatermarksMs));
      next = marks.low;
    }
    partitions_.insert_or_assign(place.kafka_partition, PartitionState{next, next, next, {}});
    begin[place] = next;
  }
  return begin;
}

void DirectSink::forget(std::span<const kafka::TopicPartition> places) {
  for (const auto& place : places) {
    const auto found = partitions_.find(place.kafka_partition);
    if (found == partitions_.end()) continue;
    drop_all(found->second);
    partitions_.erase(found);
    seeks_.erase(place);
  }
}

std::optional<int64_t> DirectSink::next(const kafka::TopicPartition& place) const {
  const auto found = partitions_.find(place.kafka_partition);
  return found == partitions_.end() ? std::nullopt : std::optional(found->second.next);
}

bool DirectSink::has_room_for(const kafka::Message&, const DecodedMessage&) const {
  return waiting_bytes_ < options_.batch_bytes_max;
}

void DirectSink::take(kafka::Message&& message, const DecodedMessage& decoded, const RunRecord&) {
  wait_for_batch({.message = std::move(message), .schema = decoded.schema, .reason = {}});
}

void DirectSink::take_dead_letter(kafka::Message&& message, const std::string& reason) {
  wait_for_batch({.message = std::move(message), .schema = {}, .reason = reason});
}

void DirectSink::wait_for_batch(Waiting waiting) {
  PartitionState& state = partitions_.at(waiting.message.place.kafka_partition);
  EIGENLAKE_ASSERT(waiting.message.offset >= state.next);
  if (num_waiting_++ == 0) oldest_ = std::chrono::steady_clock::now();
  waiting_bytes_ += size_of(waiting.message);
  state.next = waiting.message.offset + 1;
  state.waiting.push_back(std::move(waiting));
}

void DirectSink::drop_first(PartitionState& state) {
  waiting_bytes_ -= size_of(state.waiting.front().message);
  --num_waiting_;
  state.waiting.pop_front();
}

void DirectSink::drop_all(PartitionState& state) {
  while (!state.waiting.empty()) drop_first(state);
}

Places DirectSink::due(std::chrono::steady_clock::time_point now) const {
  const bool is_full = waiting_bytes_ >= options_.batch_bytes_max;
  if (num_waiting_ == 0 || (!is_full && now - oldest_ < options_.batch_after)) return {};
  Places all;
  for (const auto& [kafka_partition, state] : partitions_) all.push_back({options_.topic, kafka_partition});
  return all;
}

Result<> DirectSink::land(std::span<const kafka::TopicPartition>, LandCounters& counters) {
  if (num_waiting_ == 0) return {};
  EIGENLAKE_ASSIGN_OR_RETURN(LakeWriter writer,
                             LakeWriter::open(lake_, options_.ingest, ReadMeanwhile::kIndex));
  EIGENLAKE_ASSIGN_OR_RETURN(const DirectOffsets before, writer.offsets());
  EIGENLAKE_ASSIGN_OR_RETURN(const DirectMessages messages, make(before));
  EIGENLAKE_ASSIGN_OR_RETURN(const IngestReport report, writer.ingest_direct(messages));
  if (!report.batch.batch_id.empty()) {
    ++counters.objects;
    counters.records += report.records;
    if (report_) report_(report);
  }
  settle(messages.after, counters);
  return {};
}

kafka::Offsets DirectSink::durable() const {
  kafka::Offsets durable;
  for (const auto& [kafka_partition, state] : partitions_)
    durable[{options_.topic, kafka_partition}] = state.begin;
  return durable;
}

/// Brings the waiting messages into line with the tables.
void DirectSink::align(int32_t kafka_partition, PartitionState& state, const OffsetRanges& landed) {
  const auto found = landed.find(kafka_partition);
  const int64_t next = found == landed.end() ? state.first : found->second.second + 1;
  // A batch of ours was undone: its messages must be read again.
  if (next < state.begin) {
    drop_all(state);
    state = {next, next, next, {}};
    seeks_[{options_.topic, kafka_partition}] = next;
    return;
  }
  // Landed by another member, or by us without an answer.
  while (!state.waiting.empty() && state.waiting.front().message.offset < next) drop_first(state);
  state.begin = next;
  state.next = std::max(state.next, next);
}

Result<DirectMessages> DirectSink::make(const DirectOffsets& before) {
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
Result<> DirectSink::append_objects(int32_t kafka_partition, const PartitionState& state,
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

/// Drops the waiting messages that are in the tables now.
void DirectSink::settle(const DirectOffsets& after, LandCounters& counters) {
  const auto topic = after.find(options_.topic);
  for (auto& [kafka_partition, state] : partitions_) {
    for (const auto& waiting : state.waiting) counters.bytes += size_of(waiting.message);
    drop_all(state);
    const bool is_landed = topic != after.end() && topic->second.contains(kafka_partition);
    if (is_landed) state.begin = topic->second.at(kafka_partition).second + 1;
  }
}

}  // namespace eigenlake
