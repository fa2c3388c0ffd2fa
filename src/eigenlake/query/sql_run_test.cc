// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/query/query_test_data.h"

// How a session runs statements: order, errors, settings, and early ends.

namespace eigenlake {
namespace {

using ::testing::HasSubstr;

Result<> drop(SqlResult& result) {
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool more, result.next_chunk());
    if (!more) return {};
  }
}

/// Runs a user's statement; its result as CSV.
Result<std::string> run_statement(SqlSession& session, const std::string& sql) {
  EIGENLAKE_ASSIGN_OR_RETURN(const AllowedStatement statement, session.admit(sql));
  std::ostringstream out;
  EIGENLAKE_RETURN_IF_ERROR(
      session.run(statement, [&](SqlResult& result) { return write_csv(result, out); }));
  return out.str();
}

TEST(SqlRun, FailedStatementEndsTheRest) {
  auto session = open_session();
  const auto done =
      session.execute("create temp table a (n int); select error('stop'); create temp table b (n int)");
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, HasSubstr("stop"));
  EXPECT_TRUE(ask(session, "from a"));
  EXPECT_FALSE(ask(session, "from b"));
}

TEST(SqlRun, OwnFailedStatementIsInternal) {
  auto session = open_session();
  EXPECT_EQ(failure_of(session.execute("from nowhere")).kind, ErrorKind::kInternal);
  EXPECT_EQ(failure_of(session.execute("selec 1")).kind, ErrorKind::kInternal);
  EXPECT_EQ(failure_of(ask(session, "from nowhere")).kind, ErrorKind::kUsage);
}

TEST(SqlRun, EmptyTextIsNoError) {
  auto session = open_session();
  EXPECT_TRUE(session.execute(""));
  EXPECT_TRUE(session.execute(" -- nothing\n;;"));
}

TEST(SqlRun, ConsumersErrorIsReturned) {
  auto session = open_session();
  const auto done = session.query("from range(10)", [](SqlResult&) -> Result<> {
    return fail(ErrorKind::kInterrupted, "the taker had enough");
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::kInterrupted);
  EXPECT_EQ(done.error().message, "the taker had enough");
  EXPECT_EQ(answer(session, "select 1 as a"), "a\n1\n") << "the session goes on";
}

TEST(SqlRun, ResultMayBeLeftUnread) {
  auto session = open_session();
  ASSERT_TRUE(session.query("from range(1000000000)", [](SqlResult& result) -> Result<> {
    EXPECT_TRUE(result.next_chunk().value());
    return {};
  }));
  EXPECT_EQ(answer(session, "select 1 as a"), "a\n1\n");
}

TEST(SqlRun, InterruptEndsOnlyTheQuery) {
  auto session = open_session({.num_threads = 2});
  std::atomic<bool> is_running = false;
  std::thread stopper([&] {
    while (!is_running) std::this_thread::yield();
    session.interrupt();
  });
  const auto done = session.query("select a.range + b.range as n from range(1000000) a, range(1000000) b",
                                  [&](SqlResult& result) -> Result<> {
                                    EIGENLAKE_RETURN_IF_ERROR(result.next_chunk());
                                    is_running = true;
                                    return drop(result);
                                  });
  stopper.join();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::kInterrupted);
  EXPECT_EQ(answer(session, "select 1 as a"), "a\n1\n");
}

TEST(SqlRun, EarlierInterruptIsIgnored) {
  auto session = open_session();
  session.interrupt();
  EXPECT_EQ(answer(session, "select count(*) as n from range(100000)"), "n\n100000\n");
}

TEST(SqlRun, StatementOfAnotherKindIsRejected) {
  auto session = open_session();
  using Kind = AllowedStatement::Kind;
  for (const auto& [kind, sql] : std::vector<std::pair<Kind, std::string>>{
           {Kind::kQuery, "create table t (i int)"},
           {Kind::kQuery, "select 1; create table t (i int)"},
           {Kind::kQuery, "create table other (i int); drop table other"},
           {Kind::kSetting, "select 1"},
           {Kind::kSetting, "set threads = 1; select 1"},
           {Kind::kVariable, "create table t (i int)"},
           {Kind::kTemporary, "select 1"},
           {Kind::kTemporary, "create table t (i int); select 1"}}) {
    const auto done = session.run({kind, sql}, drop);
    ASSERT_FALSE(done) << sql;
    EXPECT_EQ(done.error().kind, ErrorKind::kUsage) << sql;
  }
}

