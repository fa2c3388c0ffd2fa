// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/command_line.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "eigenlake/cli/invocation/process_context.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct Outcome {
  ExitCode code = ExitCode::kOk;
  std::string out;
  std::string err;
};

constexpr const char* kH2 =
    R"({"name": "H2", "symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.7414]], "units": "angstrom"})";

class CommandLineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) /
              (std::string("eigenlake_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    molecules_ = write("molecules.json", kH2);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) {
    const fs::path file = folder_ / name;
    std::ofstream(file) << text;
    return file.string();
  }

  static std::string read(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }

  Outcome call(std::vector<std::string> arguments, std::map<std::string, std::string> environment = {},
               const std::string& input = "") {
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    environment.try_emplace("EIGENLAKE_LAKE", (folder_ / "lake").string());
    ProcessContext process{.in = in, .out = out, .err = err, .environment = std::move(environment)};
    const ExitCode code = run_command_line(arguments, process);
    return {code, out.str(), err.str()};
  }

  /// The first planned molecule of `run --dry-run --json` with more arguments.
  nlohmann::json plan(std::vector<std::string> more, std::map<std::string, std::string> environment = {}) {
    std::vector<std::string> arguments = {"run", molecules_, "--dry-run", "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = call(arguments, std::move(environment));
    EXPECT_EQ(outcome.code, ExitCode::kOk) << outcome.err;
    return nlohmann::json::parse(outcome.out.substr(0, outcome.out.find('\n')), nullptr, false);
  }

  void expect_error(const std::vector<std::string>& arguments, ExitCode code,
                    const std::vector<std::string>& parts) {
    const Outcome outcome = call(arguments);
    EXPECT_EQ(outcome.code, code) << outcome.err;
    for (const std::string& part : parts) EXPECT_THAT(outcome.err, HasSubstr(part));
  }

  fs::path folder_;
  std::string molecules_;
};

TEST_F(CommandLineTest, VersionIsPrintedBothWays) {
  EXPECT_THAT(call({"--version"}).out, StartsWith("eigenlake "));
  EXPECT_EQ(call({"--version"}).out, call({"version"}).out);
}

TEST_F(CommandLineTest, MissingCommandPrintsTheOverview) {
  const Outcome outcome = call({});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("Commands:"));
  EXPECT_EQ(call({"--help"}).code, ExitCode::kOk);
  EXPECT_THAT(call({"--help"}).out, HasSubstr("snapshots"));
  EXPECT_EQ(call({"-h"}).out, outcome.err);
  EXPECT_EQ(call({"help"}).out, call({"--help"}).out);
}

TEST_F(CommandLineTest, HelpListsOptionsWithDefaults) {
  const std::string help = call({"run", "--help"}).out;
  for (const char* part :
       {"--basis", "[default: sto3g]", "--threshold", "[default: 1e-10]", "-ar", "--lake", "UCCSD"})
    EXPECT_THAT(help, HasSubstr(part));
  EXPECT_EQ(help, call({"help", "run"}).out);
  EXPECT_EQ(call({"tables", "--help"}).out.find("--basis"), std::string::npos);
  EXPECT_THAT(help, HasSubstr("\n  --help-kafka                    Print the 35 options of Kafka\n"));
  EXPECT_THAT(help, Not(HasSubstr("--sasl-mechanism")));
  EXPECT_THAT(call({"run", "--help-kafka"}).out, HasSubstr("--sasl-mechanism"));
  expect_error({"tables", "--help-kafka"}, ExitCode::kUsage, {"no option --help-kafka"});
}

TEST_F(CommandLineTest, UnknownCommandSuggestsANearOne) {
  expect_error({"tabels"}, ExitCode::kUsage, {"unknown command 'tabels'; did you mean 'tables'?"});
}

TEST_F(CommandLineTest, UnknownOptionSuggestsANearOne) {
  expect_error({"run", molecules_, "--basiss", "sto3g"}, ExitCode::kUsage,
               {"--basiss", "did you mean '--basis'?"});
  expect_error({"tables", "--basis", "sto3g"}, ExitCode::kUsage, {"no option --basis"});
}

TEST_F(CommandLineTest, FarWordsSuggestNothing) {
  for (const char* word : {"remove", "config"})
    EXPECT_EQ(call({word}).err, fmt::format("error: unknown command '{}'\n", word));
  EXPECT_EQ(call({"tables", "--colour"}).err, "error: eigenlake tables has no option --colour\n");
  for (const char* command : {"tag", "catalog", "maintain"})
    EXPECT_THAT(call({command, "everything"}).err, Not(HasSubstr("did you mean")));
}

