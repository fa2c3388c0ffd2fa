// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/statement_gate.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/query/result_writer.h"
#include "eigenlake/query/sql_functions.h"
#include "eigenlake/query/sql_session.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A session in a folder with a few files to read.
class StatementGateTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("statement_gate_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    earlier_ = fs::current_path();
    fs::current_path(folder_);
    std::ofstream("a.csv") << "a,b\n1,2\n";
    std::ofstream("a.json") << "{\"a\": 1}\n";
    std::ofstream("a.txt") << "secret\n";
  }
  void TearDown() override {
    fs::current_path(earlier_);
    fs::remove_all(folder_);
  }

  SqlSession& session(SqlSessionOptions options = {.num_threads = 1, .temporary_objects = true}) {
    if (!session_) session_.emplace(*SqlSession::open(options));
    return *session_;
  }
  Result<std::string> csv_of(const std::string& sql) {
    std::ostringstream out;
    EIGENLAKE_ASSIGN_OR_RETURN(const AllowedStatement statement, session().admit(sql));
    EIGENLAKE_RETURN_IF_ERROR(
        session().run(statement, [&](SqlResult& result) { return write_csv(result, out); }));
    return out.str();
  }
  std::string refusal_of(const std::string& sql) {
    const auto done = csv_of(sql);
    EXPECT_FALSE(done) << sql << "\n" << done.value_or("");
    if (done) return "";
    EXPECT_EQ(done.error().kind, ErrorKind::kUsage) << sql << "\n" << done.error().message;
    return done.error().message;
  }
  static std::set<std::string> files() {
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(".")) names.insert(entry.path().string());
    return names;
  }

  fs::path folder_;
  fs::path earlier_;
  std::optional<SqlSession> session_;
};

TEST_F(StatementGateTest, StatementsThatReadRun) {
  for (const char* sql : {"select 1",
                          "values (1)",
                          "from range(2)",
                          "with x as (select 1) select * from x",
                          "-- a comment\nselect 1",
                          "/* another */ select 1",
                          "describe select 1",
                          "show tables",
                          "show all tables",
                          "show databases",
                          "summarize select 1 a",
                          "explain select 1",
                          "explain analyze select 1",
                          "explain (analyze, format json) select 1",
                          "explain (select 1)",
                          "explain /* x */ from range(2)",
                          "pragma version",
                          "pragma database_size",
                          "PRAGMA show_tables",
                          "set TimeZone = 'UTC'",
                          "set session search_path = 'main'",
                          "set threads to 1",
                          "reset threads",
                          "pragma threads = 1",
                          "set max_memory='1GB'",
                          "use main",
                          "set variable x = (select 41 + 1)",
                          "set variable y = 1",
                          "reset variable y",
                          "select getvariable('x')",
                          "pivot (select 1 a, 2 b) on a using sum(b)",
                          "pivot (select 1 a, 2 b) on a in (1) using sum(b)",
                          "select * from (pivot (select 1 a, 2 b) on a using sum(b))",
                          "unpivot (select 1 a, 2 b) on a, b",
                          "from test_all_types()",
                          "select 'copy to', 'read_text'",
                          "select 1 as \"read_text\"",
                          "select * from json_each('{\"a\": 1}')",
                          "from duckdb_settings() limit 1",
                          "from 'a.csv'",
                          "from a.csv",
                          "from 'a.json'",
                          "from read_csv('a.txt', header = false)",
                          "from read_json('*.json')",
                          "select * from read_csv_auto('a.csv') where a in (select a from 'a.json')",
                          "create temp table t as from 'a.csv'",
                          "create or replace temporary table t(x, y) as from 'a.csv'",
                          "create temp view if not exists \"v w\" as (select * from t)",
                          "from \"v w\"",
                          "summarize t",
                          "table t",
                          "pragma table_info('t')",
                          "pragma storage_info('t')"}) {
    const auto done = csv_of(sql);
    EXPECT_TRUE(done) << sql << "\n" << done.error().message;
  }
  EXPECT_EQ(csv_of("select getvariable('x') as x").value(), "x\n42\n");
  EXPECT_EQ(csv_of("from \"v w\"").value(), "x,y\n1,2\n");
  EXPECT_EQ(csv_of("pivot (select 1 a, 2 b) on a using sum(b)").value(), "1\n2\n");
}

