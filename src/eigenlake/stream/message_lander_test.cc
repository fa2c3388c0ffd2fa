#include "eigenlake/stream/message_lander.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/record/experiment_id.h"
#include "eigenlake/stream/testing/fake_topic.h"

namespace eigenlake {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const kafka::TopicPartition kFirst{"runs", 0};
const kafka::TopicPartition kSecond{"runs", 1};

/// What happened, in order: "letter 3", "letters acknowledged", "land", "commit".
using Events = std::vector<std::string>;

/// Gives what the test puts into its queue, and keeps what it was told.
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
  bool is_due = false;                   ///< Whether what waits shall land with the next step.
  std::vector<ErrorKind> failures = {};  ///< Of the next landings, last first.
  kafka::Offsets undone = {};            ///< What the next landing finds undone from there on.
  kafka::Offsets taken_over = {};        ///< What the next landing finds landed by somebody else.
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
    EXPECT_THAT(reason, HasSubstr("expected"));
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

/// Notes what it was given, and may not be acknowledged.
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

class MessageLanderTest : public testing::Test {
 protected:
  MessageLanderTest() { lander.use(consumer); }

  void assign(Places places) { ASSERT_TRUE(listener.on_assigned(places)); }
  void revoke(Places places, bool lost) { ASSERT_TRUE(listener.on_revoked(places, lost)); }
  void step() {
    const auto done = lander.step(0);
    ASSERT_TRUE(done) << done.error().to_string();
  }

  Events events;
  std::vector<std::string> warnings;
  QueuedConsumer consumer{events};
  FakeSink sink{events};
  NotedLetters letters{events};
  std::shared_ptr<OneSchema> registry = std::make_shared<OneSchema>();
  MessageLander lander{sink, MessageDecoder(registry), letters,
                       [this](std::string_view text) { warnings.emplace_back(text); },
                       std::chrono::milliseconds(0)};
  kafka::RebalanceListener listener = lander.listener();
};

TEST_F(MessageLanderTest, NothingLandsBeforeItIsDue) {
  assign({kFirst});
  consumer.add_records(kFirst, 0, 3);
  step();
  EXPECT_THAT(sink.landed, IsEmpty());
  EXPECT_EQ(lander.position(kFirst), 3);
  EXPECT_EQ(lander.counters().next.at(kFirst), 0);
  sink.is_due = true;
  step();
  EXPECT_THAT(sink.landed[kFirst], ElementsAre(0, 1, 2));
  EXPECT_EQ(consumer.committed_offsets.at(kFirst), 3);
  EXPECT_EQ(lander.counters().next.at(kFirst), 3);
  EXPECT_EQ(lander.counters().records, 3U);
}

TEST_F(MessageLanderTest, AFlushLandsWhatIsNotDue) {
  assign({kFirst, kSecond});
  consumer.add_records(kFirst, 0, 2);
  consumer.add_records(kSecond, 0, 1);
  step();
  ASSERT_TRUE(lander.flush());
  EXPECT_THAT(sink.landed[kFirst], ElementsAre(0, 1));
  EXPECT_THAT(sink.landed[kSecond], ElementsAre(0));
  EXPECT_EQ(consumer.committed_offsets, (kafka::Offsets{{kFirst, 2}, {kSecond, 1}}));
}

TEST_F(MessageLanderTest, APartitionThatGoesLandsFirstAndTheOtherGoesOnWaiting) {
  assign({kFirst, kSecond});
  consumer.add_records(kFirst, 0, 2);
  consumer.add_records(kSecond, 0, 2);
  step();
  revoke({kFirst}, false);
  EXPECT_THAT(sink.landed[kFirst], ElementsAre(0, 1));
  EXPECT_EQ(consumer.committed_offsets.at(kFirst), 2);
  EXPECT_EQ(lander.position(kFirst), std::nullopt);
  EXPECT_FALSE(lander.counters().next.contains(kFirst));
  EXPECT_THAT(sink.waiting(kSecond), ElementsAre(0, 1));
}

TEST_F(MessageLanderTest, OfAPartitionThatIsLostNothingLands) {
  assign({kFirst});
  consumer.add_records(kFirst, 0, 2);
  step();
  const auto before = events;
  revoke({kFirst}, true);
  EXPECT_EQ(events, before);
  EXPECT_THAT(sink.landed, IsEmpty());
  EXPECT_EQ(lander.position(kFirst), std::nullopt);
}

TEST_F(MessageLanderTest, APartitionThatCannotLandIsHandedOverAllTheSame) {
  assign({kFirst});
  consumer.add_records(kFirst, 0, 2);
  step();
  sink.failures = {ErrorKind::kStore};
  revoke({kFirst}, false);
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("handed on before all of them was landed")));
  EXPECT_EQ(lander.position(kFirst), std::nullopt);
}

