// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/avro/container_stream.h"

#include <algorithm>

namespace eigenlake::avro {
namespace {

constexpr uint64_t kHeaderBytes = uint64_t{64} << 10;
constexpr uint64_t kPieceBytes = uint64_t{8} << 20;

}  // namespace

Result<ContainerStream> ContainerStream::open(ReadNext read, const Limits& limits) {
  std::string beginning;
  for (uint64_t length = kHeaderBytes;; length *= 4) {
    const uint64_t wanted = std::min<uint64_t>(length, limits.header_bytes_max) - beginning.size();
    EIGENLAKE_ASSIGN_OR_RETURN(const std::string more, read(wanted));
    beginning += more;
    const bool is_all = more.size() < wanted;
    auto reader = ContainerReader::open(beginning, limits);
    if (!reader && !is_all && beginning.size() < limits.header_bytes_max) continue;
    if (!reader) return std::unexpected(std::move(reader).error());
    ContainerStream stream(std::move(read), *std::move(reader));
    stream.is_at_end_ = is_all;
    stream.piece_end_ = beginning.size();
    stream.piece_ = std::move(beginning);
    stream.reader_.continue_with({});  // The piece is about to move.
    return stream;
  }
}

/// Gives the reader at least `length` bytes from its position on, where the file has them.
Result<> ContainerStream::show(uint64_t length) {
  const uint64_t at_hand = piece_end_ - reader_.position();
  if (!is_at_end_ && length > at_hand) {
    piece_.erase(0, piece_.size() - at_hand);
    const uint64_t wanted = std::max(length, kPieceBytes) - at_hand;
    EIGENLAKE_ASSIGN_OR_RETURN(const std::string more, read_(wanted));
    piece_ += more;
    piece_end_ += more.size();
    is_at_end_ = more.size() < wanted;
  }
  const uint64_t passed = piece_.size() - (piece_end_ - reader_.position());
  reader_.continue_with(std::string_view(piece_).substr(passed));
  return {};
}

Result<std::optional<ContainerBlock>> ContainerStream::next_block() {
  EIGENLAKE_RETURN_IF_ERROR(show(0));
  // Twice: the length of a block is known when its first bytes are there.
  for (int i = 0; i < 2; ++i) EIGENLAKE_RETURN_IF_ERROR(show(reader_.next_block_bytes()));
  return reader_.next_block();
}

}  // namespace eigenlake::avro
