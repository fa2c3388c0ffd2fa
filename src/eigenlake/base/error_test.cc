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

TEST(Error, MacroPassesTheFirstErrorOn) {
  ASSERT_FALSE(quarter(3).has_value());
  EXPECT_EQ(quarter(3).error().message, "expected an even number, found 3");
  EXPECT_EQ(quarter(8).value(), 2);
}

TEST(Error, ContextIsAddedAndTheMessageKept) {
  EXPECT_EQ(quarter(6).error().to_string(), "expected an even number, found 3 (while halving again)");
}

TEST(Error, EveryKindHasItsOwnName) {
  EXPECT_EQ(name_of(ErrorKind::kCommitStateUnknown), "commit_state_unknown");
  EXPECT_EQ(exit_code_of(ErrorKind::kInterrupted), ExitCode::kInterrupted);
  EXPECT_FALSE(may_retry(ErrorKind::kCommitStateUnknown));
}

}  // namespace
}  // namespace eigenlake
