// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/stream/message_lander.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/stream/testing/fake_landing.h"

namespace eigenlake {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

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

TEST_F(MessageLanderTest, FlushLandsWhatIsNotDue) {
  assign({kFirst, kSecond});
  consumer.add_records(kFirst, 0, 2);
  consumer.add_records(kSecond, 0, 1);
  step();
  ASSERT_TRUE(lander.flush());
  EXPECT_THAT(sink.landed[kFirst], ElementsAre(0, 1));
  EXPECT_THAT(sink.landed[kSecond], ElementsAre(0));
  EXPECT_EQ(consumer.committed_offsets, (kafka::Offsets{{kFirst, 2}, {kSecond, 1}}));
}

TEST_F(MessageLanderTest, RevokedPartitionLandsAndTheOtherWaits) {
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

TEST_F(MessageLanderTest, LostPartitionLandsNothing) {
  assign({kFirst});
  consumer.add_records(kFirst, 0, 2);
  step();
  const auto before = events;
  revoke({kFirst}, true);
  EXPECT_EQ(events, before);
  EXPECT_THAT(sink.landed, IsEmpty());
  EXPECT_EQ(lander.position(kFirst), std::nullopt);
}

TEST_F(MessageLanderTest, FailedLandingStillRevokesThePartition) {
  assign({kFirst});
  consumer.add_records(kFirst, 0, 2);
  step();
  sink.failures = {ErrorKind::kStore};
  revoke({kFirst}, false);
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("revoked before all their messages were landed")));
  EXPECT_EQ(lander.position(kFirst), std::nullopt);
}

TEST_F(MessageLanderTest, UnassignedPartitionMayBeRevoked) {
  revoke({kFirst}, false);
  EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(MessageLanderTest, FailedSinkIsRetriedWhilePartitionsPause) {
  assign({kFirst, kSecond});
  sink.is_due = true;
  sink.failures = {ErrorKind::kStore};
  consumer.add_records(kFirst, 0, 2);
  step();
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("retrying")));
  EXPECT_THAT(consumer.paused, ElementsAre(kFirst, kSecond));
  EXPECT_FALSE(consumer.committed_offsets.contains(kFirst));
  step();
  EXPECT_THAT(sink.landed[kFirst], ElementsAre(0, 1));
  EXPECT_THAT(consumer.paused, IsEmpty());
  EXPECT_EQ(consumer.committed_offsets.at(kFirst), 2);
}

TEST_F(MessageLanderTest, PermanentErrorEndsTheStep) {
  assign({kFirst});
  sink.is_due = true;
  sink.failures = {ErrorKind::kCorrupt};
  consumer.add_records(kFirst, 0, 1);
  EXPECT_EQ(lander.step(0).error().kind, ErrorKind::kCorrupt);
  consumer.poll_error = ErrorKind::kUsage;
  EXPECT_EQ(lander.step(0).error().kind, ErrorKind::kUsage);
}

TEST_F(MessageLanderTest, SilentBrokersAreRetried) {
  assign({kFirst});
  consumer.poll_error = ErrorKind::kUnavailable;
  step();
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("no broker; retrying")));
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

TEST_F(MessageLanderTest, MessagesOfARevokedPartitionAreDropped) {
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

TEST_F(MessageLanderTest, MessagesOfAReassignedPartitionAreReadAgain) {
  assign({kFirst});
  registry->failures_left = 1;
  consumer.add_records(kFirst, 3, 5);
  step();
  assign({kFirst});
  consumer.add_records(kFirst, 0, 1);
  step();
  EXPECT_THAT(sink.waiting(kFirst), ElementsAre(0));
}

TEST_F(MessageLanderTest, KnownAndForeignMessagesAreLeftOut) {
  assign({kFirst});
  consumer.add_records(kSecond, 0, 2);
  consumer.add_records(kFirst, 0, 2);
  consumer.add_records(kFirst, 1, 3);
  step();
  EXPECT_THAT(sink.waiting(kFirst), ElementsAre(0, 1, 2));
}

TEST_F(MessageLanderTest, FullSinkLandsBeforeItTakesMore) {
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

TEST_F(MessageLanderTest, MessageWithoutRoomComesAgain) {
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

TEST_F(MessageLanderTest, MessagesLandedByOthersAreDropped) {
  assign({kFirst});
  sink.room = 2;
  sink.taken_over = {{kFirst, 3}};
  consumer.add_records(kFirst, 0, 5);
  step();
  EXPECT_THAT(sink.landed[kFirst], IsEmpty());
  EXPECT_THAT(sink.waiting(kFirst), ElementsAre(3, 4));
}

TEST_F(MessageLanderTest, UndoneMessagesAreReadAgain) {
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

TEST_F(MessageLanderTest, FailedLandingOfAnUndoneBatchLeavesNoGap) {
  assign({kFirst});
  sink.is_due = true;
  sink.undone = {{kFirst, 1}};
  sink.failures = {ErrorKind::kStore};
  consumer.add_records(kFirst, 4, 6);
  step();
  // Messages that came meanwhile.
  consumer.add_records(kFirst, 6, 8);
  step();
  EXPECT_EQ(consumer.sought, (kafka::Offsets{{kFirst, 1}}));
  EXPECT_THAT(sink.landed[kFirst], IsEmpty());
}

TEST_F(MessageLanderTest, NothingIsTakenBeforeASeekSucceeds) {
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

TEST_F(MessageLanderTest, EachOffsetIsCommittedOnce) {
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

TEST_F(MessageLanderTest, NeededGroupCommitIsRetried) {
  assign({kFirst});
  consumer.commit_error = ErrorKind::kUnavailable;
  step();
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("no coordinator; retrying")));
  step();
  EXPECT_EQ(consumer.committed_offsets.at(kFirst), 0);
  consumer.add_records(kFirst, 0, 1);
  step();
  consumer.commit_error = ErrorKind::kUnavailable;
  EXPECT_EQ(lander.flush().error().kind, ErrorKind::kUnavailable);
}

TEST_F(MessageLanderTest, FailedOptionalCommitOnlyWarns) {
  assign({kFirst});
  sink.is_group_needed = false;
  consumer.commit_error = ErrorKind::kUnavailable;
  step();
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("the group's offsets were not committed")));
  EXPECT_THAT(consumer.paused, IsEmpty());
}

TEST_F(MessageLanderTest, CommitOfReassignedPartitionsIsNoError) {
  assign({kFirst});
  consumer.commit_error = ErrorKind::kConflict;
  step();
  EXPECT_THAT(warnings, IsEmpty());
  EXPECT_THAT(consumer.paused, IsEmpty());
}

}  // namespace
}  // namespace eigenlake
