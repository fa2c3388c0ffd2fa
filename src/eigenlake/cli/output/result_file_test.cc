// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/output/result_file.h"

#include <filesystem>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "eigenlake/session/testing/scratch_folder.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class ResultFileTest : public ::testing::Test {
 protected:
  Result<ResultFile> at(const std::string& name, const std::vector<std::string>& read = {}) const {
    return ResultFile::at(folder_.place(name), read);
  }
  static Result<> write(const ResultFile& file, const std::string& text) {
    return file.write([&](const TextSink& sink) { return sink(text); });
  }
  void expect_refused(const Result<ResultFile>& file, ErrorKind kind, const std::string& part) {
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().kind, kind) << file.error().to_string();
    EXPECT_THAT(file.error().message, HasSubstr(part));
  }
  const ScratchFolder folder_;
};

TEST_F(ResultFileTest, CheckLeavesNothing) {
  const auto file = at("new");
  ASSERT_TRUE(file) << file.error().to_string();
  EXPECT_EQ(file->name(), folder_.place("new"));
  EXPECT_EQ(folder_.num_entries(), 0);
}

TEST_F(ResultFileTest, FileIsReplacedAtomically) {
  folder_.write("x", "an earlier file, which is longer");
  ASSERT_TRUE(write(*at("x"), "new"));
  EXPECT_EQ(folder_.read("x"), "new");
  EXPECT_EQ(folder_.num_entries(), 1);
}

TEST_F(ResultFileTest, FilesOfALakeAreNotReplaced) {
  fs::create_directories(folder_.path() / "lake/.eigenlake");
  fs::create_directories(folder_.path() / "lake/raw-results/experiments");
  fs::create_directories(folder_.path() / "tables/molecules/metadata");
  fs::create_directories(folder_.path() / "tables/molecules/data");
  folder_.write("tables/molecules/metadata/v1.metadata.json", "{}");
  for (const char* name :
       {"lake/.eigenlake/format.json", "lake/raw-results/experiments/a.avro", "lake/raw-results/page.html",
        "tables/molecules/data/a.parquet", "tables/molecules/metadata/v1.metadata.json"})
    expect_refused(at(name), ErrorKind::kUsage, "the files of the lake or table");
  for (const char* name : {"tables/page.html", "lake/page.html"}) EXPECT_TRUE(at(name)) << name;
}

TEST_F(ResultFileTest, FailedWriteKeepsTheEarlierFile) {
  folder_.write("x", "earlier");
  const auto done = at("x")->write([](const TextSink& sink) -> Result<> {
    EIGENLAKE_RETURN_IF_ERROR(sink("half of it"));
    return fail(ErrorKind::kCorrupt, "no more");
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "no more");
  EXPECT_EQ(folder_.read("x"), "earlier");
  EXPECT_EQ(folder_.num_entries(), 1);
}

TEST_F(ResultFileTest, NewFileKeepsThePermissions) {
  folder_.write("x", "earlier");
  fs::permissions(folder_.place("x"),
                  fs::perms::owner_read | fs::perms::owner_write | fs::perms::others_read);
  ASSERT_TRUE(write(*at("x"), "new"));
  EXPECT_EQ(fs::status(folder_.place("x")).permissions(),
            fs::perms::owner_read | fs::perms::owner_write | fs::perms::others_read);
}

TEST_F(ResultFileTest, SymbolicLinkStaysAndItsTargetIsReplaced) {
  folder_.write("target", "earlier");
  fs::create_symlink("target", folder_.place("link"));
  ASSERT_TRUE(write(*at("link"), "new"));
  EXPECT_TRUE(fs::is_symlink(folder_.place("link")));
  EXPECT_EQ(folder_.read("target"), "new");
}

TEST_F(ResultFileTest, DanglingLinkCreatesItsTarget) {
  fs::create_symlink("target", folder_.place("link"));
  ASSERT_TRUE(write(*at("link"), "new"));
  EXPECT_TRUE(fs::is_symlink(folder_.place("link")));
  EXPECT_EQ(folder_.read("target"), "new");
}

TEST_F(ResultFileTest, LinkCycleIsRejected) {
  fs::create_symlink("b", folder_.place("a"));
  fs::create_symlink("a", folder_.place("b"));
  expect_refused(at("a"), ErrorKind::kStore, folder_.place("a"));
  EXPECT_TRUE(fs::is_symlink(folder_.place("a")));
}

TEST_F(ResultFileTest, InvalidPlacesAreRejected) {
  expect_refused(ResultFile::at("", {}), ErrorKind::kUsage, "name");
  expect_refused(ResultFile::at(folder_.path().string(), {}), ErrorKind::kUsage, "folder");
  expect_refused(at("none/x"), ErrorKind::kStore, folder_.place("none"));
}

TEST_F(ResultFileTest, ReadOnlyFileIsRejected) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everything";
  folder_.write("x", "earlier");
  fs::permissions(folder_.place("x"), fs::perms::owner_read);
  expect_refused(at("x"), ErrorKind::kStore, folder_.place("x"));
}

