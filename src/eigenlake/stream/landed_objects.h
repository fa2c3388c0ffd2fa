#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/kafka/consumer.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// Entries in the header of a container file that a landing wrote: which offsets it accounts for, both ends
/// included. Messages in between that the file does not hold are dead letters or were never there.
inline constexpr char kFirstOffsetEntry[] = "eigenlake.kafka-first-offset";
inline constexpr char kLastOffsetEntry[] = "eigenlake.kafka-last-offset";
/// The member that tells the offset of each document of a JSON object.
inline constexpr char kOffsetMember[] = "kafka_offset";

/// "experiments/experiment.vqe/TOPIC+PARTITION+0000000042.avro"
std::string landed_key(const kafka::TopicPartition& place, int64_t first_offset, std::string_view extension);
/// Where the coordinates of a dead letter are kept:
/// "experiments/experiment.vqe/dead-letters/TOPIC+3+…42.json"
std::string dead_letter_key(const kafka::TopicPartition& place, int64_t offset);

/// The offset behind the last landed object of a partition; none where there is no object. Objects of other
/// sinks count their records, one offset each.
///
/// Errors: kStore; kCorrupt for an object whose end cannot be told.
/// Cost:   a listing of the partition's names and the header of the last object.
Result<std::optional<int64_t>> end_of_landed(ObjectStore& store, const kafka::TopicPartition& place);

}  // namespace eigenlake
