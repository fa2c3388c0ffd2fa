#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/record/record_stream.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

/// Records of a JSON text in memory, which must outlive the stream: one document, several in a row or on
/// lines, or arrays of them. Every union value may stand bare (`1.0`) or wrapped (`{"double": 1.0}`); NaN and
/// infinities may be the bare words NaN, Infinity, -Infinity or the same as strings. Unknown fields are
/// ignored.
///
/// Errors: kCorrupt with the byte where the document begins, its number (from 1) and the path of the field;
///         nothing between the documents but white space and commas.
std::unique_ptr<RecordStream> open_json_stream(std::string_view text);

enum class UnionForm {
  kWrapped,  ///< Avro's JSON encoding: {"double": 1.0}
  kBare,     ///< 1.0
};

/// Appends the record as one line of JSON (without the line end); doubles read back exactly.
void append_record_json(std::string& out, const RunRecord& record, UnionForm form = UnionForm::kWrapped);

}  // namespace eigenlake