TEST_F(CommandLineTest, MissingAndSuperfluousOperandsAreNamed) {
  expect_error({"run"}, ExitCode::kUsage, {"requires FILE"});
  expect_error({"describe", "molecules", "more"}, ExitCode::kUsage, {"'more'"});
}

TEST_F(CommandLineTest, CommonOptionsStandBeforeOrAfterTheCommand) {
  EXPECT_EQ(call({"--json", "version"}).out, call({"version", "--json"}).out);
  EXPECT_EQ(call({"--threads", "1", "version"}).code, ExitCode::kOk);
}

TEST_F(CommandLineTest, EnvironmentNamesAConfigurationFile) {
  const std::string file = write("settings.toml", "seed = 7\n");
  EXPECT_EQ(plan({}, {{"EIGENLAKE_CONFIG", file}})["seed"], 7);
}

TEST_F(CommandLineTest, MisspeltVariableSuggestsANearOne) {
  const Outcome outcome = call({"version"}, {{"EIGENLAKE_BASISS", "sto3g"}, {"EIGENLAKE_BASIS_SETS", "x"}});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_THAT(outcome.err,
              HasSubstr("unknown environment variable EIGENLAKE_BASISS; did you mean 'EIGENLAKE_BASIS'?"));
  EXPECT_EQ(outcome.err.find("EIGENLAKE_BASIS_SETS"), std::string::npos);
}

TEST_F(CommandLineTest, DefaultsAreThoseOfTheReference) {
  const auto defaults = plan({});
  EXPECT_EQ(defaults["basis"], "sto3g");
  EXPECT_EQ(defaults["ansatz"], "UCCSD");
  EXPECT_EQ(defaults["optimizer"], "L-BFGS-B");
  EXPECT_EQ(defaults["init_strategy"], "mp2");
  EXPECT_EQ(defaults["max_iterations"], 1000);
  EXPECT_EQ(defaults["seed"], 0);
  EXPECT_EQ(defaults["num_qubits"], 4);
  const auto hardware_efficient = plan({"--ansatz", "EfficientSU2"});
  EXPECT_EQ(hardware_efficient["init_strategy"], "hf");
  EXPECT_EQ(hardware_efficient["ansatz_reps"], 2);
  EXPECT_EQ(hardware_efficient["num_parameters"], 24);
}

TEST_F(CommandLineTest, EarlierSpellingsAreUnderstood) {
  const Outcome outcome =
      call({"run", "-f", molecules_, "-b", "sto-3g", "-ar", "3", "--ansatz", "RealAmplitudes",
            "--convergence", "--exact", "--init-strategy", "random", "--dry-run", "--json"});
  ASSERT_EQ(outcome.code, ExitCode::kOk) << outcome.err;
  const auto planned = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(planned["basis"], "sto3g");
  EXPECT_EQ(planned["ansatz_reps"], 3);
  EXPECT_EQ(planned["init_strategy"], "random");
}

TEST_F(CommandLineTest, FlagsWinOverEnvironmentOverFile) {
  const std::string file = write("settings.toml", "basis = '6-31g'\noptimizer = 'SLSQP'\nseed = 7\n");
  const auto planned = plan({"--config", file, "--seed", "9"}, {{"EIGENLAKE_OPTIMIZER", "cobyla"}});
  EXPECT_EQ(planned["basis"], "6-31g");
  EXPECT_EQ(planned["optimizer"], "COBYLA");
  EXPECT_EQ(planned["seed"], 9);
}

TEST_F(CommandLineTest, DryRunWritesNothing) {
  plan({});
  EXPECT_FALSE(fs::exists(folder_ / "lake"));
}

TEST_F(CommandLineTest, IdentityDependsOnlyOnTheExperiment) {
  const auto id = plan({})["experiment_id"];
  EXPECT_EQ(
      id, plan({"--threads", "1", "--jobs", "2", "--fci-limit", "0", "--basis", "STO-3G"})["experiment_id"]);
  EXPECT_NE(id, plan({"--seed", "1"})["experiment_id"]);
  EXPECT_NE(id, plan({"--max-iterations", "10"})["experiment_id"]);
}

