// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/stream/message_lander.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

namespace eigenlake {
namespace {

/// A store may come back, and the next attempt finds out the outcome of a commit.
bool is_worth_another_attempt(ErrorKind kind) {
  return may_retry(kind) || kind == ErrorKind::kStore || kind == ErrorKind::kCommitStateUnknown;
}

}  // namespace

MessageLander::MessageLander(RecordSink& sink, MessageDecoder decoder, DeadLetters& dead_letters,
                             std::function<void(std::string_view)> warn,
                             std::chrono::milliseconds pause_after_failure)
    : sink_(sink),
      decoder_(std::move(decoder)),
      dead_letters_(dead_letters),
      warn_(std::move(warn)),
      patience_(pause_after_failure, warn_) {}

kafka::RebalanceListener MessageLander::listener() {
  return {.on_assigned = [this](auto places) { return assigned(places); },
          .on_revoked = [this](auto places, bool lost) { return revoked(places, lost); }};
}

Result<kafka::Offsets> MessageLander::assigned(std::span<const kafka::TopicPartition> places) {
  drop_read(places);
  EIGENLAKE_ASSIGN_OR_RETURN(auto begin, sink_.begin(places, *consumer_));
  for (const auto& place : places) {
    places_.insert(place);
    committed_.erase(place);
    counters_.next[place] = begin.at(place);
  }
  return begin;
}

Result<> MessageLander::revoked(std::span<const kafka::TopicPartition> places, bool lost) {
  drop_read(places);
  Places going;
  std::ranges::copy_if(places, std::back_inserter(going), [&](const auto& p) { return places_.contains(p); });
  // The next owner reads again what is not landed.
  if (const auto landed = lost ? Result<>() : hand_over(going); !landed)
    warn_(fmt::format("partitions were revoked before all their messages were landed: {}",
                      landed.error().to_string()));
  sink_.forget(places);
  for (const auto& place : places) {
    places_.erase(place);
    committed_.erase(place);
    counters_.next.erase(place);
  }
  return {};
}

/// Drops messages of these partitions that are not in the sink.
void MessageLander::drop_read(std::span<const kafka::TopicPartition> places) {
  for (const auto& place : places) {
    std::erase_if(backlog_, [&](const auto& message) { return message.place == place; });
    seeks_.erase(place);
  }
}

Result<> MessageLander::hand_over(std::span<const kafka::TopicPartition> places) {
  EIGENLAKE_RETURN_IF_ERROR(land(places));
  return commit();
}

Result<> MessageLander::step(int timeout_ms) {
  auto messages = consumer_->poll(kMessagesAtOnce, timeout_ms);
  if (messages) {
    std::ranges::move(*messages, std::back_inserter(backlog_));
  } else {
    EIGENLAKE_RETURN_IF_ERROR(survive(std::unexpected(messages.error())));
  }
  return patience_.may_try() ? survive(work()) : Result<>();
}

Result<> MessageLander::flush() {
  EIGENLAKE_RETURN_IF_ERROR(work_off());
  EIGENLAKE_RETURN_IF_ERROR(land(ours()));
  return commit();
}

Result<> MessageLander::survive(Result<> done) {
  return patience_.settle(std::move(done), *consumer_, ours());
}

Result<> MessageLander::work() {
  EIGENLAKE_RETURN_IF_ERROR(work_off());
  EIGENLAKE_RETURN_IF_ERROR(land(sink_.due(std::chrono::steady_clock::now())));
  return commit();
}

Result<> MessageLander::work_off() {
  EIGENLAKE_RETURN_IF_ERROR(seek_back());
  while (!backlog_.empty()) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_taken, take(backlog_.front()));
    if (is_taken) backlog_.pop_front();
  }
  return {};
}

/// False where something had to land first, after which another message may be next.
Result<bool> MessageLander::take(kafka::Message& message) {
  const auto next = sink_.next(message.place);
  if (!next || message.offset < *next) return true;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto decoded, decoder_.decode(message, record_));
  if (const auto* poison = std::get_if<Poison>(&decoded)) {
    EIGENLAKE_RETURN_IF_ERROR(dead_letters_.add(message, poison->reason));
    ++counters_.dead_letters;
    sink_.take_dead_letter(std::move(message), poison->reason);
    return true;
  }
  const auto& good = std::get<DecodedMessage>(decoded);
  if (!sink_.has_room_for(message, good)) {
    const auto place = message.place;
    EIGENLAKE_RETURN_IF_ERROR(land({&place, 1}));
    return false;
  }
  sink_.take(std::move(message), good, record_);
  return true;
}

Result<> MessageLander::land(std::span<const kafka::TopicPartition> places) {
  if (places.empty()) return {};
  EIGENLAKE_RETURN_IF_ERROR(dead_letters_.flush());
  auto landed = sink_.land(places, counters_);
  for (const auto& [place, offset] : sink_.take_seeks()) seeks_[place] = offset;
  EIGENLAKE_RETURN_IF_ERROR(std::move(landed));
  return seek_back();
}

/// Reads these partitions again from the first missing message.
Result<> MessageLander::seek_back() {
  if (seeks_.empty()) return {};
  std::erase_if(backlog_, [&](const auto& message) { return seeks_.contains(message.place); });
  EIGENLAKE_RETURN_IF_ERROR(consumer_->seek(seeks_));
  seeks_.clear();
  return {};
}

Result<> MessageLander::commit() {
  kafka::Offsets next;
  for (const auto& [place, offset] : sink_.durable()) {
    const auto known = committed_.find(place);
    if (known == committed_.end() || offset > known->second) next[place] = offset;
  }
  if (next.empty()) return {};
  EIGENLAKE_RETURN_IF_ERROR(dead_letters_.flush());
  // Where the partitions belong to another member by now, only the sink counts.
  const auto done = consumer_->commit(next);
  const bool is_ours = done || done.error().kind != ErrorKind::kConflict;
  if (!done && is_ours && sink_.needs_group()) return done;
  if (!done && is_ours)
    warn_(fmt::format("the group's offsets were not committed: {}", done.error().to_string()));
  for (const auto& [place, offset] : next) committed_[place] = counters_.next[place] = offset;
  return {};
}

Result<> Patience::settle(Result<> done, kafka::Consumer& consumer,
                          std::span<const kafka::TopicPartition> ours) {
  if (done) {
    if (paused_) EIGENLAKE_RETURN_IF_ERROR(consumer.resume(ours));
    paused_ = false;
    return {};
  }
  if (!is_worth_another_attempt(done.error().kind)) return done;
  warn_(fmt::format("{}; retrying", done.error().to_string()));
  next_attempt_ = std::chrono::steady_clock::now() + pause_;
  if (paused_ || ours.empty()) return {};
  EIGENLAKE_RETURN_IF_ERROR(consumer.pause(ours));
  paused_ = true;
  return {};
}

}  // namespace eigenlake
