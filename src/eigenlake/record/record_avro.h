#pragma once

#include <memory>
#include <string_view>

#include "eigenlake/avro/limits.h"
#include "eigenlake/base/byte_stream.h"
#include "eigenlake/base/error.h"
#include "eigenlake/record/record_stream.h"

namespace eigenlake {

/// Records of a container file in memory, which must outlive the stream.
///
/// Errors: as of ContainerReader and RecordDecoder.
Result<std::unique_ptr<RecordStream>> open_avro_stream(std::string_view file,
                                                       const avro::Limits& limits = {});

/// Records of a container file that is read piece by piece.
///
/// Cost: memory of a piece, a block and a record, whatever the size.
Result<std::unique_ptr<RecordStream>> open_avro_stream(ReadNext read, const avro::Limits& limits = {});

/// Calls `visit` with each record of an object container file, in order; stops at its first error.
///
/// Errors: as of ContainerReader and RecordDecoder, with the number of the record (from 1).
Result<void> for_each_record_avro(std::string_view file, const RecordVisitor& visit,
                                  const avro::Limits& limits = {});

}  // namespace eigenlake
