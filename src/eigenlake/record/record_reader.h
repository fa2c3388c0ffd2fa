#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/record/record_stream.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

enum class RecordFormat { kAvro, kJson };
std::string_view name_of(RecordFormat format);  ///< avro, json: as in the ledger.

/// Tells the format from the first bytes.
///
/// Errors: kCorrupt when the object is empty or begins like neither.
Result<RecordFormat> sniff_record_format(std::string_view bytes);

/// A stream of either format, by the first bytes. Errors: kCorrupt when they are like neither.
Result<std::unique_ptr<RecordStream>> open_record_stream(std::string_view bytes);

/// Calls `sink` with each record of a raw object, Avro or JSON, in order; memory holds one record and one
/// block at a time.
Result<void> for_each_record(std::string_view bytes, const RecordSink& sink);

/// All records of a raw object. One without any record is an empty list.
Result<std::vector<RunRecord>> read_records(std::string_view bytes);

}  // namespace eigenlake
