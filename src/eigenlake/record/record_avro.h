#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/avro/object_container.h"
#include "eigenlake/base/error.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

/// The schema that we write: schemas/vqe_decorated_result.avsc, `run_options` and `diagnostics` at its end.
const avro::SchemaPtr& record_schema();
/// The text of that file without white space.
std::string_view record_schema_json();

/// Reads records written with any schema that has the record's fields by name, straight into RunRecord: the
/// names of records do not matter (Kafka Connect changes them), nor the order of fields; a field that is not
/// there has its default, an unknown one is skipped; numbers are promoted, and a union may hold the value or
/// null in either order. A long is taken for an int where it fits.
///
/// Threads: const methods may be called from several threads.
/// Cost:    about one memcpy of the parameters.
class RecordDecoder {
 public:
  /// Errors: kUnsupported, naming the field, for a required field that is not there or of another type.
  static Result<RecordDecoder> create(const avro::SchemaPtr& writer_schema);

  /// Reads one record (a Kafka message body, or the next of a block). `record` is overwritten.
  ///
  /// Errors: kCorrupt or kResourceLimit with the byte's place.
  Result<void> decode(avro::BinaryCursor& cursor, RunRecord& record) const;

 private:
  struct Plan;
  RecordDecoder() = default;
  std::shared_ptr<const Plan> plan_;
};

using RecordSink = std::function<Result<void>(RunRecord&&)>;

/// Calls `sink` with each record of an object container file, in order; stops at its first error.
///
/// Errors: as of ContainerReader and RecordDecoder, with the number of the record (from 1).
Result<void> for_each_record_avro(std::string_view file, const RecordSink& sink,
                                  const avro::Limits& limits = {});

/// Appends one record in binary encoding with record_schema().
///
/// Requires: every iteration's parameters lie within record.iteration_parameters.
void encode_record(const RunRecord& record, std::string& out);

/// An object container file of `records` with record_schema().
Result<std::string> write_records_avro(std::span<const RunRecord> records,
                                       avro::Codec codec = avro::Codec::kDeflate);

}  // namespace eigenlake
