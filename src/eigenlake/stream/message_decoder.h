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

inline constexpr size_t kMessagesAtOnce = 500;          ///< That a landing asks the broker for.
inline constexpr size_t kBlockBytes = size_t{1} << 20;  ///< Of the container files that it writes.

/// The schema that some messages were written with.
struct WriterSchema {
  int32_t id = 0;
  std::string json;  ///< As the registry has it.
  avro::SchemaPtr schema;
  RecordDecoder decoder;
};

/// A message that holds a record.
struct DecodedMessage {
  std::shared_ptr<const WriterSchema> schema;
  std::string_view body;  ///< Points into the message.
};

/// Why a message holds no record and never will.
struct Poison {
  std::string reason;
};

/// Finds the record in messages of Confluent's wire format; schemas come from the registry, once each.
///
/// Threads: one at a time.
class MessageDecoder {
 public:
  explicit MessageDecoder(std::shared_ptr<registry::SchemaRegistry> registry);

  /// Decodes the message as a whole, into `record`, so that what passes can be read by everybody. Poison: a
  /// tombstone, no wire format, an id that the registry does not know, a schema that is none of a record, a
  /// body that is not what its schema says.
  ///
  /// Errors: those of the registry but kNotFound: nobody knows yet.
  Result<std::variant<DecodedMessage, Poison>> decode(const kafka::Message& message, RunRecord& record);

 private:
  using Schema = std::variant<std::shared_ptr<const WriterSchema>, Poison>;
  Result<Schema> schema_of(int32_t id);

  std::shared_ptr<registry::SchemaRegistry> registry_;
  std::map<int32_t, Schema> schemas_;
};

}  // namespace eigenlake
