#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "eigenlake/avro/container_stream.h"
#include "eigenlake/avro/limits.h"
#include "eigenlake/base/error.h"
#include "eigenlake/record/record_avro.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

/// A record, or why what stands in its place is none.
using RecordOrFault = Result<RunRecord>;

/// The records of a raw object, one after another.
class RecordStream {
 public:
  virtual ~RecordStream() = default;

  /// The next record, a fault that ends at the next one (a JSON document of another form), or none at the
  /// end.
  ///
  /// Errors: those after which nobody knows where a record begins, or that the bytes could not be fetched;
  ///         no call may follow.
  virtual Result<std::optional<RecordOrFault>> next() = 0;

  /// Number of the record that next() returned last, from 1.
  virtual int64_t number() const = 0;
};

/// Records of a container file in memory, which must outlive the stream.
///
/// Errors: as of ContainerReader and RecordDecoder.
Result<std::unique_ptr<RecordStream>> open_avro_stream(std::string_view file,
                                                       const avro::Limits& limits = {});

/// Records of a container file of `size` bytes that is read piece by piece.
///
/// Cost: memory of a piece, a block and a record, whatever the size.
Result<std::unique_ptr<RecordStream>> open_avro_stream(avro::ReadRange read, uint64_t size,
                                                       const avro::Limits& limits = {});

/// Records of a JSON text in memory, which must outlive the stream.
std::unique_ptr<RecordStream> open_json_stream(std::string_view text);

/// Either, by the first bytes. Errors: kCorrupt when they are like neither.
Result<std::unique_ptr<RecordStream>> open_record_stream(std::string_view bytes);

/// Calls `sink` with each record in order; stops at the first fault or error.
Result<void> for_each_record(RecordStream& records, const RecordSink& sink);

}  // namespace eigenlake
