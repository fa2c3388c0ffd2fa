#pragma once

#include <cstdint>
#include <map>

#include "eigenlake/kafka/consumer.h"

namespace eigenlake {

/// Progress of a landing.
struct LandCounters {
  uint64_t objects = 0;  ///< Raw objects, or batches where there are none.
  uint64_t records = 0;
  uint64_t bytes = 0;  ///< Of them.
  uint64_t dead_letters = 0;
  std::map<kafka::TopicPartition, int64_t> next;  ///< Durable up to here, of the assigned partitions.
};

}  // namespace eigenlake
