// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The data of a page.
Json data_of(const std::filesystem::path& file) {
  const std::string page = text_of(file);
  const std::string head = "id=\"report-data\">";
  const size_t start = page.find(head) + head.size();
  return Json::parse(page.substr(start, page.find("</script>", start) - start));
}

Json values_of(const Json& data, std::string_view name) {
  for (const Json& column : data["columns"]) {
    if (column["name"] != name) continue;
    Json values = Json::array();
    for (size_t run = 0; run < data["runs"].get<size_t>(); ++run)
      values.push_back(column.contains("all")     ? column["all"]
                       : column.contains("texts") ? column["texts"][column["values"][run].get<size_t>()]
                                                  : column["values"][run]);
    return values;
  }
  return {};
}

class ReportCommandTest : public ReadingProgramTest {
 protected:
  const std::string file_ = (folder_.path() / "page.html").string();
};

TEST_F(ReportCommandTest, PageHasAllRunsWithTheirCurves) {
  const Json written = done({"report", file_, "--json"}).object();
  EXPECT_EQ(written["runs"], 3);
  EXPECT_EQ(written["bytes"], std::filesystem::file_size(file_));
  const Json data = data_of(file_);
  EXPECT_EQ(data["runs"], 3);
  EXPECT_EQ(data["curves"].size(), 3);
  EXPECT_EQ(data["curves"][0]["above"].size(), 3);
  EXPECT_THAT(values_of(data, "basis_set"), ElementsAre("sto3g", "sto3g", "sto3g"));
  EXPECT_EQ(data["batches"].size(), 2);
}

TEST_F(ReportCommandTest, IdsAndAConditionChooseRuns) {
  done({"report", file_, ids_[1].substr(0, 20)});
  EXPECT_THAT(values_of(data_of(file_), "experiment_id"), ElementsAre(ids_[1]));
  done({"report", file_, "--where", "experiment_id = '" + ids_[2] + "' -- the last"});
  EXPECT_THAT(values_of(data_of(file_), "experiment_id"), ElementsAre(ids_[2]));
}

TEST_F(ReportCommandTest, EarlierStateHasTheRunsOfItsTime) {
  const Json data = (done({"report", file_}), data_of(file_));
  const std::string first = data["batches"][0]["id"];
  done({"report", file_, "--batch", first});
  EXPECT_EQ(data_of(file_)["runs"], data["batches"][0]["runs"]);
}

TEST_F(ReportCommandTest, FewerCurvesAreSaidInThePageAndToTheUser) {
  const Outcome outcome = done({"report", file_, "--max-curves", "1"});
  EXPECT_THAT(outcome.err, HasSubstr("the first 1 of 3 runs"));
  const Json data = data_of(file_);
  EXPECT_EQ(data["curves"].size(), 1);
  EXPECT_THAT(data["notes"].dump(), HasSubstr("the first 1 of 3 runs"));
}

TEST_F(ReportCommandTest, LocalPathsAreInThePageOnlyWhenAsked) {
  const std::string place = lake().name();
  done({"report", file_});
  EXPECT_THAT(text_of(file_), Not(HasSubstr(place)));
  done({"report", file_, "--with-paths"});
  EXPECT_THAT(text_of(file_), HasSubstr(place));
}

TEST_F(ReportCommandTest, DryRunWritesNothing) {
  const Json planned = done({"report", file_, "--dry-run", "--json"}).object();
  EXPECT_EQ(planned["dry_run"], true);
  EXPECT_EQ(planned["runs"], 3);
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(ReportCommandTest, WrongRequestsAreRejectedAndLeaveTheEarlierPage) {
  std::ofstream(file_) << "earlier";
  expect_refusal({"report", file_, "zzz"}, ExitCode::kBadInput,
                 {"no experiment of the lake begins with 'zzz'"});
  expect_refusal({"report", file_, ids_[0], "--where", "true"}, ExitCode::kUsage, {"exclude each other"});
  expect_refusal({"report", file_, "--where", "false"}, ExitCode::kBadInput, {"no run meets the condition"});
  expect_refusal({"report", file_, "--where", "true; select 1"}, ExitCode::kUsage, {"--where"});
  expect_refusal({"report", folder_.path().string()}, ExitCode::kUsage, {"is a folder"});
  expect_refusal({"report", ids_[0]}, ExitCode::kUsage, {"must end in .html"});
  expect_refusal({"report", "/dev/stdout"}, ExitCode::kUsage, {"/dev/stdout has the results"});
  EXPECT_EQ(text_of(file_), "earlier");
}

class RunReportTest : public ProgramTest {
 protected:
  RunReportTest() { std::ofstream(folder_.path() / "h2.json") << kH2; }
  const std::string molecule_ = (folder_.path() / "h2.json").string();
  const std::string file_ = (folder_.path() / "page.html").string();
};

TEST_F(RunReportTest, PageHasTheExperimentsOfTheCall) {
  fill(1, 2);
  const Json row = done({"run", molecule_, "--report=" + file_, "--json"}).object();
  EXPECT_THAT(values_of(data_of(file_), "experiment_id"), ElementsAre(row["experiment_id"]));
}

TEST_F(RunReportTest, MoleculeFileIsNeverReplaced) {
  expect_refusal({"run", molecule_, "--report=" + molecule_}, ExitCode::kUsage, {"which is read"});
  EXPECT_EQ(text_of(molecule_), kH2);
  EXPECT_FALSE(has_lake());
}

}  // namespace
}  // namespace eigenlake
