#include "eigenlake/iceberg/data/arrow_guard.h"

namespace eigenlake::iceberg {

Error error_of(const arrow::Status& status, ErrorKind invalid_kind) {
  ErrorKind kind = ErrorKind::kInternal;
  if (status.IsOutOfMemory()) kind = ErrorKind::kResourceLimit;
  if (status.IsIOError()) kind = ErrorKind::kStore;
  if (status.IsInvalid() || status.IsTypeError()) kind = invalid_kind;
  if (status.IsNotImplemented()) kind = ErrorKind::kUnsupported;
  return Error{kind, "Arrow: " + status.message(), {}};
}

}  // namespace eigenlake::iceberg
