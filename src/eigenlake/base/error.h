// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace eigenlake {

/// The closed list of what can go wrong above the kernels. Each kind has one exit code, one retry class and
/// one metric label (error.cc); third-party errors are mapped to a kind in one place per adapter.
enum class ErrorKind {
  kInternal,            ///< A broken invariant of our own code.
  kUsage,               ///< An invalid command line or configuration.
  kInvalidInput,        ///< Invalid content of a user's file.
  kNotFound,            ///< A named file, table, snapshot or experiment does not exist.
  kAlreadyExists,       ///< An exclusive creation found the name taken.
  kConflict,            ///< Another writer won; nothing of ours is visible; reload and retry.
  kCommitStateUnknown,  ///< The outcome of a commit is unknown; compare before any retry, delete nothing.
  kCorrupt,             ///< Bytes that violate their format.
  kUnsupported,         ///< Valid, but not handled by this version.
  kResourceLimit,       ///< Memory or a budget does not suffice; says how much was needed.
  kNotConverged,        ///< An iteration ended before its threshold.
  kStore,               ///< The file system or object store failed.
  kUnavailable,         ///< A service or lock did not answer in time.
  kInterrupted,         ///< A signal asked us to stop.
};

/// What went wrong: `message` names the thing and what is wrong with it; layers above only add to `context`,
/// outermost last.
struct Error {
  ErrorKind kind = ErrorKind::kInternal;
  std::string message;
  std::vector<std::string> context;

  /// "message (while reading x; while ingesting y)".
  std::string to_string() const;
};

template <typename T = void>
using Result = std::expected<T, Error>;

/// Exit codes of the program; documented in docs/reference/exit_codes.md and never renumbered.
enum class ExitCode : int {
  kOk = 0,
  kInternal = 1,
  kUsage = 2,
  kBadInput = 3,
  kSomeMoleculesFailed = 4,
  kNotConverged = 5,
  kStore = 6,
  kQuarantined = 7,
  kDeliveredLater = 8,
  kInterrupted = 130,
};

std::string_view name_of(ErrorKind kind);  ///< snake_case; also the metric label.
ExitCode exit_code_of(ErrorKind kind);
bool may_retry(ErrorKind kind);  ///< True when the same call may succeed later without any change of ours.

/// std::unexpected with a formatted message: `return fail(ErrorKind::kCorrupt, "invalid {}", name);`.
template <typename... Args>
std::unexpected<Error> fail(ErrorKind kind, fmt::format_string<Args...> format, Args&&... args) {
  return std::unexpected(Error{kind, fmt::format(format, std::forward<Args>(args)...), {}});
}

/// Passes an error on with one more frame of context.
inline std::unexpected<Error> fail_with_context(Error error, std::string frame) {
  error.context.push_back(std::move(frame));
  return std::unexpected(std::move(error));
}

}  // namespace eigenlake

#define EIGENLAKE_CONCAT_(a, b) a##b
#define EIGENLAKE_CONCAT(a, b) EIGENLAKE_CONCAT_(a, b)

/// Returns the error of `expression`, a Result, from the enclosing function.
#define EIGENLAKE_RETURN_IF_ERROR(expression)                       \
  do {                                                              \
    if (auto eigenlake_result_ = (expression); !eigenlake_result_)  \
      return std::unexpected(std::move(eigenlake_result_).error()); \
  } while (false)

#define EIGENLAKE_ASSIGN_OR_RETURN_(result, target, expression)   \
  auto result = (expression);                                     \
  if (!result) return std::unexpected(std::move(result).error()); \
  target = *std::move(result)

/// `EIGENLAKE_ASSIGN_OR_RETURN(auto table, load(name));` assigns the value or returns the error.
#define EIGENLAKE_ASSIGN_OR_RETURN(target, expression) \
  EIGENLAKE_ASSIGN_OR_RETURN_(EIGENLAKE_CONCAT(eigenlake_result_, __COUNTER__), target, expression)