TEST_F(CommandLineTest, BadSimulationValuesAreUsageErrors) {
  expect_error({"run", molecules_, "--ansatz", "UCSD"}, ExitCode::kUsage, {"flag --ansatz", "UCCSD"});
  expect_error({"run", molecules_, "--optimizer", "LBFGSC"}, ExitCode::kUsage,
               {"flag --optimizer", "L-BFGS-B"});
  expect_error({"run", molecules_, "--max-iterations", "-5"}, ExitCode::kUsage, {"at least 1", "'-5'"});
  expect_error({"run", molecules_, "--max-evaluations", "0"}, ExitCode::kUsage, {"at least 1", "'0'"});
  expect_error({"run", molecules_, "--active-space", "4"}, ExitCode::kUsage, {"ELECTRONS,ORBITALS", "'4'"});
  expect_error({"run", molecules_, "--ansatz", "EfficientSU2", "--init-strategy", "mp2"}, ExitCode::kUsage,
               {"requires UCCSD"});
  expect_error({"run", molecules_, "--scf", "uhf"}, ExitCode::kUsage, {"uhf"});
  expect_error({"run", molecules_, "--molecule-index", "3"}, ExitCode::kUsage, {"below 1", "got 3"});
}

TEST_F(CommandLineTest, UnknownBasisNamesTheNearestAndTheMolecule) {
  expect_error({"run", molecules_, "--basis", "sto3h", "--dry-run"}, ExitCode::kBadInput,
               {"molecules.json, molecule 0", "sto3h", "sto"});
}

TEST_F(CommandLineTest, MissingFilesAreBadInput) {
  expect_error({"run", "/nowhere/x.json"}, ExitCode::kBadInput, {"/nowhere/x.json"});
}

TEST_F(CommandLineTest, OneBadMoleculeDoesNotHideTheOthers) {
  const std::string file =
      write("two.json", std::string("[") + kH2 + R"(, {"symbols": ["Xx"], "coords": [[0, 0, 0]]}])");
  const Outcome outcome = call({"run", file, "--dry-run", "--json"});
  EXPECT_EQ(outcome.code, ExitCode::kSomeMoleculesFailed);
  EXPECT_THAT(outcome.err, HasSubstr("two.json, molecule 1"));
  EXPECT_THAT(outcome.err, HasSubstr("Xx"));
  EXPECT_THAT(outcome.out, HasSubstr("\"H2\""));
}

TEST_F(CommandLineTest, TooManyQubitsNameTheMemory) {
  std::string atoms;
  std::string coords;
  for (int i = 0; i < 24; ++i) {
    atoms += (i > 0 ? ", " : "") + std::string("\"H\"");
    coords += (i > 0 ? ", " : "") + std::string("[0, 0, ") + std::to_string(i) + "]";
  }
  const std::string file =
      write("chain.json", "{\"symbols\": [" + atoms + "], \"coords\": [" + coords + "]}");
  expect_error({"run", file, "--ansatz", "EfficientSU2", "--dry-run"}, ExitCode::kBadInput,
               {"48 qubits", "of 2 repetitions", "GiB"});
}

TEST_F(CommandLineTest, FailedFigureLeavesTheOthers) {
  const Outcome outcome = call({"scf", molecules_, "--fci", "--fci-limit", "3", "--mp2", "--json"});
  EXPECT_EQ(outcome.code, ExitCode::kSomeMoleculesFailed);
  EXPECT_THAT(outcome.err, StartsWith("warning: H2: left out fci_total_energy: 4 determinants exceed"));
  EXPECT_THAT(outcome.err, HasSubstr("--fci-limit raises the limit"));
  const auto figures = nlohmann::json::parse(outcome.out);
  EXPECT_TRUE(figures.at("fci_total_energy").is_null());
  EXPECT_EQ(figures.at("determinants"), 4);
  EXPECT_LT(figures.at("mp2_total_energy"), figures.at("hf_total_energy"));
  EXPECT_EQ(call({"scf", molecules_, "--fci", "--mp2"}).code, ExitCode::kOk);
}

TEST_F(CommandLineTest, MissingOrbitalIntegralsLeaveTheScfFigures) {
  const Outcome outcome =
      call({"scf", molecules_, "--active-space", "4,4", "--mp2", "--fci", "--jordan-wigner", "--json"});
  EXPECT_EQ(outcome.code, ExitCode::kSomeMoleculesFailed);
  const auto figures = nlohmann::json::parse(outcome.out);
  EXPECT_TRUE(figures.at("uhf_total_energy").is_number());
  for (const char* key : {"mp2_total_energy", "determinants", "fci_total_energy", "jordan_wigner_terms",
                          "jordan_wigner_identity_coefficient", "jordan_wigner_one_norm"})
    EXPECT_TRUE(figures.at(key).is_null()) << key;
  EXPECT_THAT(call({"scf", molecules_, "--active-space", "4,4", "--jordan-wigner"}).out, HasSubstr("H2"));
}

