// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/error.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

Result<int> half(int value) {
  if (value % 2 != 0) return fail(ErrorKind::kInvalidInput, "expected an even number, found {}", value);
  return value / 2;
}

Result<int> quarter(int value) {
  EIGENLAKE_ASSIGN_OR_RETURN(const int once, half(value));
  auto twice = half(once);
  if (!twice) return fail_with_context(twice.error(), "while halving again");
  return *twice;
}

TEST(Error, AssignMacroPassesErrorOn) {
  ASSERT_FALSE(quarter(3).has_value());
  EXPECT_EQ(quarter(3).error().message, "expected an even number, found 3");
  EXPECT_EQ(quarter(8).value(), 2);
}

TEST(Error, ContextKeepsMessage) {
  EXPECT_EQ(quarter(6).error().to_string(), "expected an even number, found 3 (while halving again)");
}

/// As docs/reference/exit_codes.md promises to scripts and metrics: name, exit code, whether to retry.
struct Promise {
  ErrorKind kind;
  const char* name;
  int exit_code;
  bool may_retry;
};

constexpr Promise kPromises[] = {
    {ErrorKind::kInternal, "internal", 1, false},
    {ErrorKind::kUsage, "usage", 2, false},
    {ErrorKind::kInvalidInput, "invalid_input", 3, false},
    {ErrorKind::kNotFound, "not_found", 3, false},
    {ErrorKind::kAlreadyExists, "already_exists", 6, false},
    {ErrorKind::kConflict, "conflict", 6, true},
    {ErrorKind::kCommitStateUnknown, "commit_state_unknown", 6, false},
    {ErrorKind::kCorrupt, "corrupt", 3, false},
    {ErrorKind::kUnsupported, "unsupported", 3, false},
    {ErrorKind::kResourceLimit, "resource_limit", 3, false},
    {ErrorKind::kNotConverged, "not_converged", 4, false},
    {ErrorKind::kStore, "store", 6, true},
    {ErrorKind::kUnavailable, "unavailable", 6, true},
    {ErrorKind::kInterrupted, "interrupted", 130, false},
};

TEST(Error, EveryKindKeepsNameExitCodeAndRetryClass) {
  for (const Promise& promise : kPromises) {
    EXPECT_EQ(name_of(promise.kind), promise.name);
    EXPECT_EQ(static_cast<int>(exit_code_of(promise.kind)), promise.exit_code) << promise.name;
    EXPECT_EQ(may_retry(promise.kind), promise.may_retry) << promise.name;
  }
}

TEST(Error, ContextFollowsMessageInnermostFirst) {
  Error error = fail(ErrorKind::kStore, "no {}", "disk").error();
  EXPECT_EQ(error.to_string(), "no disk");
  error = fail_with_context(error, "while reading x").error();
  error = fail_with_context(error, "while ingesting y").error();
  EXPECT_EQ(error.to_string(), "no disk (while reading x; while ingesting y)");
  EXPECT_EQ(error.kind, ErrorKind::kStore);
  EXPECT_EQ(error.message, "no disk");
}

Result<> checked(bool fails, int& steps) {
  EIGENLAKE_RETURN_IF_ERROR(fails ? Result<>(fail(ErrorKind::kUsage, "stop")) : Result<>());
  ++steps;
  return {};
}

TEST(Error, ReturnMacroStopsAtFirstError) {
  int steps = 0;
  EXPECT_EQ(checked(true, steps).error().message, "stop");
  EXPECT_EQ(steps, 0);
  EXPECT_TRUE(checked(false, steps));
  EXPECT_EQ(steps, 1);
}

}  // namespace
}  // namespace eigenlake
