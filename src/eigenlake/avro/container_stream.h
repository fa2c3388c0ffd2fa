// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "eigenlake/avro/object_container.h"
#include "eigenlake/base/byte_stream.h"
#include "eigenlake/base/error.h"

namespace eigenlake::avro {

/// Walks over the blocks of a container file that is read piece by piece, whatever its size.
///
/// Cost: memory of one piece (8 MiB, or one block where that is larger) and one decompressed block.
class ContainerStream {
 public:
  /// Reads the header of a file.
  ///
  /// Errors: as of ContainerReader::open, and those of `read`.
  static Result<ContainerStream> open(ReadNext read, const Limits& limits = {});

  const SchemaPtr& schema() const { return reader_.schema(); }

  /// The next block, or none at the end of the file. Its data are valid until the next call.
  ///
  /// Errors: as of ContainerReader::next_block, and those of `read`.
  Result<std::optional<ContainerBlock>> next_block();

 private:
  ContainerStream(ReadNext read, ContainerReader reader)
      : read_(std::move(read)), reader_(std::move(reader)) {}
  Result<> show(uint64_t length);

  ReadNext read_;
  ContainerReader reader_;
  std::string piece_;       ///< The bytes that the reader sees.
  uint64_t piece_end_ = 0;  ///< In the file.
  bool is_at_end_ = false;  ///< Nothing comes behind the piece.
};

}  // namespace eigenlake::avro