TEST_F(CommandLineTest, ScfSaysHowItsSolutionsWereFound) {
  const auto figures = nlohmann::json::parse(call({"scf", molecules_, "--json"}).out);
  for (const char* key : {"scf_diagnosis", "uhf_diagnosis"}) {
    EXPECT_EQ(figures.at(key).at("stability"), "stable");
    EXPECT_EQ(figures.at(key).at("orbital_order"), "aufbau");
    EXPECT_GT(figures.at(key).at("lowest_curvature"), 0.0);
  }
  const auto uhf = nlohmann::json::parse(call({"scf", molecules_, "--scf", "uhf", "--json"}).out);
  EXPECT_FALSE(uhf.contains("uhf_diagnosis"));
}

TEST_F(CommandLineTest, ScfWritesIntegralsAndOrbitalsToFiles) {
  const std::string integrals = write("h2.fcidump", "an earlier file"),
                    orbitals = (folder_ / "h2.molden").string();
  const auto outcome = call({"scf", molecules_, "--fcidump", integrals, "--molden", orbitals, "--json"});
  ASSERT_EQ(outcome.code, ExitCode::kOk) << outcome.err;
  const auto figures = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(figures.at("fcidump"), integrals);
  EXPECT_EQ(figures.at("molden"), orbitals);
  EXPECT_THAT(read(integrals), StartsWith("&FCI NORB=2,NELEC=2,MS2=0,"));
  EXPECT_THAT(read(orbitals), StartsWith("[Molden Format]\n"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 3);  // nothing else is left
}

TEST_F(CommandLineTest, BadScfFileIsRejectedBeforeComputing) {
  const std::string two = write("two.json", "[" + std::string(kH2) + "," + kH2 + "]");
  const std::string file = (folder_ / "out").string();
  expect_error({"scf", two, "--fcidump", file}, ExitCode::kUsage, {"got 2", "--molecule-index"});
  expect_error({"scf", two, "--molden", file}, ExitCode::kUsage, {"got 2", "--molecule-index"});
  EXPECT_EQ(call({"scf", two, "--molden", file, "--molecule-index", "1"}).code, ExitCode::kOk);
  expect_error({"scf", molecules_, "--fcidump", file, "--scf", "uhf"}, ExitCode::kUsage, {"uhf"});
  expect_error({"scf", molecules_, "--fcidump", folder_.string()}, ExitCode::kUsage, {"--fcidump", "folder"});
  expect_error({"scf", molecules_, "--fcidump", "/dev/null"}, ExitCode::kUsage, {"device"});
  expect_error({"scf", molecules_, "--molden", molecules_}, ExitCode::kUsage, {"--molden", "which is read"});
  expect_error({"scf", molecules_, "--molden", file, "--fcidump", file}, ExitCode::kUsage, {"two files"});
  expect_error({"scf", molecules_, "--molden", (folder_ / "none" / "out").string()}, ExitCode::kStore,
               {"no folder", "none"});
  EXPECT_EQ(read(molecules_), kH2);
}

TEST_F(CommandLineTest, FailedFileLeavesTheFigures) {
  const std::string file = write("h2.fcidump", "an earlier file");
  const Outcome outcome = call({"scf", molecules_, "--active-space", "4,4", "--fcidump", file, "--json"});
  EXPECT_EQ(outcome.code, ExitCode::kSomeMoleculesFailed);
  const auto figures = nlohmann::json::parse(outcome.out);
  EXPECT_TRUE(figures.at("fcidump").is_null());
  EXPECT_TRUE(figures.at("hf_total_energy").is_number());
  EXPECT_EQ(read(file), "an earlier file");
}

TEST_F(CommandLineTest, MissingLakeIsNamed) {
  expect_error({"tables"}, ExitCode::kBadInput, {(folder_ / "lake").string()});
}

TEST_F(CommandLineTest, UnknownTableNamesTheNearest) {
  expect_error({"describe", "molecule"}, ExitCode::kUsage, {"'molecule'", "did you mean 'molecules'"});
}

TEST_F(CommandLineTest, SqlRejectsTwoWaysOfTimeTravel) {
  expect_error({"sql", "select 1", "--batch", "x", "--as-of", "2025-01-01"}, ExitCode::kUsage,
               {"--batch and --as-of exclude each other"});
  expect_error({"sql", "select 1", "--as-of", "yesterday"}, ExitCode::kUsage,
               {"flag --as-of", "'yesterday'"});
}

TEST_F(CommandLineTest, MaintainNamesItsStepsAndCreatesNoLake) {
  expect_error({"maintain", "expirre"}, ExitCode::kUsage, {"'expirre'", "did you mean 'expire'"});
  expect_error({"maintain"}, ExitCode::kBadInput, {(folder_ / "lake").string()});
  EXPECT_FALSE(fs::exists(folder_ / "lake"));
}

}  // namespace
}  // namespace eigenlake
