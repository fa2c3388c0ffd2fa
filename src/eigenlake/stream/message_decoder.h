// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "eigenlake/avro/schema.h"
#include "eigenlake/base/error.h"
#include "eigenlake/kafka/consumer.h"
#include "eigenlake/record/record_decoder.h"
#include "eigenlake/registry/schema_registry.h"

namespace eigenlake {

inline constexpr size_t kMessagesAtOnce = 500;          ///< Requested from the broker by a landing.
inline constexpr size_t kBlockBytes = size_t{1} << 20;  ///< Of the landed container files.

/// The schema that some messages were written with.
struct WriterSchema {
  int32_t id = 0;
  std::string json;  ///< Text of the registry.
  avro::SchemaPtr schema;
  RecordDecoder decoder;
};

/// A message that holds a record.
struct DecodedMessage {
  std::shared_ptr<const WriterSchema> schema;
  std::string_view body;  ///< Points into the message.
};

/// Why a message will never hold a record.
struct Poison {
  std::string reason;
};

/// Decodes records in Confluent's wire format; each schema is read from the registry once.
///
/// Threads: one at a time.
class MessageDecoder {
 public:
  explicit MessageDecoder(std::shared_ptr<registry::SchemaRegistry> registry);

  /// Decodes the whole message into `record`, so that every reader can read what passes. Poison: a tombstone,
  /// another format, an id unknown to the registry, a schema of something else than a record, a body that
  /// contradicts its schema.
  ///
  /// Errors: those of the registry but kNotFound.
  Result<std::variant<DecodedMessage, Poison>> decode(const kafka::Message& message, RunRecord& record);

 private:
  using Schema = std::variant<std::shared_ptr<const WriterSchema>, Poison>;
  Result<Schema> schema_of(int32_t id);

  std::shared_ptr<registry::SchemaRegistry> registry_;
  std::map<int32_t, Schema> schemas_;
};

}  // namespace eigenlake
