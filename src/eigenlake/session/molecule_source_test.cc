// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/molecule_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/session/testing/scratch_folder.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kPair = R"([{"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.74]]},
                                  {"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.90]]}])";

class MoleculeSourceTest : public ::testing::Test {
 protected:
  MoleculeSourceTest() { source_.files = {folder_.write("two.json", kPair)}; }
  MoleculeSeries series(const std::optional<ScanRequest>& scan = {}) {
    auto all = read_series(source_, scan);
    EXPECT_TRUE(all) << all.error().to_string();
    return all.value_or(MoleculeSeries());
  }
  static std::vector<size_t> sizes(const MoleculeSeries& all) {
    std::vector<size_t> result;
    for (const auto& molecules : all.series) result.push_back(molecules.size());
    return result;
  }
  const ScratchFolder folder_;
  MoleculeSource source_;
};

TEST_F(MoleculeSourceTest, EachMoleculeIsASeriesWithoutAScan) {
  const auto all = series();
  EXPECT_THAT(sizes(all), ElementsAre(1, 1));
  EXPECT_EQ(all.num_molecules(), 2U);
  EXPECT_FALSE(all.series[0][0].scan);
}

TEST_F(MoleculeSourceTest, ScanOfEachMoleculeIsASeries) {
  const auto bond = parse_scan_coordinate(2, "0,1 0.7:0.9:3");
  ASSERT_TRUE(bond) << bond.error().to_string();
  const auto all = series(ScanRequest{.coordinate = *bond});
  EXPECT_THAT(sizes(all), ElementsAre(3, 3));
  EXPECT_EQ(all.series[0][2].scan->value, 0.9);
}

TEST_F(MoleculeSourceTest, FramesAreOneSeries) {
  const auto all = series(ScanRequest{.coordinate = {}, .follow = true});
  EXPECT_THAT(sizes(all), ElementsAre(2));
  EXPECT_EQ(all.series[0][1].scan->coordinate, "frame");
}

TEST_F(MoleculeSourceTest, FramesOfDifferentMoleculesCannotFollow) {
  source_.files.push_back(folder_.write("he.json", R"({"symbols": ["He"], "coords": [[0, 0, 0]]})"));
  EXPECT_THAT(sizes(series(ScanRequest{.coordinate = {}, .follow = false})), ElementsAre(3));
  const auto refused = read_series(source_, ScanRequest{.coordinate = {}, .follow = true});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kUsage);
}

TEST_F(MoleculeSourceTest, UnreadableMoleculeIsASeries) {
  source_.files = {folder_.write("mixed.json", R"([{"symbols": ["Xx"], "coords": [[0, 0, 0]]},
                        {"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.74]]}])")};
  const auto all = series(ScanRequest{.coordinate = *parse_scan_coordinate(2, "0,1 0.7:0.9:3")});
  EXPECT_THAT(sizes(all), ElementsAre(1, 3));
  EXPECT_FALSE(all.series[0][0].molecule);
}

TEST_F(MoleculeSourceTest, IndexPicksOneMolecule) {
  source_.molecule_index = 1;
  const auto entries = read_molecules(source_);
  ASSERT_THAT(*entries, SizeIs(1));
  EXPECT_EQ((*entries)[0].molecule_id, 1);
  source_.molecule_index = 2;
  EXPECT_EQ(read_molecules(source_).error().kind, ErrorKind::kUsage);
}

TEST_F(MoleculeSourceTest, BasisContradictingTheFileIsRejected) {
  source_.files = {
      folder_.write("basis.json", R"({"symbols": ["He"], "coords": [[0, 0, 0]], "basis": "6-31g"})")};
  EXPECT_TRUE(read_molecules(source_)->at(0).molecule);
  source_.basis = "6-31G";
  EXPECT_TRUE(read_molecules(source_)->at(0).molecule) << "another spelling of the same";
  source_.basis = "sto-3g";
  source_.basis_origin = "flag --basis";
  const auto entries = read_molecules(source_);
  ASSERT_FALSE(entries->at(0).molecule);
  const Error& error = entries->at(0).molecule.error();
  EXPECT_EQ(error.kind, ErrorKind::kInvalidInput);
  for (const char* part : {"basis.json", "6-31g", "sto3g", "flag --basis"})
    EXPECT_THAT(error.message, HasSubstr(part));
}

TEST_F(MoleculeSourceTest, IgnoredInputIsAWarningWithItsPlace) {
  EXPECT_THAT(series().warnings, IsEmpty());
  source_.files = {folder_.write(
      "odd.json",
      R"({"symbols": ["He"], "coords": [[0, 0, 0]], "cell": [[9, 0, 0], [0, 9, 0], [0, 0, 9]]})")};
  const auto warnings = series().warnings;
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_THAT(warnings[0], HasSubstr("odd.json, molecule 0"));
  EXPECT_THAT(warnings[0], HasSubstr("cell"));
}

TEST_F(MoleculeSourceTest, MissingFileIsOneEntry) {
  source_.files = {folder_.place("none.json"), source_.files[0]};
  const auto entries = read_molecules(source_);
  ASSERT_THAT(*entries, SizeIs(3));
  EXPECT_EQ((*entries)[0].molecule.error().kind, ErrorKind::kNotFound);
}

}  // namespace
}  // namespace eigenlake
