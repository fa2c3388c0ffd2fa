// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program_with_kafka.h"
#include "eigenlake/session/testing/filled_lake.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class RunCommandTest : public ProgramTest {
 protected:
  RunCommandTest() : file_(folder_.write("h2.json", kH2)) {}
  Outcome run(const std::vector<std::string>& more) {
    std::vector<std::string> words = {"run", file_};
    words.insert(words.end(), more.begin(), more.end());
    return call(words);
  }
  int64_t count(const std::string& table) {
    return done({"sql", "select count(*) as n from " + table, "--json"}).object()["n"];
  }
  const std::string file_;
};

TEST_F(RunCommandTest, RowIsAnObject) {
  const auto outcome = run({"--json"});
  ASSERT_EQ(outcome.code, ExitCode::kOk) << outcome.err;
  const Json row = outcome.object();
  EXPECT_EQ(keys_of(row)[0], "molecule");
  EXPECT_EQ(row["molecule"], "H2");
  EXPECT_EQ(row["num_qubits"], 4);
  EXPECT_EQ(row["success"], true);
  EXPECT_EQ(row["skipped"], false);
  EXPECT_EQ(row["ansatz"], "UCCSD");
  EXPECT_EQ(row["scf"]["stability"], "stable");
  EXPECT_NEAR(row["fci_total_energy"], -1.1372702, 1e-6);
  EXPECT_EQ(count("molecules"), 1);
  EXPECT_EQ(count("ml_run_summary"), 1);
  EXPECT_EQ(row["experiment_id"],
            done({"sql", "select experiment_id from molecules", "--json"}).object()["experiment_id"]);
}

TEST_F(RunCommandTest, TextHasATableAndTheLakesPlace) {
  out_is_terminal_ = true;
  const auto outcome = run({});
  const auto lines = lines_of(outcome.out);
  EXPECT_THAT(lines[0], StartsWith("molecule"));
  for (const char* heading :
       {"qubits", "parameters", "SCF energy", "VQE energy", "error mEh", "evaluations", "seconds"})
    EXPECT_THAT(lines[0], HasSubstr(heading));
  EXPECT_THAT(lines[2], StartsWith("H2"));
  EXPECT_THAT(outcome.out, AllOf(HasSubstr(folder_.place("lake")), HasSubstr("eigenlake sql")));
}

TEST_F(RunCommandTest, HintNamesAnotherLakeThanTheDefault) {
  const auto outcome = run({"--lake", folder_.place("other")});
  EXPECT_THAT(outcome.out, HasSubstr("eigenlake sql --lake " + folder_.place("other")));
  EXPECT_THAT(run({"--seed", "1", "--quiet", "--lake", folder_.place("other")}).out,
              Not(HasSubstr("eigenlake sql")));
}

TEST_F(RunCommandTest, KnownExperimentIsNotRecomputed) {
  const Json first = run({"--json"}).object();
  const auto again = run({"--json"});
  EXPECT_EQ(again.object()["skipped"], true);
  EXPECT_EQ(again.object()["total_energy"], first["total_energy"]);
  EXPECT_THAT(again.err, AllOf(HasSubstr("H2"), HasSubstr("--force")));
  EXPECT_THAT(run({"--quiet"}).err, IsEmpty());
  EXPECT_EQ(run({"--force", "--json"}).object()["skipped"], false);
  EXPECT_EQ(count("molecules"), 1);
}

TEST_F(RunCommandTest, DryRunMarksKnownExperiments) {
  run({});
  const auto dry = run({"--dry-run", "--json", "--seed", "0", "--seed", "1"});
  ASSERT_EQ(dry.code, ExitCode::kOk) << dry.err;
  const auto plans = dry.objects();
  ASSERT_THAT(plans, SizeIs(2));
  EXPECT_EQ(plans[0]["in_lake"], true);
  EXPECT_EQ(plans[1]["in_lake"], false);
  EXPECT_GT(plans[1]["predicted_seconds"], 0.0);
  const auto text = run({"--dry-run", "--seed", "0..1"}).out;
  EXPECT_THAT(text,
              AllOf(HasSubstr("in lake"), HasSubstr("total: 1 to simulate"), HasSubstr("1 in the lake")));
  EXPECT_THAT(run({"--dry-run", "--force"}).out, HasSubstr("total: 1 to simulate"));
}

TEST_F(RunCommandTest, DeletedExperimentsRequireForce) {
  const std::string id = run({"--json"}).object()["experiment_id"];
  done({"delete", id});
  const auto left_out = run({"--json"});
  EXPECT_EQ(left_out.code, ExitCode::kOk);
  EXPECT_THAT(left_out.out, IsEmpty());
  EXPECT_THAT(left_out.err, AllOf(HasSubstr("deleted"), HasSubstr("--force")));
  EXPECT_EQ(run({"--dry-run", "--json"}).object()["deleted"], true);
  run({"--force"});
  EXPECT_EQ(count("molecules"), 1);
}

