// SPDX-License-Identifier: Apache-2.0
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

/// A reader of raw objects fails with kResourceLimit beyond these.
struct RecordLimits {
  uint64_t decompressed_bytes_max = uint64_t{4} << 30;        ///< Of gzip or zstandard.
  uint64_t document_bytes_max = kJsonDocumentBytesMax;        ///< Of a JSON document.
  uint64_t block_bytes_max = avro::Limits{}.block_bytes_max;  ///< Of an Avro block.
};

struct RecordSource {
  RecordFormat format = RecordFormat::kAvro;
  std::unique_ptr<RecordStream> records;
};

/// The records of bytes in memory, which outlive the stream: Avro or JSON, plain or in gzip or zstandard,
/// detected by the first bytes.
///
/// Errors: kCorrupt for another format; kResourceLimit, also in the stream, beyond a limit. Places in
///         messages are those of the decompressed bytes.
Result<RecordSource> open_records(std::string_view bytes, const RecordLimits& limits = {});

/// The same for bytes that are read in pieces. Errors: also those of `read`.
///
/// Cost: memory of a few pieces, and of an Avro block or three times a JSON document.
Result<RecordSource> open_records(ReadNext read, const RecordLimits& limits = {});

/// Calls `visit` with each record of a raw object, Avro or JSON, in order; memory holds one record and one
/// block at a time.
Result<void> for_each_record(std::string_view bytes, const RecordVisitor& visit);

Result<std::vector<RunRecord>> read_records(std::string_view bytes);

}  // namespace eigenlake
