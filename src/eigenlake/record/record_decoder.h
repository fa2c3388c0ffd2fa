// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "eigenlake/avro/binary_cursor.h"
#include "eigenlake/avro/schema.h"
#include "eigenlake/base/error.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

/// Reads records written with any schema that has the record's fields by name. The names of records (Kafka
/// Connect changes them) and the order of fields do not matter; a missing field has its default, an unknown
/// one is skipped; numbers are promoted, and a union has the value or null in either order. A long may be an
/// int if it fits.
///
/// Threads: const methods may be called from several threads.
/// Cost:    about one memcpy of the parameters.
class RecordDecoder {
 public:
  /// Errors: kUnsupported, naming the field, for a required field that is missing or has another type.
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

}  // namespace eigenlake