TEST_F(ResultFileTest, InputFileIsRejectedUnderAnyName) {
  const std::string read = folder_.write("in", "read");
  fs::create_symlink("in", folder_.place("link"));
  expect_refused(at("in", {read}), ErrorKind::kUsage, folder_.place("in"));
  expect_refused(at("link", {read}), ErrorKind::kUsage, folder_.place("link"));
  expect_refused(at("../" + folder_.path().filename().string() + "/in", {read}), ErrorKind::kUsage, "in");
  EXPECT_TRUE(at("out", {read}));
}

TEST_F(ResultFileTest, NamesOfOnePlaceAreEqual) {
  fs::create_symlink("x", folder_.place("link"));
  EXPECT_TRUE(at("x")->is_same_as(*at("./x")));
  EXPECT_TRUE(at("x")->is_same_as(*at("link")));
  EXPECT_FALSE(at("x")->is_same_as(*at("y")));
}

TEST_F(ResultFileTest, DevicesAreRejectedByDefault) {
  expect_refused(ResultFile::at("/dev/null", {}), ErrorKind::kUsage, "/dev/null");
  for (const char* output : {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})
    expect_refused(ResultFile::at(output, {}, ResultFile::Devices::kWritten), ErrorKind::kUsage,
                   "has the results");
  const auto null = ResultFile::at("/dev/null", {}, ResultFile::Devices::kWritten);
  ASSERT_TRUE(null) << null.error().to_string();
  EXPECT_TRUE(write(*null, "text"));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  const auto full = ResultFile::at("/dev/full", {}, ResultFile::Devices::kWritten);
  ASSERT_TRUE(full) << full.error().to_string();
  const auto lost = write(*full, "text");
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind, ErrorKind::kStore);
}

TEST_F(ResultFileTest, PipeReceivesTheTextAndStays) {
  const std::string pipe = folder_.place("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const auto file = ResultFile::at(pipe, {}, ResultFile::Devices::kWritten);
  ASSERT_TRUE(file) << file.error().to_string();
  std::string got;
  std::thread reader([&] { got = folder_.read("pipe"); });
  EXPECT_TRUE(write(*file, "through the pipe"));
  reader.join();
  EXPECT_EQ(got, "through the pipe");
  EXPECT_TRUE(fs::is_fifo(pipe));
}

TEST_F(ResultFileTest, StreamIsWrittenToItsEnd) {
  const std::string large(200'000, 'x');
  const auto done = at("x")->write_stream([&](std::ostream& out) -> Result<> {
    out << "begin " << large << std::flush << " end";
    return {};
  });
  ASSERT_TRUE(done) << done.error().to_string();
  EXPECT_EQ(folder_.read("x"), "begin " + large + " end");
}

TEST_F(ResultFileTest, FullDiskWinsOverTheWritersError) {
  const auto full = ResultFile::at("/dev/full", {}, ResultFile::Devices::kWritten);
  const auto done = full->write_stream([](std::ostream& out) -> Result<> {
    out << "text" << std::flush;
    return fail(ErrorKind::kInternal, "the stream is bad");
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::kStore);
}

}  // namespace
}  // namespace eigenlake
