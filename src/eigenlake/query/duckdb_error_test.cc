// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/duckdb_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eigenlake {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(DuckDbError, KindFollowsFromTheMessage) {
  for (const auto& [message, kind] : std::vector<std::pair<const char*, ErrorKind>>{
           {"INTERRUPT Error: Interrupted!", ErrorKind::kInterrupted},
           {"Out of Memory Error: could not allocate block", ErrorKind::kResourceLimit},
           {"IO Error: No files found that match the pattern \"x.csv\"", ErrorKind::kNotFound},
           {"Permission Error: file system operations are disabled by configuration", ErrorKind::kUsage},
           {"Missing Extension Error: this requires the extension httpfs", ErrorKind::kUsage},
           {"Parser Error: syntax error", ErrorKind::kUsage},
           {"Binder Error: no column Out of Memory", ErrorKind::kUsage},
           {"", ErrorKind::kUsage},
           {nullptr, ErrorKind::kUsage}})
    EXPECT_EQ(error_of_duckdb(message).kind, kind) << (message == nullptr ? "null" : message);
}

TEST(DuckDbError, MisleadingMessagesAreReplaced) {
  EXPECT_EQ(error_of_duckdb("Parser Error: syntax error").message, "Parser Error: syntax error");
  EXPECT_FALSE(error_of_duckdb(nullptr).message.empty());
  const auto disabled = error_of_duckdb("Permission Error: file system operations are disabled");
  EXPECT_THAT(disabled.message, HasSubstr("--local-files"));
  const auto remote = error_of_duckdb("the file http://x requires the extension httpfs to be loaded");
  EXPECT_THAT(remote.message, Not(HasSubstr("httpfs"))) << "which cannot be loaded here";
}

TEST(DuckDbError, ConsumersInterruptIsNotDuckDbs) {
  EXPECT_TRUE(is_interrupt(error_of_duckdb("INTERRUPT Error: Interrupted!")));
  EXPECT_FALSE(is_interrupt({ErrorKind::kInterrupted, "the export was interrupted", {}}));
  EXPECT_FALSE(is_interrupt({ErrorKind::kUsage, "INTERRUPT", {}}));
}

}  // namespace
}  // namespace eigenlake
