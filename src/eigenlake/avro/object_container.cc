// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/avro/object_container.h"

#include <algorithm>

#include <openssl/rand.h>

#include "eigenlake/base/assert.h"

namespace eigenlake::avro {
namespace {

constexpr std::string_view kMagic("Obj\1", 4);
constexpr std::string_view kSchemaKey = "avro.schema";
constexpr std::string_view kCodecKey = "avro.codec";

SyncMarker random_sync_marker() {
  SyncMarker marker;
  const int status = RAND_bytes(reinterpret_cast<unsigned char*>(marker.data()), marker.size());
  EIGENLAKE_ASSERT(status == 1);
  return marker;
}

std::string_view view_of(const SyncMarker& marker) {
  return {marker.data(), marker.size()};
}

/// The map<bytes> of the header.
Metadata read_metadata(BinaryCursor& cursor) {
  Metadata metadata;
  while (const int64_t count = cursor.read_block_count(2)) {
    for (int64_t i = 0; i < count && cursor.ok(); ++i) {
      std::string key(cursor.read_string());
      metadata.emplace_back(std::move(key), cursor.read_bytes());
    }
  }
  return metadata;
}

}  // namespace

bool has_container_magic(std::string_view bytes) {
  return bytes.starts_with(kMagic);
}

ContainerWriter::ContainerWriter(SchemaPtr schema, ContainerWriterOptions options)
    : schema_(std::move(schema)),
      options_(std::move(options)),
      sync_marker_(options_.sync_marker ? *options_.sync_marker : random_sync_marker()) {
  file_ = kMagic;
  append_long(file_, static_cast<int64_t>(options_.metadata.size() + 2));
  append_string(file_, kSchemaKey);
  append_string(file_, options_.schema_json ? *options_.schema_json : to_json(*schema_));
  append_string(file_, kCodecKey);
  append_string(file_, name_of(options_.codec));
  for (const auto& [key, value] : options_.metadata) {
    append_string(file_, key);
    append_string(file_, value);
  }
  append_long(file_, 0);
  file_ += view_of(sync_marker_);
}

Result<void> ContainerWriter::append(const Value& value) {
  const size_t before = block_.size();
  if (auto encoded = encode(*schema_, value, block_); !encoded) {
    block_.resize(before);
    return encoded;
  }
  ++block_count_;
  return block_.size() >= options_.block_bytes ? flush_block() : Result<void>();
}

Result<void> ContainerWriter::append_encoded(std::string_view datum) {
  block_ += datum;
  ++block_count_;
  return block_.size() >= options_.block_bytes ? flush_block() : Result<void>();
}

Result<void> ContainerWriter::flush_block() {
  if (block_count_ == 0) return {};
  std::string compressed;
  const bool plain = options_.codec == Codec::kNull;
  if (!plain) EIGENLAKE_RETURN_IF_ERROR(compress_block(options_.codec, block_, compressed));
  append_long(file_, block_count_);
  append_string(file_, plain ? block_ : compressed);
  file_ += view_of(sync_marker_);
  block_.clear();
  block_count_ = 0;
  return {};
}

Result<std::string> ContainerWriter::finish() {
  EIGENLAKE_RETURN_IF_ERROR(flush_block());
  return std::move(file_);
}

Result<ContainerReader> ContainerReader::open(std::string_view file, const Limits& limits) {
  if (!has_container_magic(file))
    return fail(ErrorKind::kCorrupt, "invalid Avro file of {} bytes: must begin with Obj and byte 1",
                file.size());
  const size_t header_max = std::min(file.size(), limits.header_bytes_max);
  BinaryCursor cursor(file.substr(kMagic.size(), header_max - kMagic.size()), limits, kMagic.size());
  ContainerReader reader;
  reader.bytes_ = file;
  reader.limits_ = limits;
  reader.metadata_ = read_metadata(cursor);
  std::ranges::copy(cursor.read_fixed(reader.sync_marker_.size()), reader.sync_marker_.begin());
  if (!cursor.ok()) return fail_with_context(cursor.error(), "while reading the header of an Avro file");
  reader.position_ = cursor.offset();
  const auto schema = reader.metadata(kSchemaKey);
  if (!schema) return fail(ErrorKind::kCorrupt, "no avro.schema in the header of an Avro file");
  EIGENLAKE_ASSIGN_OR_RETURN(reader.schema_, parse_schema_cached(*schema));
  EIGENLAKE_ASSIGN_OR_RETURN(reader.codec_, codec_from_name(reader.metadata(kCodecKey).value_or("null")));
  return reader;
}

std::optional<std::string_view> ContainerReader::metadata(std::string_view key) const {
  for (const auto& [name, value] : metadata_)
    if (name == key) return value;
  return std::nullopt;
}

void ContainerReader::continue_with(std::string_view bytes) {
  bytes_offset_ = position();
  position_ = 0;
  bytes_ = bytes;
}

uint64_t ContainerReader::next_block_bytes() const {
  constexpr size_t kNumbersBytesMax = 20;
  BinaryCursor cursor(bytes_.substr(position_, kNumbersBytesMax), limits_);
  cursor.read_long();
  const int64_t size = cursor.read_long();
  const bool damaged = !cursor.ok() || size < 0 || static_cast<uint64_t>(size) > limits_.block_bytes_max;
  return damaged ? kNumbersBytesMax : cursor.offset() + static_cast<uint64_t>(size) + sync_marker_.size();
}

Result<std::optional<ContainerBlock>> ContainerReader::next_block() {
  if (position_ == bytes_.size()) return std::nullopt;
  const uint64_t start = position();
  BinaryCursor cursor(bytes_.substr(position_), limits_, start);
  const int64_t count = cursor.read_long();
  if (count < 0) cursor.fail(ErrorKind::kCorrupt, "a block must have at least 0 values, got {}", count);
  const int64_t bytes = cursor.read_long();
  if (bytes < 0) cursor.fail(ErrorKind::kCorrupt, "a block must have at least 0 bytes, got {}", bytes);
  const auto size = static_cast<size_t>(bytes);
  if (cursor.ok() && size > limits_.block_bytes_max && size <= cursor.remaining())
    cursor.fail(ErrorKind::kResourceLimit, "a block must have at most {} bytes, got {}",
                limits_.block_bytes_max, size);
  const uint64_t data_begin = cursor.offset();
  cursor.skip(cursor.ok() ? size : 0);
  const std::string_view sync = cursor.read_fixed(sync_marker_.size());
  if (cursor.ok() && sync != view_of(sync_marker_))
    cursor.fail(ErrorKind::kCorrupt, "bad sync marker after a block");
  if (!cursor.ok())
    return fail_with_context(cursor.error(), fmt::format("while reading the Avro block at byte {}", start));
  position_ = cursor.offset() - bytes_offset_;
  ContainerBlock block{bytes_.substr(data_begin - bytes_offset_, size), count,
                       codec_ == Codec::kNull ? data_begin : start};
  if (codec_ != Codec::kNull) {
    auto done = decompress_block(codec_, block.data, limits_.block_bytes_max, decompressed_);
    if (!done)
      return fail_with_context(std::move(done).error(),
                               fmt::format("while reading the Avro block at byte {}", start));
    block.data = decompressed_;
  }
  return block;
}

Result<std::vector<Value>> read_container(std::string_view file, SchemaPtr reader_schema,
                                          const Limits& limits) {
  EIGENLAKE_ASSIGN_OR_RETURN(ContainerReader reader, ContainerReader::open(file, limits));
  if (!reader_schema) reader_schema = reader.schema();
  EIGENLAKE_ASSIGN_OR_RETURN(const ValueDecoder decoder,
                             ValueDecoder::create(reader.schema(), reader_schema));
  std::vector<Value> values;
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto block, reader.next_block());
    if (!block) return values;
    BinaryCursor cursor(block->data, limits, block->file_offset);
    for (int64_t i = 0; i < block->count; ++i) {
      cursor.spend_values(1);
      EIGENLAKE_ASSIGN_OR_RETURN(Value value, decoder.decode(cursor));
      values.push_back(std::move(value));
    }
    if (!cursor.at_end())
      return fail(ErrorKind::kCorrupt,
                  "the {} values of the Avro block at byte {} are followed by {} more bytes", block->count,
                  block->file_offset, cursor.remaining());
  }
}

Result<std::string> write_container(SchemaPtr schema, const std::vector<Value>& values,
                                    ContainerWriterOptions options) {
  ContainerWriter writer(std::move(schema), std::move(options));
  for (const Value& value : values) EIGENLAKE_RETURN_IF_ERROR(writer.append(value));
  return writer.finish();
}

}  // namespace eigenlake::avro
