// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/record/experiment_id.h"
#include "eigenlake/stream/record_sink.h"
#include "eigenlake/stream/testing/fake_topic.h"

namespace eigenlake {

inline const kafka::TopicPartition kFirst{"runs", 0};
inline const kafka::TopicPartition kSecond{"runs", 1};

/// What happened, in order: "letter 3", "letters acknowledged", "land", "commit".
using Events = std::vector<std::string>;

/// Returns what the test queues, and keeps what it is given.
class QueuedConsumer final : public kafka::Consumer {
 public:
  explicit QueuedConsumer(Events& events) : events_(events) {}

  std::vector<kafka::Message> queue;
  kafka::Offsets committed_offsets;
  kafka::Offsets sought;
  Places paused;
  std::optional<ErrorKind> poll_error;
  std::optional<ErrorKind> commit_error;
  int seek_failures_left = 0;

  void add(const kafka::TopicPartition& place, int64_t offset, std::optional<std::string> value) {
    queue.push_back({place, offset, 0, "key", std::move(value)});
  }
  void add_records(const kafka::TopicPartition& place, int64_t first, int64_t end) {
    for (int64_t offset = first; offset < end; ++offset)
      add(place, offset, framed_record(static_cast<int>(offset)));
  }

  Result<std::vector<kafka::Message>> poll(size_t, int) override {
    if (poll_error) return fail(*std::exchange(poll_error, {}), "no broker");
    return std::exchange(queue, {});
  }
  Result<> commit(const kafka::Offsets& next) override {
    events_.emplace_back("commit");
    if (commit_error) return fail(*std::exchange(commit_error, {}), "no coordinator");
    for (const auto& [place, offset] : next) committed_offsets[place] = offset;
    return {};
  }
  Result<kafka::Offsets> committed(std::span<const kafka::TopicPartition>) override {
    return kafka::Offsets();
  }
  Result<kafka::Watermarks> watermarks(const kafka::TopicPartition&, int) override {
    return kafka::Watermarks();
  }
  Result<> seek(const kafka::Offsets& next) override {
    if (seek_failures_left-- > 0) return fail(ErrorKind::kUnavailable, "no broker");
    sought = next;
    return {};
  }
  Result<> pause(std::span<const kafka::TopicPartition> places) override {
    paused.assign(places.begin(), places.end());
    return {};
  }
  Result<> resume(std::span<const kafka::TopicPartition>) override {
    paused.clear();
    return {};
  }
  Result<> close() override { return {}; }

 private:
  Events& events_;
};

/// Keeps in memory what lands.
class FakeSink final : public RecordSink {
 public:
  explicit FakeSink(Events& events) : events_(events) {}

  std::map<kafka::TopicPartition, std::vector<int64_t>> landed;
  size_t room = 1000;                    ///< Messages of a partition that may wait.
  bool is_due = false;                   ///< Whether the next step lands the waiting messages.
  std::vector<ErrorKind> failures = {};  ///< Of the next landings, last first.
  kafka::Offsets undone = {};            ///< The next landing finds everything undone from here.
  kafka::Offsets taken_over = {};        ///< The next landing finds everything landed by others up to here.
  bool is_group_needed = true;

  std::vector<int64_t> waiting(const kafka::TopicPartition& place) const { return states_.at(place).waiting; }

  Result<kafka::Offsets> begin(std::span<const kafka::TopicPartition> places, kafka::Consumer&) override {
    kafka::Offsets begin;
    for (const auto& place : places) {
      states_[place] = {};
      begin[place] = 0;
    }
    return begin;
  }
  void forget(std::span<const kafka::TopicPartition> places) override {
    for (const auto& place : places) states_.erase(place);
  }
  std::optional<int64_t> next(const kafka::TopicPartition& place) const override {
    const auto found = states_.find(place);
    return found == states_.end() ? std::nullopt : std::optional(found->second.next);
  }
  bool has_room_for(const kafka::Message& message, const DecodedMessage&) const override {
    return waiting(message.place).size() < room;
  }
  void take(kafka::Message&& message, const DecodedMessage& decoded, const RunRecord& record) override {
    EXPECT_EQ(experiment_id(record).value(),
              experiment_id(small_record(static_cast<int>(message.offset))).value());
    EXPECT_EQ(decoded.schema->id, kSchemaId);
    EXPECT_GE(message.offset, states_.at(message.place).next);
    states_.at(message.place).waiting.push_back(message.offset);
    states_.at(message.place).next = message.offset + 1;
  }
  void take_dead_letter(kafka::Message&& message, const std::string& reason) override {
    EXPECT_THAT(reason, testing::Not(testing::IsEmpty()));
    states_.at(message.place).next = message.offset + 1;
  }
  Places due(std::chrono::steady_clock::time_point) const override {
    Places due;
    for (const auto& [place, state] : states_)
      if (is_due && !state.waiting.empty()) due.push_back(place);
    return due;
  }
  Result<> land(std::span<const kafka::TopicPartition> places, LandCounters& counters) override {
    events_.emplace_back("land");
    for (const auto& [place, offset] : std::exchange(undone, {})) {
      states_.at(place) = {.next = offset, .durable = offset, .waiting = {}};
      seeks_[place] = offset;
    }
    for (const auto& [place, offset] : std::exchange(taken_over, {}))
      states_.at(place) = {.next = offset, .durable = offset, .waiting = {}};
    if (!failures.empty()) {
      const ErrorKind kind = failures.back();
      failures.pop_back();
      return fail(kind, "the store is out of order");
    }
    for (const auto& place : places) {
      State& state = states_.at(place);
      std::ranges::copy(state.waiting, std::back_inserter(landed[place]));
      counters.records += state.waiting.size();
      state = {.next = state.next, .durable = state.next, .waiting = {}};
    }
    return {};
  }
  kafka::Offsets durable() const override {
    kafka::Offsets durable;
    for (const auto& [place, state] : states_) {
      const bool is_all = state.waiting.empty();
      durable[place] = is_all ? state.next : state.durable;
    }
    return durable;
  }
  kafka::Offsets take_seeks() override { return std::exchange(seeks_, {}); }
  bool needs_group() const override { return is_group_needed; }

 private:
  struct State {
    int64_t next = 0;
    int64_t durable = 0;
    std::vector<int64_t> waiting = {};
  };
  Events& events_;
  std::map<kafka::TopicPartition, State> states_;
  kafka::Offsets seeks_;
};

/// Keeps what it is given, and may fail to be acknowledged.
class NotedLetters final : public DeadLetters {
 public:
  explicit NotedLetters(Events& events) : events_(events) {}
  int failures_left = 0;
  Result<> add(const kafka::Message& message, const std::string&) override {
    events_.push_back(fmt::format("letter {}", message.offset));
    return {};
  }
  Result<> flush() override {
    if (failures_left-- > 0) return fail(ErrorKind::kUnavailable, "not acknowledged");
    events_.emplace_back("acknowledged");
    return {};
  }

 private:
  Events& events_;
};

}  // namespace eigenlake