TEST_F(RunCommandTest, LabelsGoToNewAndKnownExperiments) {
  run({"--label", "series=a"});
  run({"--label", "series=b", "--label", "more=c"});
  const Json labels = done({"sql", "select labels from runs", "--json"}).object()["labels"];
  EXPECT_EQ(labels["series"], "b");
  EXPECT_EQ(labels["more"], "c");
  EXPECT_EQ(run({"--label", "series"}).code, ExitCode::kUsage);
  EXPECT_EQ(run({"--label", "=x"}).code, ExitCode::kUsage);
}

TEST_F(RunCommandTest, FailureIsStoredAndLeavesTheOthers) {
  const std::string file =
      folder_.write("two.json", std::string("[") + kH2 + R"(, {"symbols": ["Xx"], "coords": [[0, 0, 0]]}])");
  const auto outcome = call({"run", file, "--json"});
  EXPECT_EQ(outcome.code, ExitCode::kSomeMoleculesFailed);
  const auto objects = outcome.objects();
  ASSERT_THAT(objects, SizeIs(2));
  EXPECT_THAT(keys_of(objects[0]), ElementsAre("molecule", "success", "error"));
  EXPECT_EQ(objects[0]["success"], false);
  EXPECT_EQ(objects[1]["molecule"], "H2");
  const Json kept = done({"failures", "--json"}).object();
  EXPECT_EQ(kept["command"], "run");
  EXPECT_THAT(kept["input"].get<std::string>(), HasSubstr("two.json, molecule 1"));
}

TEST_F(RunCommandTest, FirstErrorDecidesWhenAllFail) {
  const std::string file = folder_.write("bad.json", R"([{"symbols": ["Xx"], "coords": [[0, 0, 0]]}])");
  EXPECT_EQ(call({"run", file}).code, ExitCode::kBadInput);
  EXPECT_THAT(done({"failures", "--json"}).objects(), SizeIs(1));
  EXPECT_EQ(call({"run", folder_.place("none.json"), "--lake", folder_.place("other")}).code,
            ExitCode::kBadInput);
  EXPECT_EQ(folder_.num_entries(), 3) << "a file that is not there makes no lake";
}

TEST_F(RunCommandTest, StrictExitsWithFiveWithoutConvergence) {
  const std::vector<std::string> words = {"--max-iterations", "1",          "--ansatz",
                                          "EfficientSU2",     "--restarts", "1"};
  const auto outcome = run(words);
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("warning: "), HasSubstr("not converged")));
  EXPECT_THAT(outcome.out, HasSubstr("not converged"));
  auto strict = words;
  strict.emplace_back("--strict");
  EXPECT_EQ(run(strict).code, ExitCode::kNotConverged) << "the lake has it already";
}

TEST_F(RunCommandTest, OtherFeatureSettingsAreRejected) {
  run({});
  const auto outcome = run({"--seed", "1", "--rolling-window", "3"});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_EQ(run({"--seed", "1", "--rolling-window", "3", "--dry-run"}).code, ExitCode::kUsage);
  const auto nothing = run({"--rolling-window", "3"});
  EXPECT_EQ(nothing.code, ExitCode::kOk);
  EXPECT_THAT(nothing.err, HasSubstr("nothing to compute"));
}

TEST_F(RunCommandTest, SettingsWithoutEffectAreNoted) {
  EXPECT_THAT(run({"--dry-run", "--ansatz-reps", "2"}).err, HasSubstr("--ansatz-reps"));
  EXPECT_THAT(run({"--dry-run", "--charge", "1"}).err, AllOf(StartsWith("warning: "), HasSubstr("XYZ")));
}

TEST_F(RunCommandTest, VerboseNamesTheBatches) {
  const auto outcome = run({"--verbose"});
  for (const std::string& batch : batches_of(lake())) EXPECT_THAT(outcome.err, HasSubstr(batch));
}

TEST_F(RunCommandTest, TerminalShowsALineForEachMolecule) {
  err_is_terminal_ = true;
  const auto outcome = run({});
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("\r\x1b[K[1/1] H2: "), HasSubstr("hartree after")));
}

class RunWithKafkaTest : public KafkaProgramTest {};

TEST_F(RunWithKafkaTest, RecordsGoToTablesAndTopic) {
  const std::string file = folder_.write("h2.json", kH2);
  const auto outcome = done({"run", file, "--kafka", "--json"});
  EXPECT_EQ(outcome.object()["skipped"], false);
  EXPECT_EQ(registry_.subjects.count("runs-value"), 1U);
  EXPECT_EQ(done({"tables", "--json"}).objects()[0]["rows"], 1);
  EXPECT_THAT(done({"run", file, "--kafka", "--dry-run"}).err, HasSubstr("runs"));
}

TEST_F(RunWithKafkaTest, MissingBrokerLeavesTheRecordInTheSpool) {
  close_ports();
  const auto outcome = call({"run", folder_.write("h2.json", kH2), "--kafka"});
  EXPECT_EQ(outcome.code, ExitCode::kDeliveredLater);
  EXPECT_THAT(outcome.err, HasSubstr(folder_.place("spool")));
  EXPECT_EQ(done({"tables", "--json"}).objects()[0]["rows"], 1);
}

}  // namespace
}  // namespace eigenlake
