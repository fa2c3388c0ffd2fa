// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eigenlake/avro/binary.h"
#include "eigenlake/avro/codec.h"
#include "eigenlake/avro/limits.h"
#include "eigenlake/avro/schema.h"
#include "eigenlake/avro/value.h"
#include "eigenlake/base/error.h"

namespace eigenlake::avro {

using SyncMarker = std::array<char, 16>;
using Metadata = std::vector<std::pair<std::string, std::string>>;

/// True when `bytes` begin as an object container file does.
bool has_container_magic(std::string_view bytes);

struct ContainerWriterOptions {
  Codec codec = Codec::kDeflate;
  size_t block_bytes = size_t{64} << 10;   ///< A block is closed when it has grown to this, uncompressed.
  Metadata metadata;                       ///< Entries beside avro.schema and avro.codec, in this order.
  std::optional<std::string> schema_json;  ///< Written as avro.schema instead of to_json(schema).
  std::optional<SyncMarker> sync_marker;   ///< Random without one.
};

/// Builds an object container file in memory.
///
/// Source: Apache Avro 1.12 specification, "Object Container Files".
class ContainerWriter {
 public:
  explicit ContainerWriter(SchemaPtr schema, ContainerWriterOptions options = {});

  /// Errors: kInvalidInput when the value does not fit the schema; the file is as it was.
  Result<void> append(const Value& value);
  /// Appends one datum that is already encoded with the schema.
  Result<void> append_encoded(std::string_view datum);

  /// Closes the last block and returns the file; the writer is done.
  Result<std::string> finish();
  /// Bytes of the file so far, without the open block.
  size_t size() const { return file_.size(); }

 private:
  Result<void> flush_block();

  SchemaPtr schema_;
  ContainerWriterOptions options_;
  SyncMarker sync_marker_;
  std::string file_;
  std::string block_;
  int64_t block_count_ = 0;
};

/// One block of a container file, decompressed. `data` is valid until the next call of next_block.
struct ContainerBlock {
  std::string_view data;
  int64_t count = 0;         ///< Number of data (values).
  uint64_t file_offset = 0;  ///< Of the block's first byte in the file.
};

/// Walks over the blocks of a container file that lies in memory; holds one decompressed block at a time.
/// For a file that is too large for memory see ContainerStream.
class ContainerReader {
 public:
  /// Reads the header. `file` (or the beginning of it, see continue_with) must outlive the reader.
  ///
  /// Errors: kCorrupt (not a container file, truncated, bad schema), kUnsupported (codec), kResourceLimit.
  static Result<ContainerReader> open(std::string_view file, const Limits& limits = {});

  const SchemaPtr& schema() const { return schema_; }
  const Metadata& metadata() const { return metadata_; }
  /// The value of a metadata entry, or none.
  std::optional<std::string_view> metadata(std::string_view key) const;
  Codec codec() const { return codec_; }
  const Limits& limits() const { return limits_; }

  /// The next block, or none at the end of the file.
  ///
  /// Errors: kCorrupt (truncated, sync marker, checksum, compressed data), kResourceLimit (block too large).
  Result<std::optional<ContainerBlock>> next_block();

  /// Place in the file of the next block.
  uint64_t position() const { return bytes_offset_ + position_; }
  /// Continues with `bytes`, which begin at position() and must outlive the reader or the next call.
  void continue_with(std::string_view bytes);
  /// Size of the next block by its first two numbers; the most bytes that those can take, where fewer are
  /// available or they are damaged (next_block gives the error).
  uint64_t next_block_bytes() const;

 private:
  ContainerReader() = default;

  std::string_view bytes_;     ///< A part of the file.
  uint64_t bytes_offset_ = 0;  ///< Of bytes_ in the file.
  size_t position_ = 0;        ///< In bytes_.
  Limits limits_;
  SchemaPtr schema_;
  Metadata metadata_;
  Codec codec_ = Codec::kNull;
  SyncMarker sync_marker_{};
  std::string decompressed_;
};

/// All values of a container file, read as `reader_schema` (the writer's own without one).
Result<std::vector<Value>> read_container(std::string_view file, SchemaPtr reader_schema = nullptr,
                                          const Limits& limits = {});

/// A whole container file of `values`.
Result<std::string> write_container(SchemaPtr schema, const std::vector<Value>& values,
                                    ContainerWriterOptions options = {});

}  // namespace eigenlake::avro
