// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"
#include "eigenlake/session/testing/filled_lake.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr const char* kSeeds = "select seed, basis_set from runs where seed < 3 order by seed";

class SqlCommandTest : public ReadingProgramTest {};
class SqlOfOtherLakesTest : public ProgramTest {};

TEST_F(SqlCommandTest, EachFormatHasTheSameRows) {
  const auto table = lines_of(done({"sql", kSeeds}).out);
  EXPECT_THAT(table[0], HasSubstr("seed"));
  EXPECT_THAT(table[2], HasSubstr("sto3g"));
  EXPECT_EQ(done({"sql", kSeeds, "--format", "csv"}).out, "seed,basis_set\n1,sto3g\n2,sto3g\n");
  const auto objects = done({"sql", kSeeds, "--json"}).objects();
  ASSERT_THAT(objects, SizeIs(2));
  EXPECT_THAT(keys_of(objects[1]), ElementsAre("seed", "basis_set"));
  EXPECT_EQ(objects[1]["seed"], 2);
  EXPECT_THAT(done({"sql", kSeeds, "--format", "parquet"}).out, StartsWith("PAR1"));
}

TEST_F(SqlCommandTest, FormatWinsOverJson) {
  EXPECT_THAT(done({"sql", "select 1 as n", "--json", "--format", "csv"}).out, StartsWith("n\n"));
}

TEST_F(SqlCommandTest, NamespaceIsOptional) {
  const std::string count = "select count(*) as n from ";
  EXPECT_EQ(done({"sql", count + "molecules", "--json"}).object()["n"], 3);
  EXPECT_EQ(done({"sql", count + "quantum_features.molecules", "--json"}).object()["n"], 3);
  EXPECT_EQ(done({"sql", count + "abacus", "--json"}).object()["n"], 4);
}

TEST_F(SqlCommandTest, StatementsOfAFileRunInOrder) {
  const std::string file = folder_.write(
      "q.sql", "create temp table t as select 7 as n; -- made\nselect n from t;\nselect n + 1 as m from t");
  const auto outcome = done({"sql", "-f", file, "--json"});
  const auto objects = outcome.objects();
  ASSERT_THAT(objects, SizeIs(2));
  EXPECT_EQ(objects[0]["n"], 7);
  EXPECT_EQ(objects[1]["m"], 8);
  EXPECT_THAT(outcome.err, HasSubstr("temporary"));
}

TEST_F(SqlCommandTest, QueryAndFileExcludeEachOther) {
  const std::string file = folder_.write("q.sql", "select 1");
  input_ = "create temp table t as select 5 as a; select a from t";
  EXPECT_EQ(done({"sql", "-f", "-", "--format", "csv"}).out, "a\n5\n") << "of the standard input";
  expect_refusal({"sql", "select 2", "-f", file}, ExitCode::kUsage, {"-f FILE"});
  expect_refusal({"sql", "-f", folder_.place("none.sql")}, ExitCode::kBadInput, {"none.sql"});
  expect_refusal({"sql", "-f", folder_.path().string()}, ExitCode::kBadInput, {folder_.path().string()});
  expect_refusal({"sql", "select 1", "select 2"}, ExitCode::kUsage, {"'select 2'"});
}

TEST_F(SqlCommandTest, ForbiddenOrInvalidSqlIsAUsageError) {
  expect_refusal({"sql", "drop table molecules"}, ExitCode::kUsage, {});
  expect_refusal({"sql", "create temp table t as select 1"}, ExitCode::kUsage, {});
  expect_refusal({"sql", "selekt 1"}, ExitCode::kUsage, {"selekt"});
  expect_refusal({"sql", "select nosuch from molecules"}, ExitCode::kUsage, {"nosuch"});
}

TEST_F(SqlCommandTest, OutputFileIsReplacedAtomically) {
  const std::string file = folder_.write("result.csv", "an earlier file");
  EXPECT_EQ(done({"sql", kSeeds, "--format", "csv", "-o", file}).out, "");
  EXPECT_EQ(folder_.read("result.csv"), "seed,basis_set\n1,sto3g\n2,sto3g\n");
  EXPECT_EQ(call({"sql", "select nosuch from runs", "-o", file}).code, ExitCode::kUsage);
  EXPECT_THAT(folder_.read("result.csv"), StartsWith("seed"));
  EXPECT_EQ(folder_.num_entries(), 1);
}

TEST_F(SqlCommandTest, OwnStandardOutputIsNoFile) {
  EXPECT_EQ(done({"sql", "select 1 as n", "--format", "csv", "-o", "/dev/stdout"}).out, "n\n1\n");
}

TEST_F(SqlCommandTest, UnwritableFileIsRejectedBeforeTheQuery) {
  expect_refusal({"sql", "selekt", "-o", folder_.place("none/x.csv")}, ExitCode::kStore, {"none"});
  expect_refusal({"sql", "selekt", "-o", folder_.path().string()}, ExitCode::kUsage, {"folder"});
}

