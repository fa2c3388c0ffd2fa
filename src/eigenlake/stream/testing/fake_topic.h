// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eigenlake/kafka/consumer.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/record/record_encoder.h"
#include "eigenlake/record/record_schema.h"
#include "eigenlake/registry/schema_registry.h"
#include "eigenlake/registry/wire_format.h"
#include "eigenlake/stream/dead_letters.h"

namespace eigenlake {

inline const kafka::TopicPartition kPlace{"runs", 0};
inline constexpr int32_t kSchemaId = 7;

/// A registry with one schema; it may fail for some calls.
class OneSchema final : public registry::SchemaRegistry {
 public:
  int failures_left = 0;

  Result<int32_t> id_of(const std::string&, std::string_view) override { return kSchemaId; }
  Result<std::optional<int32_t>> find_id(const std::string&, std::string_view) override { return kSchemaId; }
  Result<std::string> schema_of(int32_t id) override {
    if (failures_left-- > 0) return fail(ErrorKind::kUnavailable, "out of order");
    if (id != kSchemaId) return fail(ErrorKind::kNotFound, "no schema {}", id);
    return std::string(record_schema_json());
  }
  Result<std::optional<registry::RegisteredSchema>> latest(const std::string&) override {
    return std::nullopt;
  }
  Result<std::string> compatibility(const std::string&) override { return "NONE"; }
  Result<> set_compatibility(const std::string&, const std::string&) override { return {}; }
};

/// A message's value: a small record in the wire format.
inline std::string framed_record(int number) {
  std::string value;
  registry::append_frame(value, kSchemaId);
  encode_record(small_record(number), value);
  return value;
}

/// A partition and the group's committed offset; outlives its readers.
struct Partition {
  std::vector<std::optional<std::string>> values;
  int64_t low = 0;
  std::optional<int64_t> committed;

  void add_record(int number) { values.emplace_back(framed_record(number)); }
};

/// Reads the partition; the test assigns it.
class FakeConsumer final : public kafka::Consumer {
 public:
  FakeConsumer(Partition& partition, kafka::RebalanceListener listener)
      : partition_(partition), listener_(std::move(listener)) {}

  Result<> assign() {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto begin, listener_.on_assigned(std::span(&kPlace, 1)));
    position_ = begin.at(kPlace);
    return {};
  }
  Result<> revoke(bool lost) { return listener_.on_revoked(std::span(&kPlace, 1), lost); }

  Result<std::vector<kafka::Message>> poll(size_t count, int) override {
    std::vector<kafka::Message> messages;
    for (; !paused_ && count > 0 && position_ < std::ssize(partition_.values); --count, ++position_)
      messages.push_back({kPlace, position_, 0, "key", partition_.values[static_cast<size_t>(position_)]});
    return messages;
  }
  Result<> commit(const kafka::Offsets& next) override {
    partition_.committed = next.at(kPlace);
    return {};
  }
  Result<kafka::Offsets> committed(std::span<const kafka::TopicPartition>) override {
    kafka::Offsets offsets;
    if (partition_.committed) offsets[kPlace] = *partition_.committed;
    return offsets;
  }
  Result<kafka::Watermarks> watermarks(const kafka::TopicPartition&, int) override {
    return kafka::Watermarks{partition_.low, std::ssize(partition_.values)};
  }
  Result<> seek(const kafka::Offsets& next) override {
    position_ = next.at(kPlace);
    return {};
  }
  Result<> pause(std::span<const kafka::TopicPartition>) override {
    paused_ = true;
    return {};
  }
  Result<> resume(std::span<const kafka::TopicPartition>) override {
    paused_ = false;
    return {};
  }
  Result<> close() override { return {}; }

 private:
  Partition& partition_;
  kafka::RebalanceListener listener_;
  int64_t position_ = 0;
  bool paused_ = false;
};

/// Keeps what it is given.
class KeptLetters final : public DeadLetters {
 public:
  std::set<int64_t> offsets;
  Result<> add(const kafka::Message& message, const std::string&) override {
    offsets.insert(message.offset);
    return {};
  }
  Result<> flush() override { return {}; }
};

}  // namespace eigenlake
