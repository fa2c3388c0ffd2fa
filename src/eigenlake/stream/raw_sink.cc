// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/stream/raw_sink.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "eigenlake/avro/object_container.h"
#include "eigenlake/base/assert.h"
#include "eigenlake/record/record_json.h"
#include "eigenlake/stream/landed_objects.h"

namespace eigenlake {
namespace {

std::string json_line(const RunRecord& record, int64_t offset) {
  std::string line;
  append_record_json(line, record);
  line.pop_back();  // '}'
  fmt::format_to(std::back_inserter(line), ",\"{}\":{}}}\n", kOffsetMember, offset);
  return line;
}

std::string_view extension_of(LandFormat format) {
  switch (format) {
    case LandFormat::kAvro:
      return "avro";
    case LandFormat::kJson:
      return "json";
  }
  EIGENLAKE_ASSERT(false);
}

/// Whether all records of an object are written by one schema.
bool has_one_schema(LandFormat format) {
  switch (format) {
    case LandFormat::kAvro:
      return true;
    case LandFormat::kJson:
      return false;
  }
  EIGENLAKE_ASSERT(false);
}

std::string name_of(const kafka::TopicPartition& place) {
  return fmt::format("partition {} of topic {}", place.kafka_partition, place.topic);
}

}  // namespace

RawSink::RawSink(RawSinkOptions options, std::shared_ptr<ObjectStore> raw, WriterLock* lease,
                 std::function<void(const LandedObject&)> report)
    : options_(options), raw_(std::move(raw)), lease_(lease), report_(std::move(report)) {}

Result<kafka::Offsets> RawSink::begin(std::span<const kafka::TopicPartition> places,
                                      kafka::Consumer& consumer) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto committed, consumer.committed(places));
  kafka::Offsets begin;
  for (const auto& place : places) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto landed, end_of_landed(*raw_, place));
    EIGENLAKE_ASSIGN_OR_RETURN(const auto marks, consumer.watermarks(place, kWatermarksMs));
    // The next object begins where the chain ends, also with dead letters in between.
    const int64_t chain_end = landed.value_or(marks.low);
    const auto known = committed.find(place);
    const int64_t next = std::max(chain_end, known == committed.end() ? 0 : known->second);
    Segment segment(chain_end, options_.format);
    segment.skip_to(next);
    segments_.insert_or_assign(place, std::move(segment));
    begin[place] = next;
  }
  return begin;
}

void RawSink::forget(std::span<const kafka::TopicPartition> places) {
  for (const auto& place : places) segments_.erase(place);
}

std::optional<int64_t> RawSink::next(const kafka::TopicPartition& place) const {
  const auto found = segments_.find(place);
  return found == segments_.end() ? std::nullopt : std::optional(found->second.end());
}

bool RawSink::has_room_for(const kafka::Message& message, const DecodedMessage& decoded) const {
  const Segment& segment = segments_.at(message.place);
  const bool is_full =
      segment.num_bytes() > 0 && segment.num_bytes() + decoded.body.size() > options_.object_bytes_max;
  return !is_full && segment.takes(message.offset, *decoded.schema, options_.records_per_object);
}

void RawSink::take(kafka::Message&& message, const DecodedMessage& decoded, const RunRecord& record) {
  segments_.at(message.place).add(message.offset, decoded, record);
}

void RawSink::take_dead_letter(kafka::Message&& message, const std::string&) {
  segments_.at(message.place).skip_to(message.offset + 1);
}

/// Above the limit of waiting bytes, the largest are due.
Places RawSink::due(std::chrono::steady_clock::time_point now) const {
  Places due;
  std::multimap<uint64_t, kafka::TopicPartition> by_size;
  uint64_t bytes = 0;
  for (const auto& [place, segment] : segments_) {
    if (segment.num_records() > 0 && now - segment.begun() >= options_.flush_after) {
      due.push_back(place);
    } else {
      bytes += segment.num_bytes();
      by_size.emplace(segment.num_bytes(), place);
    }
  }
  for (auto largest = by_size.rbegin(); bytes > options_.buffered_bytes_max; ++largest) {
    bytes -= largest->first;
    due.push_back(largest->second);
  }
  return due;
}

Result<> RawSink::land(std::span<const kafka::TopicPartition> places, LandCounters& counters) {
  for (const auto& place : places) {
    Segment& segment = segments_.at(place);
    EIGENLAKE_RETURN_IF_ERROR(put(place, segment, counters));
    // Where others landed all its records, its covered offsets after theirs stay.
    if (segment.num_records() > 0) segment = Segment(segment.end(), options_.format);
  }
  return {};
}

