// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "eigenlake/base/byte_stream.h"
#include "eigenlake/base/error.h"
#include "eigenlake/record/json_documents.h"
#include "eigenlake/record/record_stream.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

/// Records of a JSON text in memory, which outlives the stream: one document, several in a row or on lines,
/// or arrays of them. Every union value may be bare (`1.0`) or wrapped (`{"double": 1.0}`); NaN and
/// infinities may be the bare words NaN, Infinity, -Infinity or the same as strings; a double may be an
/// integer of any length. Unknown fields are ignored, repeated keys of an object rejected.
///
/// Errors: kCorrupt with the path and the byte of the field, and the number (from 1) and the byte of its
///         document, also for anything between documents except white space and commas; kResourceLimit for a
///         document of more than `document_bytes_max`.
std::unique_ptr<RecordStream> open_json_stream(std::string_view text,
                                               uint64_t document_bytes_max = kJsonDocumentBytesMax);

/// The same for a text that is read in pieces. Errors: also those of `read`.
///
/// Cost: memory of a piece and about three times the longest document.
std::unique_ptr<RecordStream> open_json_stream(ReadNext read,
                                               uint64_t document_bytes_max = kJsonDocumentBytesMax);

enum class UnionForm {
  kWrapped,  ///< Avro's JSON encoding: {"double": 1.0}
  kBare,     ///< 1.0
};

/// Appends the record as one line of JSON (without the line end); doubles read back exactly.
void append_record_json(std::string& out, const RunRecord& record, UnionForm form = UnionForm::kWrapped);

}  // namespace eigenlake
