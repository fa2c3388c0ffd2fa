// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>

#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"
#include "eigenlake/session/testing/filled_lake.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class ExportCommandTest : public ReadingProgramTest {
 protected:
  std::string dest() const { return folder_.place("out"); }
  bool is_there(const std::string& name) const { return fs::exists(folder_.path() / "out" / name); }
};

TEST_F(ExportCommandTest, JsonHasTheWrittenFiles) {
  const Json report = done({"export", dest(), "--tables", "molecules,labels", "--json"}).object();
  EXPECT_THAT(keys_of(report),
              ElementsAre("uri", "format", "files", "rows", "bytes", "fingerprint", "tables", "seconds"));
  EXPECT_EQ(report["format"], "parquet");
  EXPECT_EQ(report["rows"], 3);
  EXPECT_THAT(report["uri"].get<std::string>(), HasSubstr(dest()));
  ASSERT_EQ(report["tables"].size(), 2U);
  EXPECT_THAT(keys_of(report["tables"][0]), ElementsAre("table", "rows", "files", "bytes"));
  EXPECT_EQ(report["tables"][0]["table"], "molecules");
  for (const char* file : {"README.md", "dataset.json", "manifest.json", "molecules"})
    EXPECT_TRUE(is_there(file)) << file;
}

TEST_F(ExportCommandTest, TextHasALineForEachTableAndASum) {
  out_is_terminal_ = true;
  const auto lines = lines_of(done({"export", dest(), "--tables", "molecules"}).out);
  for (const char* heading : {"table", "rows", "files", "bytes"}) EXPECT_THAT(lines[0], HasSubstr(heading));
  EXPECT_THAT(lines[2], StartsWith("molecules"));
  EXPECT_THAT(lines.back(), AllOf(StartsWith("3 rows in "), HasSubstr(dest())));
  EXPECT_THAT(done({"export", folder_.place("quiet"), "--tables", "molecules", "--quiet"}).out, IsEmpty());
}

TEST_F(ExportCommandTest, TerminalShowsAndRemovesProgress) {
  err_is_terminal_ = true;
  const std::string shown = done({"export", dest(), "--tables", "molecules"}).err;
  EXPECT_THAT(shown, AllOf(HasSubstr("/1] molecules: "), HasSubstr(" rows, "), HasSubstr(" MiB")));
  EXPECT_TRUE(shown.ends_with("\r\033[K")) << shown;
}

TEST_F(ExportCommandTest, DryRunCountsAndWritesNothing) {
  const auto plan = done({"export", dest(), "--tables", "molecules", "--dry-run", "--json"}).object();
  EXPECT_THAT(keys_of(plan), ElementsAre("dry_run", "format", "tables"));
  EXPECT_EQ(plan["dry_run"], true);
  EXPECT_EQ(plan["tables"][0]["rows"], 3);
  const auto text = done({"export", dest(), "--tables", "molecules", "--dry-run", "--format", "csv"});
  EXPECT_THAT(text.out, HasSubstr("molecules"));
  EXPECT_THAT(text.err, HasSubstr("csv"));
  EXPECT_FALSE(fs::exists(dest()));
}

TEST_F(ExportCommandTest, PlaceAmongTheFilesOfALakeIsRejected) {
  fs::create_directories(folder_.path() / "lake/.eigenlake");  // As every lake that a command has written.
  for (const char* place : {"lake/raw-results/out", "lake/features/out", "lake/.eigenlake/out"})
    expect_refusal({"export", folder_.place(place), "--tables", "molecules"}, ExitCode::kUsage,
                   {"the files of the lake"});
  done({"export", folder_.place("lake/out"), "--tables", "molecules"});
}

TEST_F(ExportCommandTest, CsvMayBeCompressed) {
  done({"export", dest(), "--tables", "molecules", "--format", "csv"});
  EXPECT_THAT(folder_.read("out/molecules.csv"), HasSubstr("experiment_id"));
  done({"export", dest(), "--tables", "molecules", "--format", "csv", "--compress", "--force"});
  EXPECT_TRUE(is_there("molecules.csv.gz"));
  EXPECT_FALSE(is_there("molecules.csv"));
}