kafka::Offsets RawSink::durable() const {
  kafka::Offsets durable;
  // A segment without records covers at most dead letters.
  for (const auto& [place, segment] : segments_)
    durable[place] = segment.num_records() == 0 ? segment.end() : segment.first_offset();
  return durable;
}

Result<> RawSink::put_new(std::string_view key, std::string_view bytes) {
  if (lease_ == nullptr) return raw_->put_if_absent(key, bytes);
  EIGENLAKE_RETURN_IF_ERROR(lease_->check());
  EIGENLAKE_ASSIGN_OR_RETURN(const bool is_there, raw_->exists(key));
  if (is_there) return fail(ErrorKind::kAlreadyExists, "object {} already exists", key);
  return raw_->put(key, bytes);
}

Result<> RawSink::put(const kafka::TopicPartition& place, Segment& segment, LandCounters& counters) {
  const std::string_view extension = extension_of(options_.format);
  while (segment.num_records() > 0) {
    const std::string key = landed_key(place, segment.first_offset(), extension);
    EIGENLAKE_ASSIGN_OR_RETURN(const std::string bytes, segment.content(options_.codec));
    const auto done = put_new(key, bytes);
    if (done) {
      ++counters.objects;
      counters.records += segment.num_records();
      counters.bytes += bytes.size();
      if (report_)
        report_({key, place, segment.first_offset(), segment.end() - 1, segment.num_records(), bytes.size()});
      return {};
    }
    if (done.error().kind != ErrorKind::kAlreadyExists)
      return fail_with_context(done.error(), "while landing " + raw_->uri_of(key));
    // Ours, of an attempt whose answer was lost, or another member's: the chain has its end.
    EIGENLAKE_ASSIGN_OR_RETURN(const auto end, end_of_landed(*raw_, place));
    if (!end || *end <= segment.first_offset())
      return fail(ErrorKind::kConflict, "{} cannot resume at offset {}: an object of another kind is there",
                  name_of(place), segment.first_offset());
    segment.begin_at(*end);
  }
  return {};
}

bool Segment::takes(int64_t offset, const WriterSchema& schema, int64_t records_per_object) const {
  if (records_.empty()) return true;
  if (has_one_schema(format_) && schema_->id != schema.id) return false;
  return records_.front().offset / records_per_object == offset / records_per_object;
}

void Segment::add(int64_t offset, const DecodedMessage& message, const RunRecord& record) {
  if (records_.empty()) begun_ = std::chrono::steady_clock::now();
  schema_ = message.schema;
  records_.push_back({offset, encoded(message, record, offset)});
  bytes_ += records_.back().bytes.size();
  end_ = offset + 1;
}

std::string Segment::encoded(const DecodedMessage& message, const RunRecord& record, int64_t offset) const {
  switch (format_) {
    case LandFormat::kAvro:
      return std::string(message.body);
    case LandFormat::kJson:
      return json_line(record, offset);
  }
  EIGENLAKE_ASSERT(false);
}

void Segment::begin_at(int64_t offset) {
  const auto kept = std::ranges::lower_bound(records_, offset, {}, &Record::offset);
  for (auto record = records_.begin(); record != kept; ++record) bytes_ -= record->bytes.size();
  records_.erase(records_.begin(), kept);
  first_offset_ = offset;
  end_ = std::max(end_, offset);
}

Result<std::string> Segment::content(avro::Codec codec) const {
  switch (format_) {
    case LandFormat::kAvro:
      return avro_container(codec);
    case LandFormat::kJson:
      return json_lines();
  }
  EIGENLAKE_ASSERT(false);
}

std::string Segment::json_lines() const {
  std::string text;
  text.reserve(bytes_);
  for (const auto& record : records_) text += record.bytes;
  return text;
}

Result<std::string> Segment::avro_container(avro::Codec codec) const {
  avro::ContainerWriter writer(schema_->schema,
                               {.codec = codec,
                                .block_bytes = kBlockBytes,
                                .metadata = {{kFirstOffsetEntry, std::to_string(first_offset_)},
                                             {kLastOffsetEntry, std::to_string(end_ - 1)}},
                                .schema_json = schema_->json,
                                .sync_marker = {}});
  for (const auto& record : records_) EIGENLAKE_RETURN_IF_ERROR(writer.append_encoded(record.bytes));
  return writer.finish();
}

}  // namespace eigenlake