TEST(SqlRun, OnlyQueriesShowResults) {
  auto session = open_session({.num_threads = 1, .temporary_objects = true});
  EXPECT_EQ(run_statement(session, "set variable x = 41 + 1"), "");
  EXPECT_EQ(run_statement(session, "create temp table t as select getvariable('x') as a"), "");
  EXPECT_EQ(run_statement(session, "pivot t on a using max(a)"), "42\n42\n");
  EXPECT_EQ(run_statement(session, "from t"), "a\n42\n");
}

TEST(SqlRun, CastsFollowLaterSettings) {
  auto session = open_session();
  const std::string sql = "select timestamptz '2025-01-10 00:00:00+00' as a";
  EXPECT_EQ(run_statement(session, sql), "a\n2025-01-10 00:00:00+00\n");
  ASSERT_TRUE(run_statement(session, "set TimeZone = 'Asia/Tokyo'"));
  EXPECT_EQ(run_statement(session, sql), "a\n2025-01-10 09:00:00+09\n");
  ASSERT_TRUE(run_statement(session, "reset TimeZone"));
  EXPECT_EQ(run_statement(session, sql), "a\n2025-01-10 00:00:00+00\n");
}

TEST(SqlRun, CastsFollowEarlierSettings) {
  auto session = open_session();
  ASSERT_TRUE(run_statement(session, "set TimeZone = 'Asia/Tokyo'"));
  EXPECT_EQ(run_statement(session, "select timestamptz '2025-01-10 00:00:00+00' as a"),
            "a\n2025-01-10 09:00:00+09\n");
}

TEST(SqlRun, RejectedSettingChangesNothing) {
  auto session = open_session();
  EXPECT_FALSE(run_statement(session, "set TimeZone = 'Nowhere/Atall'"));
  EXPECT_FALSE(run_statement(session, "set threads = -1"));
  EXPECT_EQ(answer(session, "select current_setting('threads') as n, current_setting('TimeZone') as z"),
            "n,z\n1,UTC\n");
}

TEST(SqlRun, FilesAreReadOnlyWhereAllowed) {
  TestFolder folder;
  std::filesystem::current_path(folder.path());
  std::ofstream("a.csv") << "n\n7\n";
  auto session = open_session();
  EXPECT_TRUE(session.reads_local_files());
  EXPECT_EQ(run_statement(session, "from 'a.csv'"), "n\n7\n");
  const auto missing = run_statement(session, "from 'b.csv'");
  EXPECT_EQ(failure_of(missing).kind, ErrorKind::kNotFound);
  const auto remote = run_statement(session, "from 'https://localhost/a.csv'");
  ASSERT_FALSE(remote);
  EXPECT_EQ(remote.error().kind, ErrorKind::kUsage);
  auto closed = open_session({.num_threads = 1, .local_files = false});
  EXPECT_FALSE(closed.reads_local_files());
  EXPECT_EQ(failure_of(ask(closed, "from 'a.csv'")).kind, ErrorKind::kUsage)
      << "DuckDB refuses, not only the gate";
  std::filesystem::current_path("/");
}

TEST(SqlRun, SessionsShareNothing) {
  auto first = open_session();
  auto second = open_session({.num_threads = 3});
  ASSERT_TRUE(first.execute("create temp table t as select 1 as a"));
  EXPECT_FALSE(ask(second, "from t"));
  EXPECT_EQ(answer(second, "select current_setting('threads') as n"), "n\n3\n");
  EXPECT_EQ(first.library_version(), second.library_version());
  EXPECT_TRUE(first.library_version().starts_with("v1."));
}

TEST(SqlRun, MovedSessionContinues) {
  auto first = open_session();
  ASSERT_TRUE(first.execute("create temp table t as select 1 as a"));
  SqlSession second(std::move(first));
  EXPECT_EQ(answer(second, "from t"), "a\n1\n");
}

TEST(DuckDbLibrary, IsLoadedOnce) {
  const auto file = duckdb::default_library_file();
  const auto first = duckdb::load_api(file);
  ASSERT_TRUE(first);
  EXPECT_EQ(*first, duckdb::load_api(file).value());
}

TEST(DuckDbLibrary, OtherLibraryIsNamedWithItsMissingSymbol) {
  const auto api = duckdb::load_api("libm.so.6");
  ASSERT_FALSE(api);
  EXPECT_EQ(api.error().kind, ErrorKind::kNotFound);
  EXPECT_THAT(api.error().message, HasSubstr("duckdb_"));
  EXPECT_FALSE(duckdb::load_api("libm.so.6")) << "and is not kept";
}

}  // namespace
}  // namespace eigenlake
