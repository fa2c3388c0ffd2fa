// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/record_avro.h"

#include <mutex>

#include "eigenlake/avro/container_stream.h"
#include "eigenlake/avro/object_container.h"
#include "eigenlake/record/record_decoder.h"

namespace eigenlake {
namespace {

/// The decoder of a writer's schema; the last one is kept, because files of one writer share their schema
/// (avro::parse_schema_cached).
Result<RecordDecoder> decoder_of(const avro::SchemaPtr& schema) {
  static std::mutex mutex;
  static avro::SchemaPtr last_schema;
  static std::optional<RecordDecoder> last_decoder;
  {
    const std::scoped_lock lock(mutex);
    if (last_schema == schema) return *last_decoder;
  }
  EIGENLAKE_ASSIGN_OR_RETURN(RecordDecoder decoder, RecordDecoder::create(schema));
  const std::scoped_lock lock(mutex);
  last_schema = schema;
  last_decoder = decoder;
  return decoder;
}

/// `Blocks` is avro::ContainerReader or avro::ContainerStream.
template <typename Blocks>
class AvroRecords final : public RecordStream {
 public:
  AvroRecords(Blocks blocks, RecordDecoder decoder, const avro::Limits& limits)
      : blocks_(std::move(blocks)), decoder_(std::move(decoder)), limits_(limits) {}

  Result<std::optional<RecordOrFault>> next() override {
    while (left_in_block_ == 0) {
      EIGENLAKE_RETURN_IF_ERROR(check_end_of_block());
      EIGENLAKE_ASSIGN_OR_RETURN(block_, blocks_.next_block());
      if (!block_) return std::nullopt;
      cursor_.emplace(block_->data, limits_, block_->file_offset);
      left_in_block_ = block_->count;
    }
    --left_in_block_;
    ++number_;
    RunRecord record;
    if (auto decoded = decoder_.decode(*cursor_, record); !decoded)
      return fail_with_context(std::move(decoded).error(), fmt::format("while reading record {}", number_));
    return std::optional<RecordOrFault>(std::move(record));
  }

  int64_t number() const override { return number_; }

 private:
  Result<> check_end_of_block() const {
    if (!cursor_ || cursor_->at_end()) return {};
    return fail(ErrorKind::kCorrupt, "the block at byte {} has {} bytes after its {} records",
                block_->file_offset, cursor_->remaining(), block_->count);
  }

  Blocks blocks_;
  RecordDecoder decoder_;
  avro::Limits limits_;
  std::optional<avro::ContainerBlock> block_;
  std::optional<avro::BinaryCursor> cursor_;
  int64_t left_in_block_ = 0;
  int64_t number_ = 0;
};

template <typename Blocks>
Result<std::unique_ptr<RecordStream>> stream_of(Blocks blocks, const avro::Limits& limits) {
  EIGENLAKE_ASSIGN_OR_RETURN(RecordDecoder decoder, decoder_of(blocks.schema()));
  return std::make_unique<AvroRecords<Blocks>>(std::move(blocks), std::move(decoder), limits);
}

}  // namespace

Result<std::unique_ptr<RecordStream>> open_avro_stream(std::string_view file, const avro::Limits& limits) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto blocks, avro::ContainerReader::open(file, limits));
  return stream_of(std::move(blocks), limits);
}

Result<std::unique_ptr<RecordStream>> open_avro_stream(ReadNext read, const avro::Limits& limits) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto blocks, avro::ContainerStream::open(std::move(read), limits));
  return stream_of(std::move(blocks), limits);
}

}  // namespace eigenlake