TEST_F(SqlCommandTest, ParquetRequiresOneQueryAndNoTerminal) {
  expect_refusal({"sql", "-f", folder_.write("two.sql", "select 1; select 2"), "--format", "parquet", "-o",
                  folder_.place("x.parquet")},
                 ExitCode::kUsage, {"--format parquet"});
  EXPECT_FALSE(std::filesystem::exists(folder_.place("x.parquet")));
  out_is_terminal_ = true;
  expect_refusal({"sql", "select 1", "--format", "parquet"}, ExitCode::kUsage, {"--output"});
}

TEST_F(SqlCommandTest, TableLimitsRowsAndDigits) {
  const auto rows = done({"sql", "select range as n from range(5)", "--max-rows", "2"}).out;
  EXPECT_THAT(rows, HasSubstr("\n1\n"));
  EXPECT_THAT(rows, Not(HasSubstr("\n2\n")));
  EXPECT_THAT(rows, HasSubstr("5 rows"));
  EXPECT_THAT(done({"sql", "select pi() as x", "--digits", "3"}).out, HasSubstr("3.14\n"));
  EXPECT_THAT(done({"sql", "select pi() as x"}).out, HasSubstr("3.141592653589793"));
  out_is_terminal_ = true;
  EXPECT_THAT(done({"sql", "select pi() as x"}).out, HasSubstr("3.141592654\n"));
  expect_refusal({"sql", "select 1", "--digits", "3", "--format", "csv"}, ExitCode::kUsage, {"--digits"});
  expect_refusal({"sql", "select 1", "--digits", "0"}, ExitCode::kUsage, {"--digits", "'0'"});
}

TEST_F(SqlCommandTest, LocalFilesCanBeSwitchedOff) {
  const std::string query = "select * from read_csv('" + folder_.write("x.csv", "a\n1\n") + "')";
  EXPECT_EQ(done({"sql", query, "--json"}).object()["a"], 1);
  EXPECT_NE(call({"sql", query, "--local-files", "off"}).code, ExitCode::kOk);
  expect_refusal({"sql", query, "--local-files", "maybe"}, ExitCode::kUsage, {"'maybe'"});
}

TEST_F(SqlCommandTest, TimeTravelReadsAnEarlierState) {
  const auto batches = batches_of(lake());
  std::string digits = batches[2];
  std::erase(digits, '-');
  const std::string count = "select count(*) as n from molecules";
  EXPECT_EQ(done({"sql", count, "--json", "--batch", batches[0]}).object()["n"], 2);
  EXPECT_EQ(done({"sql", count, "--json", "--tag", "v_incr_" + digits}).object()["n"], 3);
  expect_refusal({"sql", count, "--branch", "nosuch"}, ExitCode::kBadInput, {"nosuch"});
  expect_refusal({"sql", count, "--as-of", "2001-01-01"}, ExitCode::kBadInput, {"2001-01-01"});
  expect_refusal({"sql", count, "--tag", "now", "--branch", "main"}, ExitCode::kUsage, {"--tag", "--branch"});
}

TEST_F(SqlCommandTest, VerboseCountsTheReadFiles) {
  EXPECT_THAT(done({"sql", kSeeds}).err, IsEmpty());
  EXPECT_THAT(done({"sql", "select max(experiment_id) from molecules", "--verbose"}).err,
              HasSubstr("molecules: 2 of 2 files read"));
  err_is_terminal_ = true;
  EXPECT_THAT(done({"sql", "select max(experiment_id) from molecules"}).err,
              StartsWith("files: 2 of 2 read"));
  EXPECT_THAT(done({"sql", "select max(experiment_id) from molecules", "--quiet"}).err, IsEmpty());
}

TEST_F(SqlOfOtherLakesTest, MovedLakeIsReadWithAWarning) {
  fill(1, 2);
  std::filesystem::rename(folder_.place("lake"), folder_.place("moved"));
  environment_["EIGENLAKE_LAKE"] = folder_.place("moved");
  const auto outcome = done({"sql", "select count(*) as n from molecules", "--json"});
  EXPECT_EQ(outcome.object()["n"], 2);
  EXPECT_THAT(outcome.err, StartsWith("warning: "));
  EXPECT_THAT(outcome.err, HasSubstr(folder_.place("moved")));
}

TEST_F(SqlCommandTest, DryRunPrintsThePlanWithoutPassword) {
  const Json plan = done({"sql", "select 1", "--dry-run", "--json"}).object();
  EXPECT_EQ(plan["command"], "sql");
  EXPECT_THAT(plan["operands"], ElementsAre("select 1"));
  environment_["EIGENLAKE_CATALOG_URI"] = "postgresql://anna:sesame@host/db";
  EXPECT_THAT(done({"sql", "select 1", "--dry-run"}).out, Not(HasSubstr("sesame")));
}

}  // namespace
}  // namespace eigenlake
