#pragma once

#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/vqe/evaluation_log.h"

namespace eigenlake {

/// The log as bytes: a line of text, the program's version and the log in Avro's binary encoding, and the
/// SHA-256 of all that. No format for others: only the version that wrote it goes on from it.
std::string encode_evaluation_log(const EvaluationLog& log);

/// Every double has the bits that it was encoded with.
///
/// Errors: kCorrupt      bytes that are no log, or not all of one.
///         kUnsupported  a log of another version, whose optimizers may take another way.
Result<EvaluationLog> decode_evaluation_log(std::string_view bytes);

}  // namespace eigenlake