/// Statements that write, install, load, use the network, or would bypass the gate.
TEST_F(StatementGateTest, OtherStatementsAreRejectedAndWriteNothing) {
  ASSERT_TRUE(csv_of("create temp table t as select 1 a"));
  const auto before = files();
  for (const char* sql : {"create table x (i int)",
                          "create table x as select 1",
                          "create or replace table x as select 1",
                          "create view x as select 1",
                          "create temp table x (i int)",
                          "create temp macro f() as 1",
                          "create macro f() as table select 1",
                          "create sequence s",
                          "create temp type e as enum ('a')",
                          "create schema s",
                          "create index i on t (a)",
                          "create secret s (type http)",
                          "create persistent secret s (type http)",
                          "create temp secret s (type http)",
                          "drop secret s",
                          "insert into t values (2)",
                          "with x as (select 1) insert into t from x",
                          "update t set a = 2",
                          "delete from t",
                          "truncate t",
                          "merge into t using t u on true when matched then delete",
                          "drop table t",
                          "alter table t rename to u",
                          "comment on table t is 'x'",
                          "copy (select 1) to 'x.csv'",
                          "copy t from 'a.csv'",
                          "copy from database memory to temp",
                          "export database 'x'",
                          "import database 'x'",
                          "pragma import_database('x')",
                          "attach 'x.db'",
                          "attach ':memory:' as m",
                          "detach memory",
                          "install httpfs",
                          "load httpfs",
                          "load 'x.so'",
                          "force install httpfs",
                          "update extensions",
                          "checkpoint",
                          "force checkpoint",
                          "vacuum",
                          "analyze",
                          "begin",
                          "commit",
                          "prepare p as select 1",
                          "execute p",
                          "deallocate p",
                          "call enable_logging()",
                          "call enable_logging(storage = 'file', storage_config = {'path': 'logs'})",
                          "call pragma_version()",
                          "explain copy (select 1) to 'x.csv'",
                          "explain analyze copy (select 1) to 'x.csv'",
                          "explain analyze create table x as select 1",
                          "explain (analyze) insert into t values (1)",
                          "explain explain select 1",
                          "pragma enable_profiling",
                          "pragma enable_profiling = 'json'",
                          "pragma profiling_output = 'x.json'",
                          "pragma json_execute_serialized_sql('{}')",
                          "pragma enable_logging",
                          "set profiling_output = 'x.json'",
                          "set profile_output = 'x.json'",
                          "set log_query_path = 'x.log'",
                          "set enable_logging = true",
                          "set logging_storage = 'file'",
                          "set enable_profiling = 'json'",
                          "set temp_directory = 'x'",
                          "set secret_directory = 'x'",
                          "set extension_directory = 'x'",
                          "set home_directory = 'x'",
                          "set file_search_path = '/etc'",
                          "set custom_extension_repository = 'http://x'",
                          "set http_logging_output = 'x'",
                          "set lock_configuration = false",
                          "reset lock_configuration",
                          "set allowed_configs = []",
                          "set allow_unsigned_extensions = true",
                          "set enable_external_access = true",
                          "set enable_progress_bar = true",
                          "set max_temp_directory_size = '1TB'",
                          "set threads = 1; drop table t",
                          "select 1; drop table t",
                          "select * from enable_logging()",
                          "select * from disable_logging()",
                          "from enable_profiling()",
                          "from truncate_duckdb_logs()",
                          "select * from checkpoint()",
                          "select * from read_text('a.txt')",
                          "select * from READ_TEXT('a.txt')",
                          "select * from \"read_text\"('a.txt')",
                          "select * from system.main.read_text('a.txt')",
                          "select (select content from read_text('a.txt'))",
                          "select * from read_blob('a.txt')",
                          "select * from glob('*')",
                          "select * from sniff_csv('a.csv')",
                          "from read_duckdb('x.duckdb', table_name = 't')",
                          "from 'x.duckdb'",
                          "from x.duckdb",
                          "from 'x.db'",
                          "from parquet_metadata('x.parquet')",
                          "from query('select 1')",
                          "from query_table('t')",
                          "from json_execute_serialized_sql(json_serialize_sql('select 1'))",
                          "describe from read_text('a.txt')",
                          "summarize from read_text('a.txt')",
                          "from range(3), lateral (from read_text('a.txt'))",
                          "explain from read_text('a.txt')",
                          "explain analyze from read_text('a.txt')",
                          "create temp table x as from read_text('a.txt')",
                          "create temp view x as from read_text('a.txt')",
                          "create temp view \"a select 1 --\" as select * from read_text('a.txt')",
                          "set variable z = (select content from read_text('a.txt'))",
                          "set variable z = 1) , (select content from read_text('a.txt')",
                          "set timezone = (select content from read_text('a.txt'))",
                          "pivot read_text('a.txt') on size using count(*)",
                          "pivot (from query('select 1 a')) on a using count(*)",
                          "pivot (from enable_logging()) on a using count(*)",
                          "pivot 'x.duckdb' on a using count(*)",
                          "create temp table x as pivot t on a using count(*)",
                          "from eigenlake_scan('t')",
                          "from eigenlake_chunk(0)",
                          "with x as materialized (from glob('*')) from x",
                          "from duckdb_secrets()",
                          "from duckdb_logs()",
                          "nonsense",
                          ""}) {
    if (*sql != '\0') refusal_of(sql);
    EXPECT_EQ(files(), before) << sql;
  }
  EXPECT_EQ(csv_of("from t").value(), "a\n1\n");
  EXPECT_THAT(refusal_of("create table x (i int)"), HasSubstr("CREATE TEMP TABLE"));
  EXPECT_THAT(refusal_of("set profiling_output = 'x'"), HasSubstr("profiling_output"));
}

