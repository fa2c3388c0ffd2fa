#pragma once

#include <exception>
#include <utility>

#include <arrow/result.h>
#include <arrow/status.h>

#include "eigenlake/base/error.h"

namespace eigenlake::iceberg {

/// Converts Arrow's errors: out of memory → kResourceLimit, input/output → kStore, invalid → `invalid_kind`,
/// other → kInternal.
Error error_of(const arrow::Status& status, ErrorKind invalid_kind);

/// Calls `function`, which returns an eigenlake Result, and turns exceptions of Parquet into errors of
/// `exception_kind`.
template <typename Function>
/// Turns Parquet's exceptions in `function` into errors of `exception_kind`.
auto guard_exceptions(ErrorKind exception_kind, Function function) -> decltype(function()) {
  try {
    return function();
  } catch (const std::exception& exception) {
    return fail(exception_kind, "Parquet: {}", exception.what());
  }
}

}  // namespace eigenlake::iceberg

/// Returns the error of an arrow::Status expression from the enclosing function.
#define EIGENLAKE_RETURN_IF_ARROW_ERROR(invalid_kind, expression)                                \
  do {                                                                                           \
    const ::arrow::Status eigenlake_status_ = (expression);                                      \
    if (!eigenlake_status_.ok())                                                                 \
      return std::unexpected(::eigenlake::iceberg::error_of(eigenlake_status_, (invalid_kind))); \
  } while (false)

#define EIGENLAKE_ASSIGN_OR_RETURN_ARROW_(result, target, invalid_kind, expression)                          \
  auto result = (expression);                                                                                \
  if (!result.ok()) return std::unexpected(::eigenlake::iceberg::error_of(result.status(), (invalid_kind))); \
  target = std::move(result).ValueUnsafe()

/// Assigns the value of an arrow::Result expression or returns its error.
#define EIGENLAKE_ASSIGN_OR_RETURN_ARROW(target, invalid_kind, expression)                          \
  EIGENLAKE_ASSIGN_OR_RETURN_ARROW_(EIGENLAKE_CONCAT(eigenlake_arrow_result_, __COUNTER__), target, \
                                    invalid_kind, expression)
