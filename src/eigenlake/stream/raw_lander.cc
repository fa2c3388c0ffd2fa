#include "eigenlake/stream/raw_lander.h"

#include <algorithm>

#include "eigenlake/stream/landed_objects.h"

namespace eigenlake {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kWatermarksMs = 10'000;

std::string name_of(const kafka::TopicPartition& place) {
  return fmt::format("partition {} of topic {}", place.kafka_partition, place.topic);
}

}  // namespace

RawLander::RawLander(RawLanderOptions options, std::shared_ptr<ObjectStore> raw, WriterLock* lease,
                     MessageDecoder decoder, DeadLetters& dead_letters,
                     std::function<void(const LandedObject&)> report,
                     std::function<void(std::string_view)> warn)
    : options_(options),
      raw_(std::move(raw)),
      lease_(lease),
      decoder_(std::move(decoder)),
      dead_letters_(dead_letters),
      report_(std::move(report)),
      warn_(std::move(warn)),
      patience_(options_.pause_after_failure, warn_) {}

kafka::RebalanceListener RawLander::listener() {
  return {.on_assigned = [this](auto places) { return assigned(places); },
          .on_revoked = [this](auto places, bool lost) { return revoked(places, lost); }};
}

Result<kafka::Offsets> RawLander::assigned(std::span<const kafka::TopicPartition> places) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto committed, consumer_->committed(places));
  kafka::Offsets begin;
  for (const auto& place : places) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto landed, end_of_landed(*raw_, place));
    EIGENLAKE_ASSIGN_OR_RETURN(const auto marks, consumer_->watermarks(place, kWatermarksMs));
    // The object that comes next begins where the chain ends, also where dead letters lie in between.
    const int64_t chain_end = landed.value_or(marks.low);
    const auto known = committed.find(place);
    const int64_t next = std::max(chain_end, known == committed.end() ? 0 : known->second);
    PartitionState state{Segment(chain_end, options_.format), next,
                         known == committed.end() ? -1 : known->second};
    state.segment.skip_to(next);
    partitions_.insert_or_assign(place, std::move(state));
    counters_.next[place] = next;
    begin[place] = next;
  }
  return begin;
}

Result<> RawLander::revoked(std::span<const kafka::TopicPartition> places, bool lost) {
  const auto goes = [&](const kafka::TopicPartition& place) {
    return std::ranges::find(places, place) != places.end();
  };
  std::erase_if(backlog_, [&](const auto& message) { return goes(message.place); });
  Result<> landed;
  if (!lost) {
    for (auto& [place, state] : partitions_)
      if (goes(place) && landed) landed = land(place, state);
    if (landed) landed = commit();
  }
  // What was not landed is read again by whoever comes next.
  if (!landed)
    warn_(fmt::format("partitions were handed on before all of them was landed: {}",
                      landed.error().to_string()));
  std::erase_if(partitions_, [&](const auto& entry) { return goes(entry.first); });
  std::erase_if(counters_.next, [&](const auto& entry) { return goes(entry.first); });
  return {};
}

Result<> RawLander::step(int timeout_ms) {
  auto messages = consumer_->poll(kMessagesAtOnce, timeout_ms);
  if (messages) {
    std::ranges::move(*messages, std::back_inserter(backlog_));
  } else {
    EIGENLAKE_RETURN_IF_ERROR(survive(std::unexpected(messages.error())));
  }
  if (!patience_.may_try()) return {};
  const auto worked = work_off();
  return survive(worked ? land_due() : worked);
}

Result<> RawLander::survive(Result<> done) {
  std::vector<kafka::TopicPartition> ours;
  for (const auto& [place, state] : partitions_) ours.push_back(place);
  return patience_.settle(std::move(done), *consumer_, ours);
}

Result<> RawLander::work_off() {
  while (!backlog_.empty()) {
    EIGENLAKE_RETURN_IF_ERROR(take(backlog_.front()));
    backlog_.pop_front();
  }
  return {};
}

Result<> RawLander::take(const kafka::Message& message) {
  const auto found = partitions_.find(message.place);
  if (found == partitions_.end() || message.offset < found->second.next) return {};
  PartitionState& state = found->second;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto decoded, decoder_.decode(message, record_));
  if (const auto* poison = std::get_if<Poison>(&decoded)) {
    EIGENLAKE_RETURN_IF_ERROR(dead_letters_.add(message, poison->reason));
    ++counters_.dead_letters;
    state.segment.skip_to(message.offset + 1);
  } else {
    const auto& good = std::get<DecodedMessage>(decoded);
    const bool is_full = state.segment.num_bytes() > 0 &&
                         state.segment.num_bytes() + good.body.size() > options_.object_bytes_max;
    if (is_full || !state.segment.takes(message.offset, *good.schema, options_.records_per_object)) {
      EIGENLAKE_RETURN_IF_ERROR(land(message.place, state));
      // Somebody else may have landed this message meanwhile.
      if (message.offset < state.next) return {};
    }
    state.segment.add(message.offset, good, record_);
  }
  state.next = message.offset + 1;
  return {};
}

