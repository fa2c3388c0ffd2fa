// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/scan.h"

#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/chem/internal_coordinate.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

MoleculeEntry nitrogen() {
  Molecule molecule;
  molecule.symbols = {"N", "N"};
  molecule.coords = {{0, 0, 0}, {0, 0, 1.0977}};
  return {.file = "n2.xyz", .molecule_id = 0, .molecule = std::move(molecule)};
}

MoleculeEntry bent_water() {
  Molecule molecule;
  molecule.symbols = {"O", "H", "H"};
  molecule.coords = {{0, 0, 0.1173}, {0, 0.7572, -0.4692}, {0, -0.7572, -0.4692}};
  return {.file = "h2o.xyz", .molecule_id = 0, .molecule = std::move(molecule)};
}

ScanCoordinate coordinate_of(size_t num_atoms, std::string_view text) {
  const auto coordinate = parse_scan_coordinate(num_atoms, text);
  EXPECT_TRUE(coordinate) << coordinate.error().to_string();
  return coordinate.value_or(ScanCoordinate());
}

void expect_refusal(size_t num_atoms, std::string_view text, const char* part) {
  const auto coordinate = parse_scan_coordinate(num_atoms, text);
  ASSERT_FALSE(coordinate) << text;
  EXPECT_EQ(coordinate.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(coordinate.error().message, HasSubstr(part)) << text;
}

TEST(ParseScanCoordinate, BothEndsAreIncluded) {
  const ScanCoordinate bond = coordinate_of(2, "0,1 0.5:2.7:5");
  EXPECT_THAT(bond.atoms, ElementsAre(0, 1));
  EXPECT_THAT(bond.values, ElementsAre(0.5, 1.05, 1.6, 2.15, 2.7));
  EXPECT_EQ(bond.name(), "bond 0-1");
  EXPECT_THAT(coordinate_of(4, "3,2,1,0 180:-180:3").values, ElementsAre(180, 0, -180));
  EXPECT_THAT(coordinate_of(3, "0,1,2 90:90:1").values, ElementsAre(90));
}

TEST(ParseScanCoordinate, CommonPointsOfTwoScansAreEqual) {
  const auto coarse = coordinate_of(2, "0,1 0.5:2.7:12").values;
  const auto fine = coordinate_of(2, "0,1 0.5:2.7:23").values;
  for (size_t i = 0; i < coarse.size(); ++i) EXPECT_EQ(coarse[i], fine[2 * i]);
  EXPECT_EQ(fine[2], 0.7);
}

TEST(ParseScanCoordinate, InvalidTextIsRejected) {
  for (const char* text : {"0,1", "0,1 ", "0,1 1:2", "0,1 1:2:3:4", "0,1 a:2:3", "0,1 1:2:3.5", "0,1 inf:2:3",
                           "0,1 1:nan:3", "0,1 1..2:3"})
    expect_refusal(2, text, "FIRST:LAST:NUMBER");
  for (const char* text : {"x,1 1:2:3", "-1,0 1:2:3", "0, 1:2:3", ",1 1:2:3", "0.5,1 1:2:3"})
    expect_refusal(2, text, "atoms must be 2 numbers from 0 such as 0,1");
  expect_refusal(2, "0,1,2 1:2:3", "found 3");
  expect_refusal(4, "0,1,2 1:2:3", "expected 4 atoms, found 3");
  expect_refusal(3, "0,1,0 1:2:3", "duplicate atom 0");
}

TEST(ParseScanCoordinate, ImpossibleValuesAreRejected) {
  expect_refusal(2, "0,1 0:1:3", "above 0 Å, got 0");
  expect_refusal(2, "0,1 1:-1:3", "above 0 Å, got -1");
  expect_refusal(3, "0,1,2 0:90:3", "got 0");
  expect_refusal(3, "0,1,2 90:180.5:3", "got 180.5");
  expect_refusal(4, "0,1,2,3 -361:0:3", "got -361");
}

TEST(ParseScanCoordinate, NumberOfPointsHasLimits) {
  expect_refusal(2, "0,1 1:2:0", "1 to 10000 points, got 0");
  expect_refusal(2, "0,1 1:2:-5", "got -5");
  expect_refusal(2, "0,1 1:2:1000000000", "got 1000000000");
  expect_refusal(2, "0,1 1:2:1", "at least 2 points");
  expect_refusal(2, "0,1 1:1:2", "takes 1 point, got 2");
  EXPECT_THAT(coordinate_of(2, "0,1 1:2:10000").values, SizeIs(kMaxScanPoints));
}

TEST(ScanPoints, EachPointHasItsValueAndName) {
  const auto series = scan_points(nitrogen(), coordinate_of(2, "0,1 0.9:1.3:3"));
  ASSERT_TRUE(series) << series.error().to_string();
  ASSERT_THAT(series->points, SizeIs(3));
  EXPECT_THAT(series->notes, IsEmpty());
  const MoleculeEntry& middle = series->points[1];
  EXPECT_EQ(middle.molecule->display_name(), "N2 bond 0-1 = 1.10 Å");
  EXPECT_EQ(middle.place(), "n2.xyz, molecule 0 (N2 bond 0-1 = 1.10 Å)");
  EXPECT_EQ(middle.scan->value, 1.1);
  EXPECT_EQ(middle.molecule->coords[1][2], 1.1);
  EXPECT_EQ(middle.molecule->coords[0][2], 0.0);
}

TEST(ScanPoints, AnglesAreInDegrees) {
  const auto series = scan_points(bent_water(), coordinate_of(3, "1,0,2 90:180:4"));
  ASSERT_TRUE(series) << series.error().to_string();
  for (const MoleculeEntry& point : series->points)
    EXPECT_NEAR(bond_angle(*point.molecule, {1, 0, 2}) * 180 / std::numbers::pi, point.scan->value, 1e-6);
  EXPECT_EQ(series->points[1].molecule->name, "H2O angle 1-0-2 = 120.00°");
}

TEST(ScanPoints, LoneMoveOfTheLastAtomIsNoted) {
  const auto series = scan_points(bent_water(), coordinate_of(2, "1,2 1:2:3"));
  ASSERT_TRUE(series);
  EXPECT_THAT(series->notes, ElementsAre(HasSubstr("atom 2 moves alone")));
}

TEST(ScanPoints, ImpossiblePointsAreRejected) {
  const auto missing = scan_points(nitrogen(), coordinate_of(2, "0,2 1:2:3"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(missing.error().message,
              HasSubstr("n2.xyz, molecule 0 (N2): atoms must be from 0 to 1, got 2"));
  const auto close = scan_points(nitrogen(), coordinate_of(2, "0,1 0.05:1:3"));
  ASSERT_FALSE(close);
  EXPECT_EQ(close.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(close.error().message, HasSubstr("bond 0-1 = 0.05 Å"));
  MoleculeEntry line = nitrogen();
  line.molecule->symbols = {"H", "C", "C", "H"};
  line.molecule->coords = {{0, 0, -1.06}, {0, 0, 0}, {0, 0, 1.2}, {0, 0, 2.26}};
  const auto torsion = scan_points(line, coordinate_of(4, "0,1,2,3 0:90:2"));
  ASSERT_FALSE(torsion);
  EXPECT_THAT(torsion.error().message, HasSubstr("must not be on one line"));
}

TEST(ScanFrames, MoleculesOfAFileAreThePoints) {
  std::vector<MoleculeEntry> entries(3, nitrogen());
  for (size_t i = 0; i < entries.size(); ++i) entries[i].molecule_id = static_cast<int>(i);
  entries[1].molecule = fail(ErrorKind::kInvalidInput, "no molecule");
  const ScanSeries series = scan_frames(entries);
  ASSERT_THAT(series.points, SizeIs(3));
  EXPECT_EQ(series.points[2].molecule->name, "N2 frame 2");
  EXPECT_EQ(series.points[2].scan->value_text(), "2");
  EXPECT_FALSE(series.points[1].molecule);
  EXPECT_TRUE(check_can_follow(series.points));
  entries[2].molecule->charge = 1;
  const auto follow = check_can_follow(entries);
  ASSERT_FALSE(follow);
  EXPECT_EQ(follow.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(follow.error().message, HasSubstr("molecule 2"));
}

TEST(ScanPoint, ValuesHaveTheDigitsTheyNeed) {
  EXPECT_EQ((ScanPoint{"bond 0-1", "Å", 1.1}.text()), "bond 0-1 = 1.10 Å");
  EXPECT_EQ((ScanPoint{"bond 0-1", "Å", 1.0625}.text()), "bond 0-1 = 1.0625 Å");
  EXPECT_EQ((ScanPoint{"angle 1-0-2", "°", 104.5}.text()), "angle 1-0-2 = 104.50°");
  EXPECT_EQ((ScanPoint{"torsion 0-1-2-3", "°", -0.0}.value_text()), "0.00");
}

}  // namespace
}  // namespace eigenlake
