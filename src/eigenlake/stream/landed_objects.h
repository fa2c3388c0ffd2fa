// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/kafka/consumer.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// Entries in the header of a landed container file: the offsets that it covers, both ends included. Messages
/// in between that the file does not hold are dead letters or never existed.
inline constexpr char kFirstOffsetEntry[] = "eigenlake.kafka-first-offset";
inline constexpr char kLastOffsetEntry[] = "eigenlake.kafka-last-offset";
/// The member with the offset of each document of a JSON object.
inline constexpr char kOffsetMember[] = "kafka_offset";

/// "experiments/experiment.vqe/TOPIC+PARTITION+0000000042.avro"
std::string landed_key(const kafka::TopicPartition& place, int64_t first_offset, std::string_view extension);
/// Where the coordinates of a dead letter are kept:
/// "experiments/experiment.vqe/dead-letters/TOPIC+3+…42.json"
std::string dead_letter_key(const kafka::TopicPartition& place, int64_t offset);

/// The offset after the last landed object of a partition; none without objects. In objects of other sinks
/// each record counts as one offset.
///
/// Errors: kStore; kCorrupt for an object with an unknown end.
/// Cost:   a listing of the partition's names and the header of the last object.
Result<std::optional<int64_t>> end_of_landed(ObjectStore& store, const kafka::TopicPartition& place);

}  // namespace eigenlake
