// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/stream/message_decoder.h"

#include "eigenlake/registry/wire_format.h"

namespace eigenlake {

MessageDecoder::MessageDecoder(std::shared_ptr<registry::SchemaRegistry> registry)
    : registry_(std::move(registry)) {}

Result<std::variant<DecodedMessage, Poison>> MessageDecoder::decode(const kafka::Message& message,
                                                                    RunRecord& record) {
  if (!message.value) return Poison{"the message is a tombstone, not a record"};
  const auto frame = registry::parse_frame(*message.value);
  if (!frame) return Poison{frame.error().to_string()};
  EIGENLAKE_ASSIGN_OR_RETURN(const Schema schema, schema_of(frame->schema_id));
  if (const auto* poison = std::get_if<Poison>(&schema)) return *poison;
  const auto& writer = std::get<std::shared_ptr<const WriterSchema>>(schema);
  avro::BinaryCursor cursor(frame->body);
  if (const auto decoded = writer->decoder.decode(cursor, record); !decoded)
    return Poison{decoded.error().to_string()};
  if (cursor.remaining() > 0)
    return Poison{
        fmt::format("{} bytes follow the record with schema {}", cursor.remaining(), frame->schema_id)};
  return DecodedMessage{writer, frame->body};
}

Result<MessageDecoder::Schema> MessageDecoder::schema_of(int32_t id) {
  if (const auto known = schemas_.find(id); known != schemas_.end()) return known->second;
  auto json = registry_->schema_of(id);
  // Not cached: it may be registered later.
  if (!json && json.error().kind == ErrorKind::kNotFound) return Poison{json.error().to_string()};
  if (!json) return std::unexpected(json.error());
  const auto schema = avro::parse_schema(*json);
  auto decoder = schema ? RecordDecoder::create(*schema) : std::unexpected(schema.error());
  if (!decoder) {
    Poison poison{fmt::format("schema {} is not that of a record: {}", id, decoder.error().to_string())};
    return schemas_.emplace(id, std::move(poison)).first->second;
  }
  auto writer =
      std::make_shared<const WriterSchema>(WriterSchema{id, *std::move(json), *schema, *std::move(decoder)});
  return schemas_.emplace(id, std::move(writer)).first->second;
}

}  // namespace eigenlake