TEST_F(MessageLanderTest, APartitionThatNeverCameMayGo) {
  revoke({kFirst}, false);
  EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(MessageLanderTest, ASinkThatFailsIsTriedAgainWhilePartitionsRest) {
  assign({kFirst, kSecond});
  sink.is_due = true;
  sink.failures = {ErrorKind::kStore};
  consumer.add_records(kFirst, 0, 2);
  step();
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("trying again")));
  EXPECT_THAT(consumer.paused, ElementsAre(kFirst, kSecond));
  EXPECT_FALSE(consumer.committed_offsets.contains(kFirst));
  step();
  EXPECT_THAT(sink.landed[kFirst], ElementsAre(0, 1));
  EXPECT_THAT(consumer.paused, IsEmpty());
  EXPECT_EQ(consumer.committed_offsets.at(kFirst), 2);
}

TEST_F(MessageLanderTest, AnErrorThatTryingAgainDoesNotMendEndsTheStep) {
  assign({kFirst});
  sink.is_due = true;
  sink.failures = {ErrorKind::kCorrupt};
  consumer.add_records(kFirst, 0, 1);
  EXPECT_EQ(lander.step(0).error().kind, ErrorKind::kCorrupt);
  consumer.poll_error = ErrorKind::kUsage;
  EXPECT_EQ(lander.step(0).error().kind, ErrorKind::kUsage);
}

TEST_F(MessageLanderTest, BrokersThatDoNotAnswerAreAskedAgain) {
  assign({kFirst});
  consumer.poll_error = ErrorKind::kUnavailable;
  step();
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("no broker; trying again")));
  consumer.add_records(kFirst, 0, 1);
  step();
  EXPECT_THAT(sink.waiting(kFirst), ElementsAre(0));
}

TEST_F(MessageLanderTest, DeadLettersAreAcknowledgedBeforeAnythingLands) {
  assign({kFirst});
  sink.is_due = true;
  consumer.add(kFirst, 0, "junk");
  consumer.add_records(kFirst, 1, 2);
  consumer.add(kFirst, 2, std::nullopt);
  step();
  EXPECT_THAT(events, ElementsAre("letter 0", "letter 2", "acknowledged", "land", "acknowledged", "commit"));
  EXPECT_EQ(lander.counters().dead_letters, 2U);
  EXPECT_THAT(sink.landed[kFirst], ElementsAre(1));
  EXPECT_EQ(consumer.committed_offsets.at(kFirst), 3);
}

TEST_F(MessageLanderTest, NothingLandsWhileDeadLettersAreNotAcknowledged) {
  assign({kFirst});
  sink.is_due = true;
  letters.failures_left = 1;
  consumer.add(kFirst, 0, "junk");
  consumer.add_records(kFirst, 1, 2);
  step();
  EXPECT_THAT(events, ElementsAre("letter 0"));
  step();
  EXPECT_THAT(sink.landed[kFirst], ElementsAre(1));
  EXPECT_EQ(lander.counters().dead_letters, 1U);
}

TEST_F(MessageLanderTest, DeadLettersAloneAreCommittedAfterTheyAreAcknowledged) {
  assign({kFirst});
  letters.failures_left = 1;
  consumer.add(kFirst, 0, "junk");
  step();
  EXPECT_THAT(events, ElementsAre("letter 0"));
  step();
  EXPECT_THAT(events, ElementsAre("letter 0", "acknowledged", "commit"));
  EXPECT_EQ(consumer.committed_offsets.at(kFirst), 1);
}

TEST_F(MessageLanderTest, WhatWasReadOfAPartitionThatIsGoneIsDropped) {
  assign({kFirst, kSecond});
  registry->failures_left = 1;
  consumer.add_records(kFirst, 0, 2);
  consumer.add_records(kSecond, 0, 2);
  step();
  EXPECT_THAT(sink.waiting(kFirst), IsEmpty());
  revoke({kFirst}, false);
  assign({kFirst});
  step();
  EXPECT_THAT(sink.waiting(kFirst), IsEmpty());
  EXPECT_THAT(sink.waiting(kSecond), ElementsAre(0, 1));
}

TEST_F(MessageLanderTest, WhatWasReadOfAPartitionThatComesAnewIsReadAgain) {
  assign({kFirst});
  registry->failures_left = 1;
  consumer.add_records(kFirst, 3, 5);
  step();
  assign({kFirst});
  consumer.add_records(kFirst, 0, 1);
  step();
  EXPECT_THAT(sink.waiting(kFirst), ElementsAre(0));
}

TEST_F(MessageLanderTest, MessagesOfOtherPartitionsAndThoseThatAreKnownAreLeftOut) {
  assign({kFirst});
  consumer.add_records(kSecond, 0, 2);
  consumer.add_records(kFirst, 0, 2);
  consumer.add_records(kFirst, 1, 3);
  step();
  EXPECT_THAT(sink.waiting(kFirst), ElementsAre(0, 1, 2));
}

