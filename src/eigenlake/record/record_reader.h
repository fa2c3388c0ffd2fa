#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "eigenlake/avro/limits.h"
#include "eigenlake/base/byte_stream.h"
#include "eigenlake/base/error.h"
#include "eigenlake/record/json_documents.h"
#include "eigenlake/record/record_stream.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

enum class RecordFormat { kAvro, kJson };
std::string_view name_of(RecordFormat format);  ///< avro, json: as in the ledger.

/// What a reader of raw objects accepts before it refuses with kResourceLimit.
struct RecordLimits {
  uint64_t decompressed_bytes_max = uint64_t{4} << 30;        ///< Of what gzip or zstandard holds.
  uint64_t document_bytes_max = kJsonDocumentBytesMax;        ///< Of a JSON document in it.
  uint64_t block_bytes_max = avro::Limits{}.block_bytes_max;  ///< Of a block in Avro.
};

/// The records of a raw object, and what they are written in.
struct RecordSource {
  RecordFormat format = RecordFormat::kAvro;
  std::unique_ptr<RecordStream> records;
};

/// The records of bytes in memory, which must outlive the stream: Avro or JSON, as they are or in gzip or
/// zstandard, all told by the first bytes.
///
/// Errors: kCorrupt when they begin like none of these; kResourceLimit, also in the stream, beyond a limit.
///         Places in messages are those of the decompressed bytes.
Result<RecordSource> open_records(std::string_view bytes, const RecordLimits& limits = {});

/// The same of bytes that come piece by piece. Errors: also those of `read`.
///
/// Cost: memory of a few pieces, and of a block in Avro or three times a document in JSON.
Result<RecordSource> open_records(ReadNext read, const RecordLimits& limits = {});

/// Calls `visit` with each record of a raw object, Avro or JSON, in order; memory holds one record and one
/// block at a time.
Result<void> for_each_record(std::string_view bytes, const RecordVisitor& visit);

/// All records of a raw object. One without any record is an empty list.
Result<std::vector<RunRecord>> read_records(std::string_view bytes);

}  // namespace eigenlake
