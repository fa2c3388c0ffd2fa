// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/error.h"

#include <array>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

struct KindRow {
  ErrorKind kind;
  std::string_view name;
  ExitCode exit_code;
  bool may_retry;
};

constexpr std::array kKinds = {
    KindRow{ErrorKind::kInternal, "internal", ExitCode::kInternal, false},
    KindRow{ErrorKind::kUsage, "usage", ExitCode::kUsage, false},
    KindRow{ErrorKind::kInvalidInput, "invalid_input", ExitCode::kBadInput, false},
    KindRow{ErrorKind::kNotFound, "not_found", ExitCode::kBadInput, false},
    KindRow{ErrorKind::kAlreadyExists, "already_exists", ExitCode::kStore, false},
    KindRow{ErrorKind::kConflict, "conflict", ExitCode::kStore, true},
    KindRow{ErrorKind::kCommitStateUnknown, "commit_state_unknown", ExitCode::kStore, false},
    KindRow{ErrorKind::kCorrupt, "corrupt", ExitCode::kBadInput, false},
    KindRow{ErrorKind::kUnsupported, "unsupported", ExitCode::kBadInput, false},
    KindRow{ErrorKind::kResourceLimit, "resource_limit", ExitCode::kBadInput, false},
    KindRow{ErrorKind::kNotConverged, "not_converged", ExitCode::kSomeMoleculesFailed, false},
    KindRow{ErrorKind::kStore, "store", ExitCode::kStore, true},
    KindRow{ErrorKind::kUnavailable, "unavailable", ExitCode::kStore, true},
    KindRow{ErrorKind::kInterrupted, "interrupted", ExitCode::kInterrupted, false},
};

const KindRow& row_of(ErrorKind kind) {
  const auto index = static_cast<size_t>(kind);
  EIGENLAKE_ASSERT(index < kKinds.size() && kKinds[index].kind == kind);
  return kKinds[index];
}

}  // namespace

std::string Error::to_string() const {
  if (context.empty()) return message;
  return fmt::format("{} ({})", message, fmt::join(context, "; "));
}

std::string_view name_of(ErrorKind kind) {
  return row_of(kind).name;
}
ExitCode exit_code_of(ErrorKind kind) {
  return row_of(kind).exit_code;
}
bool may_retry(ErrorKind kind) {
  return row_of(kind).may_retry;
}

}  // namespace eigenlake