TEST_F(StatementGateTest, TemporaryTablesRequireALastingSession) {
  session({.num_threads = 1});
  EXPECT_THAT(refusal_of("create temp table t as select 1"), HasSubstr("-f FILE"));
}

TEST_F(StatementGateTest, LocalFilesCanBeSwitchedOff) {
  session({.num_threads = 1, .local_files = false, .temporary_objects = true});
  for (const char* sql :
       {"from 'a.csv'", "from a.csv", "from read_csv('a.csv')", "from read_json('a.json')",
        "from read_parquet('x.parquet')", "from read_text('a.txt')", "from glob('*')", "explain from 'a.csv'",
        "describe from 'a.csv'", "create temp view v as from 'a.csv'", "pivot 'a.csv' on a using count(*)",
        "pivot read_csv('a.csv') on a using count(*)", "import database 'x'"})
    refusal_of(sql);
  EXPECT_THAT(refusal_of("from 'a.csv'"), HasSubstr("--local-files off"));
  // DuckDB itself opens nothing, even past the gate.
  EXPECT_FALSE(session().execute("create temp table x as from read_csv('a.csv')"));
  EXPECT_TRUE(csv_of("select 1"));
}

TEST_F(StatementGateTest, DuckDbIsLockedBehindTheGate) {
  for (const char* sql :
       {"set profiling_output = 'x'", "set enable_external_access = true", "set lock_configuration = false",
        "create persistent secret s (type http)", "install httpfs", "load httpfs"})
    EXPECT_FALSE(session().execute(sql)) << sql;
}

/// "KIND CLASS: NAME NAME …" a line.
std::map<std::string, std::string> known_names() {
  std::ifstream in(EIGENLAKE_SOURCE_DIR "/tests/data/duckdb_names.txt");
  EXPECT_TRUE(in.is_open());
  std::map<std::string, std::string> classes;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    const size_t colon = line.find(':');
    std::istringstream head(line.substr(0, colon));
    std::string kind;
    std::string name_class;
    head >> kind >> name_class;
    std::istringstream names(line.substr(colon + 1));
    for (std::string name; names >> name;) classes[kind + " " + name] = name_class;
  }
  return classes;
}

/// Functions and settings of the loaded DuckDB, by kind and name.
std::set<std::string> names_of_duckdb(SqlSession& session) {
  std::ostringstream out;
  const auto done = session.query(
      "select distinct function_type || ' ' || lower(function_name) from duckdb_functions() where "
      "schema_name = "
      "'main' and function_name not like 'eigenlake%' and function_name not like '%icu_collate_%' "
      "union all select distinct 'setting ' || lower(name) from duckdb_settings()",
      [&](SqlResult& result) { return write_table(result, {.max_rows = 100'000}, out); });
  EXPECT_TRUE(done) << done.error().message;
  std::set<std::string> names;
  std::istringstream lines(out.str());
  for (std::string line; std::getline(lines, line);)
    if (std::ranges::count(line, ' ') == 1 && !line.starts_with('(')) names.insert(line);
  return names;
}

std::vector<std::string> difference(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::vector<std::string> only;
  std::ranges::set_difference(a, b, std::back_inserter(only));
  return only;
}

/// New names of a new DuckDB must be classified: may a query use them?
TEST_F(StatementGateTest, EachFunctionAndSettingOfDuckDbIsClassified) {
  const auto classes = known_names();
  std::set<std::string> known;
  for (const auto& [name, name_class] : classes) known.insert(name);
  const auto found = names_of_duckdb(session());
  EXPECT_THAT(difference(found, known), IsEmpty()) << "in DuckDB, but not in tests/data/duckdb_names.txt";
  EXPECT_THAT(difference(known, found), IsEmpty()) << "in tests/data/duckdb_names.txt, but not in DuckDB";
}

TEST_F(StatementGateTest, GateUsesTheClasses) {
  std::map<std::string, std::set<std::string>> allowed;
  for (const auto& [name, name_class] : known_names()) {
    const size_t blank = name.find(' ');
    const std::string kind = name.substr(0, blank);
    if (name_class == "allowed" || name_class == "files")
      allowed[kind + " " + name_class].insert(name.substr(blank + 1));
  }
  const auto names = [](std::span<const std::string_view> list) {
    EXPECT_TRUE(std::ranges::is_sorted(list));
    return std::set<std::string>(list.begin(), list.end());
  };
  EXPECT_EQ(allowed["table allowed"], names(kReadableFunctions));
  EXPECT_EQ(allowed["table files"], names(kFileFunctions));
  EXPECT_EQ(allowed["pragma allowed"], names(kReadablePragmas));
  EXPECT_EQ(allowed["setting allowed"], names(kChangeableSettings));
}

}  // namespace
}  // namespace eigenlake
