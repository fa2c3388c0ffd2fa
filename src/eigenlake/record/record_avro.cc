#include "eigenlake/record/record_avro.h"

#include <mutex>

namespace eigenlake {
namespace {

/// The decoder of a writer's schema; the last one is kept, because schemas are shared between files of one
/// writer (avro::parse_schema_cached).
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

Result<void> decode_block(const RecordDecoder& decoder, const avro::ContainerBlock& block,
                          const avro::Limits& limits, int64_t& number, const RecordSink& sink) {
  avro::BinaryCursor cursor(block.data, limits, block.file_offset);
  for (int64_t i = 0; i < block.count; ++i) {
    RunRecord record;
    ++number;
    if (auto decoded = decoder.decode(cursor, record); !decoded) {
      return fail_with_context(std::move(decoded).error(), fmt::format("while reading record {}", number));
    }
    EIGENLAKE_RETURN_IF_ERROR(sink(std::move(record)));
  }
  if (cursor.at_end()) return {};
  return fail(ErrorKind::kCorrupt, "expected {} records in the block at byte {}, found {} bytes after them",
              block.count, block.file_offset, cursor.remaining());
}

}  // namespace

Result<void> for_each_record_avro(std::string_view file, const RecordSink& sink, const avro::Limits& limits) {
  EIGENLAKE_ASSIGN_OR_RETURN(avro::ContainerReader reader, avro::ContainerReader::open(file, limits));
  EIGENLAKE_ASSIGN_OR_RETURN(const RecordDecoder decoder, decoder_of(reader.schema()));
  int64_t number = 0;
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto block, reader.next_block());
    if (!block) return {};
    EIGENLAKE_RETURN_IF_ERROR(decode_block(decoder, *block, limits, number, sink));
  }
}

}  // namespace eigenlake
