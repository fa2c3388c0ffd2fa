#include "eigenlake/cli/commands/sql_shell.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(SqlShell, AStatementEndsWithASemicolonOutsideOfQuotes) {
  EXPECT_TRUE(is_complete_statement("select 1;"));
  EXPECT_TRUE(is_complete_statement("select 1;  \n"));
  EXPECT_TRUE(is_complete_statement("select ';';"));
  EXPECT_TRUE(is_complete_statement("select 1; -- done"));
  EXPECT_FALSE(is_complete_statement("select 1"));
  EXPECT_FALSE(is_complete_statement("select ';"));
  EXPECT_FALSE(is_complete_statement("select 1; select 2"));
  EXPECT_FALSE(is_complete_statement("select 1 -- ;"));
}

}  // namespace
}  // namespace eigenlake
