// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "eigenlake/avro/codec.h"
#include "eigenlake/base/error.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

/// Appends one record in binary encoding with record_schema().
///
/// Requires: every iteration's parameters are within record.iteration_parameters.
void encode_record(const RunRecord& record, std::string& out);

/// An object container file of `records` with record_schema().
Result<std::string> write_records_avro(std::span<const RunRecord> records,
                                       avro::Codec codec = avro::Codec::kDeflate);

}  // namespace eigenlake
