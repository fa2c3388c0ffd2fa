// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "eigenlake/avro/limits.h"
#include "eigenlake/base/byte_stream.h"
#include "eigenlake/base/error.h"
#include "eigenlake/record/record_stream.h"

namespace eigenlake {

/// Records of a container file in memory, which outlives the stream.
///
/// Errors: those of ContainerReader and RecordDecoder.
Result<std::unique_ptr<RecordStream>> open_avro_stream(std::string_view file,
                                                       const avro::Limits& limits = {});

/// Records of a container file that is read in pieces.
///
/// Cost: memory of a piece, a block and a record.
Result<std::unique_ptr<RecordStream>> open_avro_stream(ReadNext read, const avro::Limits& limits = {});

}  // namespace eigenlake
