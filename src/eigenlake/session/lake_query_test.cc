// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/lake_query.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/lake/user_tags.h"
#include "eigenlake/query/result_writer.h"
#include "eigenlake/session/testing/filled_lake.h"
#include "eigenlake/session/testing/foreign_table.h"

namespace eigenlake {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Not;

class LakeQueryTest : public ::testing::Test {
 protected:
  LakeQueryTest() { fill_as_usual(test_); }
  Result<std::string> run(const std::string& sql, QueryOptions options = {}) const {
    options.num_threads = 1;
    EIGENLAKE_ASSIGN_OR_RETURN(LakeQuery query, LakeQuery::open(lake_, options, sql));
    return run_in(query, sql);
  }
  static Result<std::string> run_in(LakeQuery& query, const std::string& sql) {
    std::ostringstream out;
    EIGENLAKE_ASSIGN_OR_RETURN(const PreparedStatement prepared, query.prepare(sql));
    EIGENLAKE_RETURN_IF_ERROR(query.run(prepared, [&](SqlResult& result) { return write_csv(result, out); }));
    return out.str();
  }

  TestLake test_;
  const Lake lake_ = test_.open();
};

TEST_F(LakeQueryTest, TablesHaveBareAndQualifiedNames) {
  EXPECT_EQ(*run("select count(*) as n from molecules"), "n\n3\n");
  EXPECT_EQ(*run("select count(*) as n from quantum_features.molecules"), "n\n3\n");
  EXPECT_EQ(*run("select count(*) as n from runs"), "n\n3\n");
}

TEST_F(LakeQueryTest, OnlyMentionedTablesAreLoaded) {
  const auto query = LakeQuery::open(lake_, {.travel = {}, .num_threads = 1}, "select * from molecules");
  ASSERT_TRUE(query) << query.error().to_string();
  EXPECT_THAT(query->visible().tables.tables(), Contains(Key("molecules")));
  EXPECT_THAT(query->visible().tables.tables(), Not(Contains(Key("vqe_results"))));
  const auto all = LakeQuery::open(lake_, {.travel = {}, .num_threads = 1}, std::nullopt);
  EXPECT_THAT(all->visible().tables.tables(), Contains(Key("vqe_results")));
}

TEST_F(LakeQueryTest, StatementSaysWhatItReads) {
  auto query = LakeQuery::open(lake_, {.travel = {}, .num_threads = 1}, std::nullopt).value();
  const auto prepared = query.prepare("select max(experiment_id) from molecules");
  ASSERT_TRUE(prepared) << prepared.error().to_string();
  ASSERT_EQ(prepared->scans.size(), 1U);
  EXPECT_EQ(prepared->scans[0].table, "molecules");
  EXPECT_EQ(prepared->scans[0].files_total, 2);
  EXPECT_FALSE(prepared->is_temporary());
}

TEST_F(LakeQueryTest, TemporaryTablesNeedPermission) {
  const std::string sql = "create temp table t as select 1 as n";
  EXPECT_FALSE(run(sql));
  auto query =
      LakeQuery::open(lake_, {.travel = {}, .num_threads = 1, .temporary_objects = true}, std::nullopt)
          .value();
  const auto prepared = query.prepare(sql);
  ASSERT_TRUE(prepared) << prepared.error().to_string();
  EXPECT_TRUE(prepared->is_temporary());
  ASSERT_TRUE(query.run(*prepared, [](SqlResult&) { return Result<>(); }));
  EXPECT_EQ(*run_in(query, "select n from t"), "n\n1\n");
}

TEST_F(LakeQueryTest, ChangesOfTheLakeAreRejected) {
  for (const char* sql : {"drop view molecules", "insert into molecules select * from molecules",
                          "attach 'x.db'", "copy molecules to 'x.csv'"}) {
    const auto refused = run(sql);
    ASSERT_FALSE(refused) << sql;
    EXPECT_EQ(exit_code_of(refused.error().kind), ExitCode::kUsage) << sql << refused.error().to_string();
  }
}

TEST_F(LakeQueryTest, LostTableIsTheReportedCause) {
  lose_table(lake_, "vqe_results");
  for (const char* sql : {"select * from vqe_results", "select * from runs"}) {
    const auto failed = run(sql);
    ASSERT_FALSE(failed) << sql;
    EXPECT_EQ(failed.error().kind, ErrorKind::kStore) << sql;
    EXPECT_THAT(failed.error().message, HasSubstr("vqe_results")) << sql;
  }
  EXPECT_EQ(*run("select count(*) as n from molecules"), "n\n3\n") << "the others can be read";
}

TEST_F(LakeQueryTest, MissingTagIsTheReportedCause) {
  const auto visible = VisibleLake::load(lake_, {}).value();
  ASSERT_TRUE(
      create_user_tag(lake_, "paper", {{"molecules", visible.snapshot_of("molecules")->snapshot_id}}));
  QueryOptions options;
  options.travel.tag = "paper";
  EXPECT_EQ(*run("select count(*) as n from molecules", options), "n\n3\n");
  const auto failed = run("select * from vqe_results", options);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::kNotFound);
  EXPECT_THAT(failed.error().message, HasSubstr("paper"));
  EXPECT_THAT(failed.error().message, HasSubstr("vqe_results"));
}

TEST_F(LakeQueryTest, OtherErrorsAreThoseOfTheStatement) {
  const auto failed = run("select nosuch from molecules");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(failed.error().message, HasSubstr("nosuch"));
}

TEST_F(LakeQueryTest, InterruptEndsTheQuery) {
  auto query = LakeQuery::open(lake_, {.travel = {}, .num_threads = 1}, std::nullopt).value();
  const auto prepared = query.prepare("select range as n from range(1000000)");
  ASSERT_TRUE(prepared) << prepared.error().to_string();
  const auto done = query.run(*prepared, [&](SqlResult& result) -> Result<> {
    while (true) {
      query.session().interrupt();
      EIGENLAKE_ASSIGN_OR_RETURN(const bool has_rows, result.next_chunk());
      if (!has_rows) return {};
    }
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::kInterrupted);
}

TEST_F(LakeQueryTest, ForeignTablesCanBeQueried) {
  put_foreign_table(lake_, "abacus", 3);
  EXPECT_EQ(*run("select max(id) as id from abacus"), "id\n2\n");
}

}  // namespace
}  // namespace eigenlake
