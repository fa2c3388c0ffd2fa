// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/vqe/evaluation_log.h"

namespace eigenlake {

/// The log as bytes: a line of text, the program's version and the log in Avro's binary encoding, and the
/// SHA-256 of all that. Private: only the version that wrote it resumes from it.
std::string encode_evaluation_log(const EvaluationLog& log);

/// Keeps the bits of every double.
///
/// Errors: kCorrupt      bytes that are not a complete log.
///         kUnsupported  a log of another version, whose optimizers may differ.
Result<EvaluationLog> decode_evaluation_log(std::string_view bytes);

}  // namespace eigenlake
