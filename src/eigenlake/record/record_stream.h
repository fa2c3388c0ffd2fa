// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "eigenlake/base/error.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

/// A record, or why it is invalid.
using RecordOrFault = Result<RunRecord>;

/// Receives one record; an error ends the reading.
using RecordVisitor = std::function<Result<void>(RunRecord&&)>;

class RecordStream {
 public:
  virtual ~RecordStream() = default;

  /// The next record, its fault (such as a JSON document of another form), or none at the end.
  ///
  /// Errors: those after which the next record cannot be found, and failed reads; no call may follow.
  virtual Result<std::optional<RecordOrFault>> next() = 0;

  /// Skips the next record, if possible without reading it; false at the end.
  ///
  /// Errors: those of next(), without faults of a record.
  virtual Result<bool> skip();

  /// Number of the record that was last returned or skipped, from 1.
  virtual int64_t number() const = 0;
};

/// Calls `visit` with each record in order; stops at the first fault or error.
Result<void> for_each_record(RecordStream& records, const RecordVisitor& visit);

}  // namespace eigenlake
