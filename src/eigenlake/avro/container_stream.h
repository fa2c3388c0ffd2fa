#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "eigenlake/avro/object_container.h"
#include "eigenlake/base/error.h"

namespace eigenlake::avro {

/// Bytes [offset, offset + length) of a file.
using ReadRange = std::function<Result<std::string>(uint64_t offset, uint64_t length)>;

/// Walks over the blocks of a container file that is read piece by piece, whatever its size.
///
/// Cost: memory of one piece (8 MiB, or one block where that is larger) and one decompressed block.
class ContainerStream {
 public:
  /// Reads the header of a file of `size` bytes.
  ///
  /// Errors: as of ContainerReader::open, and those of `read`.
  static Result<ContainerStream> open(ReadRange read, uint64_t size, const Limits& limits = {});

  const SchemaPtr& schema() const { return reader_.schema(); }

  /// The next block, or none at the end of the file. Its data are valid until the next call.
  ///
  /// Errors: as of ContainerReader::next_block, and those of `read`.
  Result<std::optional<ContainerBlock>> next_block();

 private:
  ContainerStream(ReadRange read, uint64_t size, ContainerReader reader)
      : read_(std::move(read)), size_(size), reader_(std::move(reader)) {}
  Result<> fetch(uint64_t length);

  ReadRange read_;
  uint64_t size_ = 0;
  ContainerReader reader_;
  std::string piece_;       ///< What the reader looks at.
  uint64_t piece_end_ = 0;  ///< In the file.
};

}  // namespace eigenlake::avro
