// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "eigenlake/kafka/consumer.h"
#include "eigenlake/kafka/producer.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// Sets messages aside that hold no record: each goes to a topic, with its key and value and the
/// headers eigenlake.topic, .partition, .offset and .reason, and its coordinates and the reason to the raw
/// store, from where `ingest` writes them into the ledger.
///
/// Threads: one at a time.
class DeadLetters {
 public:
  virtual ~DeadLetters() = default;
  /// Errors: of the raw store and of the producer. Durable only after flush.
  virtual Result<> add(const kafka::Message& message, const std::string& reason) = 0;
  /// Waits until all added messages are acknowledged.
  /// Errors: kUnavailable and others where they are not: add them again.
  virtual Result<> flush() = 0;
};

/// `raw` may be null: then they go only to the topic.
///
/// Errors: of Producer::create.
Result<std::unique_ptr<DeadLetters>> open_dead_letters(const kafka::ProducerOptions& options,
                                                       std::string topic, std::shared_ptr<ObjectStore> raw);

/// The document in the raw store: {"dead_letter": {"topic": …, "partition": …, "offset": …, "reason": …}}.
std::string dead_letter_document(const kafka::Message& message, const std::string& reason);

}  // namespace eigenlake
