// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/molecule_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/chem/testing/test_readers.h"

namespace eigenlake {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kH2 = R"({"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.7414]]})";

TEST(MoleculeJson, OneObjectHasDefaults) {
  const auto molecules = parse_molecules_json(kH2, "file.json");
  ASSERT_TRUE(molecules);
  ASSERT_EQ(molecules->size(), 1u);
  const Molecule& molecule = *molecules->front();
  EXPECT_THAT(molecule.symbols, ElementsAre("H", "H"));
  EXPECT_EQ(molecule.coords[1][2], 0.7414);
  EXPECT_EQ(molecule.units, "angstrom");
  EXPECT_EQ(molecule.charge, 0);
  EXPECT_EQ(molecule.multiplicity, 1);
  EXPECT_FALSE(molecule.masses);
}

TEST(MoleculeJson, EveryFieldIsRead) {
  const auto molecules = parse_molecules_json(
      R"([{"name": "ion", "symbols": ["he", "H"], "coords": [[0, 0, 0], [0, 0, 1.46]], "units": "Bohr",
          "charge": 1, "multiplicity": 3, "masses": [4.0026, 1.008]}])",
      "file.json");
  ASSERT_TRUE(molecules);
  const Molecule& molecule = *molecules->front();
  EXPECT_EQ(molecule.name, "ion");
  EXPECT_THAT(molecule.symbols, ElementsAre("He", "H"));
  EXPECT_EQ(molecule.units, "bohr");
  EXPECT_EQ(molecule.charge, 1);
  EXPECT_EQ(molecule.multiplicity, 3);
  EXPECT_THAT(*molecule.masses, ElementsAre(4.0026, 1.008));
}

TEST(MoleculeJson, BadMoleculeDoesNotHideOthers) {
  const auto molecules = read_molecules(EIGENLAKE_SOURCE_DIR "/examples/bad_molecules.json");
  ASSERT_TRUE(molecules);
  std::vector<bool> good;
  for (const auto& molecule : *molecules) good.push_back(molecule.has_value());
  EXPECT_THAT(good, ElementsAre(true, false, false, false, false, false, false));
}

TEST(MoleculeJson, MessagesNameFileMoleculeAndAtom) {
  const auto molecules = read_molecules(EIGENLAKE_SOURCE_DIR "/examples/bad_molecules.json");
  ASSERT_TRUE(molecules);
  const auto message = [&](size_t i) { return (*molecules)[i].error().message; };
  EXPECT_THAT(message(1), AllOf(HasSubstr("bad_molecules.json, molecule 1 (unknown element): atom 0"),
                                HasSubstr("\"Xx\"")));
  EXPECT_THAT(message(2), AllOf(HasSubstr("molecule 2 (no number): atom 1"), HasSubstr("got \"far\"")));
  EXPECT_THAT(message(3), HasSubstr("atom 1: coordinates must be [x, y, z], got [0.0,0.7414]"));
  EXPECT_THAT(message(4), HasSubstr("got 0.05 Å"));
  EXPECT_THAT(message(5), HasSubstr("multiplicity of 2 electrons must be 1, 3, …, got 2"));
  EXPECT_THAT(message(6), HasSubstr("charge 1"));
}

TEST(MoleculeJson, ErrorsOfFileAreNotMolecules) {
  EXPECT_EQ(error_of_json(""), "file.json is empty");
  EXPECT_EQ(error_of_json(" \n\t"), "file.json is empty");
  EXPECT_THAT(error_of_json("[{\"symbols\":\n  oops}]"),
              HasSubstr("file.json: invalid JSON at line 2, column 3"));
  EXPECT_THAT(error_of_json("3"), HasSubstr("must hold a molecule or a list of at least one, got 3"));
  EXPECT_THAT(error_of_json("[]"), HasSubstr("got []"));
  EXPECT_THAT(error_of_json("[{\"symbols\": [\"H\"], \"coords\": [[1e999, 0, 0]]}]"), HasSubstr("1e999"));
}

TEST(MoleculeJson, WrongTypesNameTheField) {
  EXPECT_THAT(error_of_json(R"([1])"),
              HasSubstr("molecule 0 must be an object with symbols and coords, got 1"));
  EXPECT_THAT(error_of_json(R"({"coords": []})"), HasSubstr("no field \"symbols\""));
  EXPECT_THAT(error_of_json(R"({"symbols": "H", "coords": []})"),
              HasSubstr("field \"symbols\" must be a list"));
  EXPECT_THAT(error_of_json(R"({"symbols": [1], "coords": []})"),
              HasSubstr("atom 0: the element symbol must be a string, got 1"));
  EXPECT_THAT(error_of_json(R"({"symbols": ["H"]})"), HasSubstr("no field \"coords\""));
  EXPECT_THAT(error_of_json(R"({"symbols": ["H"], "coords": [[0, 0, 0]], "charge": "0"})"),
              HasSubstr("field \"charge\" must be an integer"));
  EXPECT_THAT(error_of_json(R"({"symbols": ["H"], "coords": [[0, 0, 0]], "multiplicity": 2.5})"),
              HasSubstr("got 2.5"));
  EXPECT_THAT(error_of_json(R"({"symbols": ["H"], "coords": [[0, 0, 0]], "units": "furlong"})"),
              HasSubstr("got \"furlong\""));
  EXPECT_THAT(error_of_json(R"({"symbols": ["H"], "coords": [[0, 0, 0]], "masses": [true]})"),
              HasSubstr("field \"masses\""));
}

