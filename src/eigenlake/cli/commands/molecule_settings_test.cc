// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/molecule_settings.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include "eigenlake/cli/testing/test_program.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kXyz = "2\nname=H2\nH 0 0 0\nH 0 0 0.7414\n";

class MoleculeSettingsTest : public ProgramTest {
 protected:
  Json plan(const std::vector<std::string>& more) {
    std::vector<std::string> words = {"run", "--dry-run", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return done(words).objects().front();
  }
};

TEST_F(MoleculeSettingsTest, HyphenIsTheStandardInput) {
  const std::string file = folder_.write("h2.json", kH2);
  const Json of_file = plan({file});
  for (const char* text : {kH2, kXyz}) {
    input_ = text;
    EXPECT_EQ(plan({"-"})["experiment_id"], of_file["experiment_id"]) << text;
    EXPECT_EQ(plan({"-f", "-"})["experiment_id"], of_file["experiment_id"]) << text;
  }
  input_ = std::string(kH2) + "\n" + kH2 + "\n";
  EXPECT_EQ(done({"scf", "-", "--json"}).objects().size(), 2U) << "one a line";
}

TEST_F(MoleculeSettingsTest, StandardInputIsNamedInMessages) {
  input_ = R"({"symbols": ["Xx"], "coords": [[0, 0, 0]]})";
  expect_refusal({"scf", "-"}, ExitCode::kBadInput, {"<stdin>, molecule 0", "Xx"});
  input_ = "";
  expect_refusal({"scf", "-"}, ExitCode::kBadInput, {"<stdin>"});
}

TEST_F(MoleculeSettingsTest, StandardInputIsNamedInTables) {
  input_ = std::string("[") + kH2 + R"(, {"symbols": ["Xx"], "coords": [[0, 0, 0]]}])";
  EXPECT_EQ(call({"run", "-", "--quiet"}).code, ExitCode::kSomeMoleculesFailed);
  EXPECT_THAT(done({"failures", "--json"}).object()["input"].get<std::string>(),
              StartsWith("<stdin>, molecule 1"));
}

TEST_F(MoleculeSettingsTest, StandardInputIsReadOnce) {
  input_ = kH2;
  expect_refusal({"run", "-", "-"}, ExitCode::kUsage, {"'-' 2 times"});
  expect_refusal({"run", "-", "-f", "-"}, ExitCode::kUsage, {"'-' 2 times"});
}

TEST_F(MoleculeSettingsTest, ChargeAppliesToXyzOfTheStandardInput) {
  input_ = kXyz;
  EXPECT_THAT(call({"scf", "-", "--charge", "1", "--multiplicity", "2"}).err,
              Not(HasSubstr("XYZ files only")));
  input_ = kH2;
  EXPECT_THAT(call({"scf", "-", "--charge", "0"}).err, HasSubstr("XYZ files only"));
}

TEST_F(MoleculeSettingsTest, MissingFilesAreNoSuchFile) {
  const std::string none = folder_.place("none");
  for (const std::vector<std::string>& words : {std::vector<std::string>{"run", none},
                                                {"scf", none},
                                                {"simulate", none},
                                                {"scan", none, "--frames"},
                                                {"sql", "-f", none},
                                                {"publish", none},
                                                {"tables", "--config", none}})
    expect_refusal(words, ExitCode::kBadInput, {none + ": no such file"});
}

TEST_F(MoleculeSettingsTest, FoundFileIsNamedUnlessQuiet) {
  search_ = {.folder = folder_.path().string(), .user = ::geteuid()};
  const std::string file = folder_.write("eigenlake.toml", "seed = 7\nmax-rows = 3\n");
  const std::string molecules = folder_.write("h2.json", kH2);
  const auto outcome = done({"run", molecules, "--dry-run", "--json"});
  EXPECT_EQ(outcome.objects().front()["seed"], 7);
  EXPECT_THAT(outcome.err, StartsWith(file + " sets seed\n"));
  EXPECT_THAT(done({"run", molecules, "--dry-run", "--quiet"}).err, Not(HasSubstr("eigenlake.toml")));
  EXPECT_THAT(done({"run", molecules, "--dry-run", "--no-config"}).err, Not(HasSubstr("eigenlake.toml")));
  EXPECT_THAT(done({"run", molecules, "--dry-run", "--seed", "8"}).err, Not(HasSubstr("eigenlake.toml")));
  EXPECT_EQ(done({"doctor"}).err, "");
}

TEST_F(MoleculeSettingsTest, WrongFileOfTheFolderDoesNotStopTheProgramItself) {
  search_ = {.folder = folder_.path().string(), .user = ::geteuid()};
  folder_.write("eigenlake.toml", "lake = 'elsewhere'\n");
  expect_refusal({"tables"}, ExitCode::kUsage, {"eigenlake.toml line 1", "'lake'"});
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"version"}, {"man"}, {"completion", "bash"}, {"tables", "--help"}})
    EXPECT_EQ(done(words).err, "");
}

}  // namespace
}  // namespace eigenlake
