#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "eigenlake/base/error.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

/// A record, or why what stands in its place is none.
using RecordOrFault = Result<RunRecord>;

/// Gets one record; an error ends the reading.
using RecordVisitor = std::function<Result<void>(RunRecord&&)>;

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

  /// Passes over the next record, which need not be read for that; false at the end. After it, every error
  /// that next() had given for what lies there has been told, but a fault of a record alone.
  ///
  /// Errors: as next().
  virtual Result<bool> skip();

  /// Number of the record that next() returned or skip() passed last, from 1.
  virtual int64_t number() const = 0;
};

/// Calls `visit` with each record in order; stops at the first fault or error.
Result<void> for_each_record(RecordStream& records, const RecordVisitor& visit);

}  // namespace eigenlake