TEST_F(ExportCommandTest, IcebergCopyHasTheAuditTable) {
  const auto report =
      done({"export", dest(), "--format", "iceberg", "--tables", "molecules", "--json"}).object();
  std::vector<std::string> names;
  for (const Json& table : report["tables"]) names.push_back(table["table"]);
  std::ranges::sort(names);
  EXPECT_THAT(names, ElementsAre("molecules", "processing_metadata"));
}

TEST_F(ExportCommandTest, FlagsRequireTheirFormat) {
  const auto refuse = [&](const std::vector<std::string>& more, const std::vector<std::string>& parts) {
    std::vector<std::string> words = {"export", dest()};
    words.insert(words.end(), more.begin(), more.end());
    expect_refusal(words, ExitCode::kUsage, parts);
  };
  refuse({"--compress"}, {"--compress", "csv", "parquet"});
  refuse({"--partitioned", "--format", "csv"}, {"--partitioned", "parquet", "csv"});
  for (const char* flag : {"--history", "--link"}) refuse({flag}, {flag, "iceberg", "parquet"});
  refuse({"--location", "s3://b/d"}, {"--location", "iceberg"});
  refuse({"--location", "data", "--format", "iceberg"}, {"--location", "'data'"});
  refuse({"--format", "json"}, {"flag --format", "'json'"});
  refuse({"--format", "table"}, {"flag --format", "'table'"});
  refuse({"--file-size", "0"}, {"--file-size", "'0'"});
  refuse({"--tables", "molecule"}, {"'molecule'", "'molecules'"});
  refuse({"--tag", "a", "--batch", "b"}, {"--tag", "--batch"});
  EXPECT_FALSE(fs::exists(dest()));
}

TEST_F(ExportCommandTest, ExistingDatasetRequiresForce) {
  fs::create_directory(dest());
  folder_.write("out/mine.txt", "mine");
  expect_refusal({"export", dest(), "--tables", "molecules"}, ExitCode::kUsage, {dest()});
  expect_refusal({"export", dest(), "--tables", "molecules", "--dry-run"}, ExitCode::kUsage, {dest()});
  EXPECT_EQ(folder_.read("out/mine.txt"), "mine");
}

TEST_F(ExportCommandTest, CardNamesTheEarlierState) {
  const auto batches = batches_of(lake());
  const auto report =
      done({"export", dest(), "--tables", "molecules", "--batch", batches[0], "--json"}).object();
  EXPECT_EQ(report["rows"], 2);
  EXPECT_THAT(folder_.read("out/README.md"), HasSubstr(batches[0]));
}

TEST_F(ExportCommandTest, CardHasTitleLicenseAndAuthors) {
  done({"export", dest(), "--tables", "molecules", "--title", "Small things", "--license", "CC0-1.0",
        "--authors", "Ada"});
  const std::string card = folder_.read("out/README.md");
  for (const char* part : {"Small things", "CC0-1.0", "Ada"}) EXPECT_THAT(card, HasSubstr(part));
}

TEST_F(ExportCommandTest, NamedForeignTableIsExported) {
  EXPECT_EQ(done({"export", dest(), "--tables", "abacus", "--json"}).object()["rows"], 4);
  const auto all = done({"export", folder_.place("all"), "--dry-run", "--json"}).object();
  for (const Json& table : all["tables"]) EXPECT_NE(table["table"], "abacus");
}

TEST_F(ExportCommandTest, NonUtf8PlaceIsAccepted) {
  const std::string place = folder_.place("out\xff");
  const Json report = done({"export", place, "--tables", "molecules", "--json"}).object();
  EXPECT_THAT(report["uri"].get<std::string>(), HasSubstr("out\uFFFD"));
  EXPECT_TRUE(fs::exists(place + "/manifest.json"));
}

TEST_F(ExportCommandTest, DestinationAndLakeAreRequired) {
  expect_refusal({"export"}, ExitCode::kUsage, {"DEST"});
  expect_refusal({"export", dest(), "more"}, ExitCode::kUsage, {"'more'"});
  environment_["EIGENLAKE_LAKE"] = folder_.place("none");
  expect_refusal({"export", dest()}, ExitCode::kBadInput, {folder_.place("none")});
  EXPECT_FALSE(fs::exists(dest()));
}

TEST_F(ExportCommandTest, UnknownSchemeIsRejected) {
  expect_refusal({"export", "ftp://host/out", "--tables", "molecules"}, ExitCode::kUsage, {"ftp"});
}

}  // namespace
}  // namespace eigenlake