Result<> RawLander::land_due() {
  const auto now = Clock::now();
  for (auto& [place, state] : partitions_) {
    if (state.segment.num_records() > 0 && now - state.segment.begun() >= options_.flush_after)
      EIGENLAKE_RETURN_IF_ERROR(land(place, state));
  }
  while (buffered_bytes() > options_.buffered_bytes_max) {
    const auto largest = std::ranges::max_element(
        partitions_, {}, [](const auto& entry) { return entry.second.segment.num_bytes(); });
    EIGENLAKE_RETURN_IF_ERROR(land(largest->first, largest->second));
  }
  return commit();
}

Result<> RawLander::flush() {
  EIGENLAKE_RETURN_IF_ERROR(work_off());
  for (auto& [place, state] : partitions_) EIGENLAKE_RETURN_IF_ERROR(land(place, state));
  return commit();
}

Result<> RawLander::put_new(std::string_view key, std::string_view bytes) {
  if (lease_ == nullptr) return raw_->put_if_absent(key, bytes);
  EIGENLAKE_RETURN_IF_ERROR(lease_->check());
  EIGENLAKE_ASSIGN_OR_RETURN(const bool is_there, raw_->exists(key));
  if (is_there) return fail(ErrorKind::kAlreadyExists, "expected no object {}, found one", key);
  return raw_->put(key, bytes);
}

Result<> RawLander::put(const kafka::TopicPartition& place, PartitionState& state) {
  Segment& segment = state.segment;
  const char* extension = options_.format == LandFormat::kAvro ? "avro" : "json";
  while (segment.num_records() > 0) {
    const std::string key = landed_key(place, segment.first_offset(), extension);
    EIGENLAKE_ASSIGN_OR_RETURN(const std::string bytes, segment.content(options_.codec));
    const auto done = put_new(key, bytes);
    if (done) {
      ++counters_.objects;
      counters_.records += segment.num_records();
      counters_.bytes += bytes.size();
      if (report_)
        report_({key, place, segment.first_offset(), segment.end() - 1, segment.num_records(), bytes.size()});
      return {};
    }
    if (done.error().kind != ErrorKind::kAlreadyExists)
      return fail_with_context(done.error(), "while landing " + raw_->uri_of(key));
    // Ours, of an attempt whose answer was lost, or another member's: the chain tells how far it goes.
    EIGENLAKE_ASSIGN_OR_RETURN(const auto end, end_of_landed(*raw_, place));
    if (!end || *end <= segment.first_offset())
      return fail(ErrorKind::kConflict,
                  "expected that {} goes on at offset {}, found an object of another kind there",
                  name_of(place), segment.first_offset());
    segment.begin_at(*end);
    state.next = std::max(state.next, *end);
  }
  return {};
}

Result<> RawLander::land(const kafka::TopicPartition& place, PartitionState& state) {
  if (state.segment.num_records() == 0) return {};
  EIGENLAKE_RETURN_IF_ERROR(put(place, state));
  // Where others had landed all of it, what it accounts for beyond them stays, without a record.
  if (state.segment.num_records() > 0) state.segment = Segment(state.segment.end(), options_.format);
  return {};
}

Result<> RawLander::commit() {
  kafka::Offsets next;
  for (const auto& [place, state] : partitions_) {
    // A segment without records accounts for dead letters at most.
    const Segment& segment = state.segment;
    const int64_t durable = segment.num_records() == 0 ? segment.end() : segment.first_offset();
    if (durable > state.committed) next[place] = durable;
  }
  if (next.empty()) return {};
  EIGENLAKE_RETURN_IF_ERROR(dead_letters_.flush());
  // The group's view of things only, where the partitions are somebody else's by now: the chain is what
  // counts.
  if (const auto done = consumer_->commit(next); !done && done.error().kind != ErrorKind::kConflict)
    return done;
  for (const auto& [place, offset] : next) {
    partitions_.at(place).committed = offset;
    counters_.next[place] = offset;
  }
  return {};
}

std::optional<int64_t> RawLander::position(const kafka::TopicPartition& place) const {
  const auto found = partitions_.find(place);
  return found == partitions_.end() ? std::nullopt : std::optional(found->second.next);
}

uint64_t RawLander::buffered_bytes() const {
  uint64_t bytes = 0;
  for (const auto& [place, state] : partitions_) bytes += state.segment.num_bytes();
  return bytes;
}

}  // namespace eigenlake