TEST(MoleculeJson, NearlyKnownFieldNamesAreMistakes) {
  EXPECT_THAT(error_of_json(R"({"symbols": ["H"], "coords": [[0, 0, 0]], "multiplicty": 2})"),
              HasSubstr("unknown field \"multiplicty\"; did you mean \"multiplicity\"?"));
  EXPECT_EQ(
      error_of_json(R"({"symbols": ["H"], "coords": [[0, 0, 0]], "multiplicity": 2, "reference": "x"})"), "");
}

TEST(MoleculeXyz, CommentGivesChargeMultiplicityAndName) {
  const auto molecules =
      parse_molecules_xyz("2\nname=ion charge=+2 multiplicity=2\nHe 0 0 0\r\n1 0 0 1.0\n", "file.xyz");
  ASSERT_TRUE(molecules && molecules->front());
  const Molecule& molecule = *molecules->front();
  EXPECT_EQ(molecule.name, "ion");
  EXPECT_THAT(molecule.symbols, ElementsAre("He", "H"));
  EXPECT_EQ(molecule.charge, 2);
  EXPECT_EQ(molecule.multiplicity, 2);
}

TEST(MoleculeXyz, DefaultMultiplicityFollowsNumberOfElectrons) {
  const auto molecules =
      parse_molecules_xyz("1\n\nH 0 0 0\n1\n\nHe 0 0 0\n1\ncharge=1\nHe 0 0 0\n", "file.xyz");
  ASSERT_TRUE(molecules);
  ASSERT_EQ(molecules->size(), 3u);
  for (const size_t i : {0, 1, 2}) {
    ASSERT_TRUE((*molecules)[i]) << (*molecules)[i].error().message;
    EXPECT_EQ((*molecules)[i]->multiplicity, i == 1 ? 1 : 2);
  }
}

TEST(MoleculeXyz, CommentOverridesOptions) {
  const MoleculeReaderOptions options{.charge = 1, .multiplicity = 2};
  const auto molecules =
      parse_molecules_xyz("1\n\nHe 0 0 0\n1\ncharge=0 multiplicity=3\nHe 0 0 0\n", "file.xyz", options);
  ASSERT_TRUE(molecules);
  ASSERT_EQ(molecules->size(), 2u);
  EXPECT_EQ((*molecules)[0]->charge, 1);
  EXPECT_EQ((*molecules)[0]->multiplicity, 2);
  EXPECT_EQ((*molecules)[1]->charge, 0);
  EXPECT_EQ((*molecules)[1]->multiplicity, 3);
}

TEST(MoleculeXyz, BadFrameDoesNotHideNext) {
  const auto molecules = parse_molecules_xyz("2\n\nHe 0 0 x\nHe 0 0 1\n1\n\nHe 0 0 0\n", "file.xyz");
  ASSERT_TRUE(molecules);
  ASSERT_EQ(molecules->size(), 2u);
  EXPECT_THAT((*molecules)[0].error().message,
              HasSubstr("molecule 0: line 3, atom 0: coordinate z must be a finite number, got \"x\""));
  EXPECT_TRUE((*molecules)[1]);
}

TEST(MoleculeXyz, MessagesNameTheLine) {
  EXPECT_THAT(error_of_xyz(""), HasSubstr("is empty"));
  EXPECT_THAT(error_of_xyz("many\n"), HasSubstr("line 1 must be a number of atoms, got \"many\""));
  EXPECT_THAT(error_of_xyz("2\n\nH 0 0 0\n"),
              HasSubstr("expected 2 atoms, found 1 before the end of the file"));
  EXPECT_THAT(error_of_xyz("1\n\nH 0 0\n"), HasSubstr("an atom must be \"symbol x y z\""));
  EXPECT_THAT(error_of_xyz("1\ncharge=x\nH 0 0 0\n"), HasSubstr("\"charge=\" requires an integer"));
  EXPECT_THAT(error_of_xyz("1\n\nH nan 0 0\n"), HasSubstr("must be a finite number"));
}

TEST(ReadMolecules, ExamplesAreValid) {
  for (const char* name : {"/examples/molecules.json", "/examples/water.xyz"}) {
    const auto molecules = read_molecules(std::string(EIGENLAKE_SOURCE_DIR) + name);
    ASSERT_TRUE(molecules) << molecules.error().to_string();
    for (const auto& molecule : *molecules) EXPECT_TRUE(molecule) << molecule.error().to_string();
  }
}

TEST(ReadMolecules, EndingInAnyCaseDecidesFormat) {
  for (const char* name : {"h2.xyz", "H2.XYZ", "h2.extxyz", "h2.ExtXYZ"})
    EXPECT_TRUE(has_xyz_name(name)) << name;
  for (const char* name : {"h2.json", "xyz", "h2.xyz.json", "h2"}) EXPECT_FALSE(has_xyz_name(name)) << name;
}

TEST(ReadMolecules, MissingFileIsNotFound) {
  const auto molecules = read_molecules("/no/such/file.json");
  ASSERT_FALSE(molecules);
  EXPECT_EQ(molecules.error().kind, ErrorKind::kNotFound);
}

}  // namespace
}  // namespace eigenlake