TEST_F(MessageLanderTest, AFullSinkLandsBeforeItTakesMore) {
  assign({kFirst, kSecond});
  sink.room = 2;
  consumer.add_records(kSecond, 0, 1);
  consumer.add_records(kFirst, 0, 5);
  step();
  EXPECT_THAT(sink.landed[kFirst], ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(sink.waiting(kFirst), ElementsAre(4));
  EXPECT_THAT(sink.waiting(kSecond), ElementsAre(0));
  EXPECT_EQ(consumer.committed_offsets.at(kFirst), 4);
}

TEST_F(MessageLanderTest, AMessageForWhichASinkCannotMakeRoomComesAgain) {
  assign({kFirst});
  sink.room = 1;
  sink.failures = {ErrorKind::kStore};
  consumer.add_records(kFirst, 0, 2);
  step();
  EXPECT_THAT(sink.waiting(kFirst), ElementsAre(0));
  step();
  EXPECT_THAT(sink.landed[kFirst], ElementsAre(0));
  EXPECT_THAT(sink.waiting(kFirst), ElementsAre(1));
}

TEST_F(MessageLanderTest, WhatSomebodyElseHasLandedMeanwhileIsDropped) {
  assign({kFirst});
  sink.room = 2;
  sink.taken_over = {{kFirst, 3}};
  consumer.add_records(kFirst, 0, 5);
  step();
  EXPECT_THAT(sink.landed[kFirst], IsEmpty());
  EXPECT_THAT(sink.waiting(kFirst), ElementsAre(3, 4));
}

TEST_F(MessageLanderTest, WhatWasUndoneIsReadAgain) {
  assign({kFirst, kSecond});
  sink.room = 2;
  sink.undone = {{kFirst, 1}};
  consumer.add_records(kFirst, 4, 8);
  consumer.add_records(kSecond, 0, 1);
  step();
  EXPECT_EQ(consumer.sought, (kafka::Offsets{{kFirst, 1}}));
  EXPECT_THAT(sink.waiting(kFirst), IsEmpty());
  EXPECT_THAT(sink.waiting(kSecond), ElementsAre(0));
  consumer.add_records(kFirst, 1, 3);
  step();
  EXPECT_THAT(sink.waiting(kFirst), ElementsAre(1, 2));
}

TEST_F(MessageLanderTest, ALandingThatFailsAfterItFoundABatchUndoneLeavesNoGap) {
  assign({kFirst});
  sink.is_due = true;
  sink.undone = {{kFirst, 1}};
  sink.failures = {ErrorKind::kStore};
  consumer.add_records(kFirst, 4, 6);
  step();
  // The broker has gone on meanwhile.
  consumer.add_records(kFirst, 6, 8);
  step();
  EXPECT_EQ(consumer.sought, (kafka::Offsets{{kFirst, 1}}));
  EXPECT_THAT(sink.landed[kFirst], IsEmpty());
}

TEST_F(MessageLanderTest, NothingIsTakenBeforeASeekSucceeded) {
  assign({kFirst});
  sink.is_due = true;
  sink.undone = {{kFirst, 1}};
  consumer.seek_failures_left = 2;
  consumer.add_records(kFirst, 4, 6);
  step();
  consumer.add_records(kFirst, 6, 8);
  step();
  EXPECT_THAT(sink.waiting(kFirst), IsEmpty());
  step();
  EXPECT_EQ(consumer.sought, (kafka::Offsets{{kFirst, 1}}));
  EXPECT_THAT(sink.waiting(kFirst), IsEmpty());
}

TEST_F(MessageLanderTest, TheGroupIsToldOnceOfEachOffset) {
  assign({kFirst});
  step();
  EXPECT_EQ(std::ranges::count(events, "commit"), 1);
  EXPECT_EQ(consumer.committed_offsets.at(kFirst), 0);
  step();
  EXPECT_EQ(std::ranges::count(events, "commit"), 1);
  sink.is_due = true;
  consumer.add_records(kFirst, 0, 1);
  step();
  EXPECT_EQ(std::ranges::count(events, "commit"), 2);
}

TEST_F(MessageLanderTest, AGroupThatIsNeededIsToldAgainUntilItAnswers) {
  assign({kFirst});
  consumer.commit_error = ErrorKind::kUnavailable;
  step();
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("no coordinator; trying again")));
  step();
  EXPECT_EQ(consumer.committed_offsets.at(kFirst), 0);
  consumer.add_records(kFirst, 0, 1);
  step();
  consumer.commit_error = ErrorKind::kUnavailable;
  EXPECT_EQ(lander.flush().error().kind, ErrorKind::kUnavailable);
}

TEST_F(MessageLanderTest, AGroupThatOnlyWatchesHoldsNothingUp) {
  assign({kFirst});
  sink.is_group_needed = false;
  consumer.commit_error = ErrorKind::kUnavailable;
  step();
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("the group was not told how far it is")));
  EXPECT_THAT(consumer.paused, IsEmpty());
}

TEST_F(MessageLanderTest, PartitionsThatAreSomebodyElsesByNowMakeNoErrorOfACommit) {
  assign({kFirst});
  consumer.commit_error = ErrorKind::kConflict;
  step();
  EXPECT_THAT(warnings, IsEmpty());
  EXPECT_THAT(consumer.paused, IsEmpty());
}

}  // namespace
}  // namespace eigenlake
