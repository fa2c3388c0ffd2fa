#include "eigenlake/avro/container_stream.h"

#include <algorithm>

namespace eigenlake::avro {
namespace {

constexpr uint64_t kHeaderBytes = uint64_t{64} << 10;
constexpr uint64_t kPieceBytes = uint64_t{8} << 20;

}  // namespace

Result<ContainerStream> ContainerStream::open(ReadRange read, uint64_t size, const Limits& limits) {
  const uint64_t length_max = std::min<uint64_t>(size, limits.header_bytes_max);
  for (uint64_t length = std::min(kHeaderBytes, length_max);; length = std::min(4 * length, length_max)) {
    EIGENLAKE_ASSIGN_OR_RETURN(const std::string beginning, read(0, length));
    auto reader = ContainerReader::open(beginning, limits);
    if (!reader && length < length_max) continue;
    if (!reader) return std::unexpected(std::move(reader).error());
    ContainerStream stream(std::move(read), size, *std::move(reader));
    stream.reader_.continue_with({});
    stream.piece_end_ = stream.reader_.position();
    return stream;
  }
}

Result<> ContainerStream::fetch(uint64_t length) {
  const uint64_t begin = reader_.position();
  EIGENLAKE_ASSIGN_OR_RETURN(piece_, read_(begin, std::min(std::max(length, kPieceBytes), size_ - begin)));
  reader_.continue_with(piece_);
  piece_end_ = begin + piece_.size();
  return {};
}

Result<std::optional<ContainerBlock>> ContainerStream::next_block() {
  // Twice: the length of a block is known when its first bytes are there.
  for (int i = 0; i < 2; ++i) {
    const uint64_t end = std::min(size_, reader_.position() + reader_.next_block_bytes());
    if (end > piece_end_) EIGENLAKE_RETURN_IF_ERROR(fetch(end - reader_.position()));
  }
  return reader_.next_block();
}

}  // namespace eigenlake::avro
