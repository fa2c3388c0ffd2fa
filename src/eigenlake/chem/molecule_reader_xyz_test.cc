// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/chem/testing/test_readers.h"

namespace eigenlake {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::array<double, 3> kOxygen = {0.0, 0.0, 0.1173};

TEST(XyzComment, ChargeIsReadInEverySpelling) {
  for (const char* comment : {"-1 1",
                              " -1\t+1 ",
                              "-1, 1",
                              "charge=-1",
                              "charge = -1",
                              "charge: -1",
                              "Charge:-1",
                              "CHARGE =-1",
                              "total_charge=-1",
                              "molecular_charge: -1",
                              "charge=-1.0",
                              "charge=\"-1\"",
                              "charge='-1'",
                              "charge={-1}",
                              "step 12, charge=-1, energy=-76.4",
                              "charge=-1,mult=1",
                              "charge=-1; mult=1",
                              "Title: charge=-1",
                              "charge -1",
                              "{\"charge\": -1}",
                              "title=\"a b\" charge=-1",
                              "charge=-1 charge=-1",
                              "charge=-1 total_charge=-1.0"}) {
    const Molecule molecule = molecule_of_xyz(oh_with_comment(comment));
    EXPECT_EQ(molecule.charge, -1) << comment;
    EXPECT_EQ(molecule.multiplicity, 1) << comment;
  }
}

TEST(XyzComment, MultiplicityIsReadInEverySpelling) {
  for (const char* comment :
       {"0 4", "multiplicity=4", "Multiplicity : 4", "mult=4", "mult: 4.0", "spin=3", "Spin: 3", "spin 3",
        "spin_multiplicity=4", "mult=4 spin=3", "molecular_multiplicity=4"})
    EXPECT_EQ(molecule_of_xyz(oh_with_comment(comment)).multiplicity, 4) << comment;
}

TEST(XyzComment, UnitsAreRead) {
  for (const char* comment :
       {"units=bohr", "unit: Bohr", "UNITS = a.u.", "units=\"bohr\"", "units=bohr, charge=0"})
    EXPECT_EQ(molecule_of_xyz(oh_with_comment(comment)).units, "bohr") << comment;
  EXPECT_EQ(molecule_of_xyz(oh_with_comment("units=Angstrom")).units, "angstrom");
  EXPECT_THAT(error_of_xyz(oh_with_comment("units=furlong")), HasSubstr("got \"furlong\""));
}

TEST(XyzComment, OtherKeysAndFreeTextAreIgnored) {
  for (const char* comment : {"",
                              "step 12",
                              "12",
                              "1 2 3",
                              "0.5 1",
                              "energy=-76.4",
                              "energy: -76.4",
                              "info=\"charge=3 of a part\"",
                              "info={charge=3}",
                              "spin up",
                              "charges of Mulliken",
                              "date=2024 note=x",
                              "time 12:30:05",
                              "C:\\h.xyz",
                              "=",
                              ":",
                              "a==b",
                              "gdb 1\t157.7118\t157.70997",
                              "note=\"never closed",
                              "free_energy=-1 dipole=\"0 0 1\""}) {
    const Molecule molecule = molecule_of_xyz(oh_with_comment(comment));
    EXPECT_EQ(molecule.charge, 0) << comment;
    EXPECT_EQ(molecule.multiplicity, 2) << comment;
    EXPECT_EQ(molecule.units, "angstrom") << comment;
    EXPECT_THAT(molecule.warnings, IsEmpty()) << comment;
  }
}

TEST(XyzComment, NameKeepsItsSigns) {
  EXPECT_EQ(molecule_of_xyz(oh_with_comment("name=1,2-(OH)")).name, "1,2-(OH)");
  EXPECT_EQ(molecule_of_xyz(oh_with_comment("name=\"the radical\"")).name, "the radical");
}

TEST(XyzComment, MisspeltKeyIsRejected) {
  for (const char* comment :
       {"chrage=1", "charg=1", "charge_=1", "Charje: 1", "multiplicty=2", "mutl=2", "spn=1", "spin_=1",
        "unti=bohr", "totalcharge=1", "Propertes=species:S:1:pos:R:3"})
    EXPECT_THAT(error_of_xyz(oh_with_comment(comment)), HasSubstr("did you mean \"")) << comment;
}

TEST(XyzComment, InvalidValuesAreRejected) {
  EXPECT_THAT(error_of_xyz(oh_with_comment("charge=")),
              HasSubstr("\"charge=\" requires an integer, got \"\""));
  EXPECT_THAT(error_of_xyz(oh_with_comment("charge=0.5")), HasSubstr("got \"0.5\""));
  EXPECT_THAT(error_of_xyz(oh_with_comment("spin: up")),
              HasSubstr("\"spin: \" requires an integer, got \"up\""));
  EXPECT_THAT(error_of_xyz(oh_with_comment("charge=\"1")),
              HasSubstr("begins with \" and has no \" at its end"));
  EXPECT_THAT(error_of_xyz(oh_with_comment("charge=\xE2\x88\x92"
                                           "1")),
              HasSubstr("U+2212 (minus sign"));
}

TEST(XyzComment, ContradictingStatementsAreRejected) {
  EXPECT_THAT(error_of_xyz(oh_with_comment("multiplicity=2 spin=3")),
              HasSubstr("multiplicity=2 and spin=3 contradict each other"));
  EXPECT_THAT(error_of_xyz(oh_with_comment("charge=1 charge=-1")), HasSubstr("contradict each other"));
  EXPECT_THAT(error_of_xyz(oh_with_comment("units=bohr unit=ang")), HasSubstr("contradict each other"));
}

TEST(XyzComment, SpinOfWrongParityIsExplained) {
  EXPECT_THAT(
      error_of_xyz(oh_with_comment("spin=2")),
      AllOf(HasSubstr("got 3"), HasSubstr("the file says spin=2, and spin counts unpaired electrons")));
}

TEST(XyzComment, ImpossiblePairIsExplained) {
  for (const char* comment : {"100 5", "0 1", "1 0"})
    EXPECT_THAT(
        error_of_xyz(oh_with_comment(comment)),
        HasSubstr("; the comment line \"" + std::string(comment) + "\" gives charge and multiplicity"));
}

TEST(ExtendedXyz, PropertiesDefineColumns) {
  for (const char* text : {"1\nProperties=species:S:1:Z:I:1:pos:R:3\nO 8 0 0 0.1173\n",
                           "1\nproperties=\"pos:R:3:species:S:1\"\n0 0 0.1173 O\n",
                           "1\nProperties=id:I:1:species:S:1:forces:R:3:pos:R:3\n7 O 1 2 3 0 0 0.1173\n",
                           "1\nProperties=Z:I:1:pos:R:3\n8 0 0 0.1173\n",
                           "1\nPROPERTIES = species:S:1:pos:R:3:q:R:1\nO1 0 0 0.1173 -0.5\n"}) {
    const Molecule molecule = molecule_of_xyz(text);
    EXPECT_THAT(molecule.symbols, ElementsAre("O")) << text;
    EXPECT_THAT(molecule.coords, ElementsAre(kOxygen)) << text;
    EXPECT_THAT(molecule.warnings, IsEmpty()) << text;
  }
}

TEST(ExtendedXyz, UnreadableColumnsAreRejected) {
  EXPECT_THAT(error_of_xyz("1\nProperties=species:S\nO 0 0 0\n"), HasSubstr("triples of name, type"));
  EXPECT_THAT(error_of_xyz("1\nProperties=species:S:0:pos:R:3\nO 0 0 0\n"),
              HasSubstr("triples of name, type"));
  EXPECT_THAT(error_of_xyz("1\nProperties=species:S:1:forces:R:3\nO 0 0 0\n"),
              HasSubstr("species:S:1 and pos:R:3"));
  EXPECT_THAT(error_of_xyz("1\nProperties=species:S:1:Z:I:1:pos:R:3\nO 0 0 0\n"),
              HasSubstr("at least 5 columns"));
  EXPECT_THAT(error_of_xyz("1\nProperties=species:S:1:Z:I:1:pos:R:3\nO 7 0 0 0\n"),
              HasSubstr("contradict each other"));
  EXPECT_THAT(error_of_xyz("2\n\nO 8 0 0 0\nH 1 0 0 1\n"),
              HasSubstr("the second column has the atomic numbers"));
}

TEST(ExtendedXyz, PeriodicCellGivesOneWarning) {
  const std::string cell = "Lattice=\"9 0 0 0 9 0 0 0 9\"";
  for (const std::string& comment :
       {cell, cell + " pbc=\"T T T\"", cell + " pbc=\"F F T\"", std::string("pbc=T"),
        "charge=0 " + cell + " Properties=species:S:1:pos:R:3"})
    EXPECT_THAT(molecule_of_xyz(oh_with_comment(comment)).warnings, ElementsAre(HasSubstr("periodic cell")))
        << comment;
  for (const std::string& comment :
       {cell + " pbc=\"F F F\"", "pbc=F " + cell, "pbc=[False, False, False] " + cell})
    EXPECT_THAT(molecule_of_xyz(oh_with_comment(comment)).warnings, IsEmpty()) << comment;
}

TEST(XyzNumbers, ExponentsOfFortranAndMathematicaAreRead) {
  const Molecule molecule = molecule_of_xyz("2\n\nH 0.0D+00 1.0d-5 1.0*^-5\nH +1 -1.5Q0 7.414D-01\n");
  EXPECT_THAT(molecule.coords[0], ElementsAre(0.0, 1e-5, 1e-5));
  EXPECT_THAT(molecule.coords[1], ElementsAre(1.0, -1.5, 0.7414));
  for (const char* word : {"D", "1D", "1.0D-", "1.0*^", "+-1", "1D5D5", "0x1", "1,5", "inf", "1D999"})
    EXPECT_THAT(error_of_xyz("1\n\nH 0 0 " + std::string(word) + "\n"), HasSubstr("must be a finite number"))
        << word;
}

TEST(XyzFile, AllByteOrderMarksAndLineEndsAreRead) {
  EXPECT_EQ(molecule_of_xyz("\xEF\xBB\xBF"
                            "1\n\nHe 0 0 0\n")
                .num_atoms(),
            1u);
  EXPECT_EQ(molecule_of_xyz("2\rtext\rO 0 0 0\rH 0 0 0.97\r").num_atoms(), 2u);
  EXPECT_EQ(molecule_of_xyz("2\r\n\r\nO 0 0 0\r\nH 0 0 0.97").num_atoms(), 2u);
  const auto joined = parse_molecules_xyz(
      "1\n\nHe 0 0 0\n\xEF\xBB\xBF"
      "1\n\nNe 0 0 0\n",
      "file.xyz");
  EXPECT_EQ(first_error(joined), "");
  EXPECT_EQ(joined->size(), 2u);
}

TEST(XyzFile, Utf16IsRejected) {
  for (const std::string_view text : {std::string_view("\xFF\xFE"
                                                       "1\0\n\0",
                                                       6),
                                      std::string_view("\xFE\xFF\0"
                                                       "1",
                                                       4),
                                      std::string_view("1\0\n\0", 4)})
    EXPECT_THAT(error_of_xyz(text), HasSubstr("file.xyz must be UTF-8 text, got UTF-16"));
}

TEST(XyzFile, InvisibleCharactersAreNamed) {
  EXPECT_THAT(error_of_xyz("1\n\nH\xC2\xA0"
                           "0 0 0\n"),
              HasSubstr("H<U+00A0 (no-break space)>0 0 0"));
  EXPECT_THAT(error_of_xyz("1\n\nH\xE2\x80\x8B 0 0 0\n"), HasSubstr("U+200B (zero-width space)"));
  EXPECT_THAT(error_of_xyz("1\n\nH 0 0 \xE2\x88\x92"
                           "1\n"),
              HasSubstr("U+2212 (minus sign"));
  EXPECT_THAT(error_of_xyz("\xEF\xBB\xBF\xEF\xBB\xBF"
                           "1\n\nHe 0 0 0 \n1\n"),
              testing::Not(HasSubstr("\"\xEF\xBB\xBF")));
  EXPECT_THAT(error_of_xyz("1\n\nH 0 0 \x01\n"), HasSubstr("U+0001 (control character)"));
  EXPECT_THAT(error_of_xyz("1\n\nH 0 0 \xFF\n"), HasSubstr("<byte 0xFF>"));
}

TEST(XyzFile, TextMayFollowNumberOfAtoms) {
  EXPECT_EQ(molecule_of_xyz("1 atom of helium\n\nHe 0 0 0\n").num_atoms(), 1u);
  EXPECT_THAT(error_of_xyz("1 2\n\nHe 0 0 0\n"), HasSubstr("must be a number of atoms, got \"1 2\""));
  EXPECT_THAT(error_of_xyz("He 0 0 0\n"), HasSubstr("line 1 must be a number of atoms"));
}

TEST(XyzFile, LinesAfterFrameAreIgnoredWithWarning) {
  const std::string frame = "2\nh2\nH 0 0 0 0.01\nH 0 0 0.7414 -0.01\n";
  const auto molecules = parse_molecules_xyz(
      frame + "4401.2\t1341.3\t12.0\t3.5\nHH\tHH\nInChI=1S/H2/h1H\n\n" + frame + "4401.2\n", "file.xyz");
  EXPECT_EQ(first_error(molecules), "");
  ASSERT_EQ(molecules->size(), 2u);
  EXPECT_THAT((*molecules)[0]->warnings,
              ElementsAre(AllOf(HasSubstr("ignored 3 lines after"), HasSubstr("line 5"))));
  EXPECT_THAT((*molecules)[1]->warnings,
              ElementsAre(AllOf(HasSubstr("ignored a line after"), HasSubstr("4401.2"))));
}

TEST(XyzFile, AtomAfterFrameIsError) {
  for (const char* line : {"H 0 0 1", "8 0 0 1", "D 0 0 1", "Xx 0 0 1", "H3 0 0 1.0D0 0.3"})
    EXPECT_THAT(error_of_xyz("1\n\nO 0 0 0\n" + std::string(line) + "\n"),
                AllOf(HasSubstr("molecule 0: expected 1 atoms"), HasSubstr("line 4")))
        << line;
}

TEST(XyzFile, BrokenFrameDoesNotHideNext) {
  for (const char* count : {"one", "0", "-1", "1.0", "x1"}) {
    const auto molecules = parse_molecules_xyz(
        "1\n\nHe 0 0 0\n" + std::string(count) + "\ncharge=1\nHe 0 0 0\n1\n\nNe 0 0 0\n", "file.xyz");
    ASSERT_TRUE(molecules);
    ASSERT_EQ(molecules->size(), 3u) << count;
    EXPECT_TRUE((*molecules)[0]) << count;
    EXPECT_THAT((*molecules)[1].error().message,
                AllOf(HasSubstr("molecule 1: line 4"), HasSubstr("must be a number of atoms")))
        << count;
    EXPECT_TRUE((*molecules)[2]) << count;
  }
}

TEST(XyzFile, LabelsAndGhostsAreReadByName) {
  EXPECT_THAT(molecule_of_xyz("3\n\nO1 0 0 0.1173\nH1 0 0.7572 -0.4692\nH_2 0 -0.7572 -0.4692\n").symbols,
              ElementsAre("O", "H", "H"));
  EXPECT_THAT(error_of_xyz("2\n\nHe 0 0 0\nGh(He) 0 0 2.0\n"),
              HasSubstr("atom 1: \"Gh(He)\" names a ghost or dummy atom; ghost atoms are not supported"));
  EXPECT_THAT(error_of_xyz("2\n\nHe 0 0 0\n0 0 0 2.0\n"), HasSubstr("ghost atoms are not supported"));
}

TEST(XyzFile, HeavyWaterKeepsItsMasses) {
  const Molecule molecule = molecule_of_xyz("3\n\nO 0 0 0.1173\nD 0 0.7572 -0.4692\nT1 0 -0.7572 -0.4692\n");
  EXPECT_THAT(molecule.symbols, ElementsAre("O", "H", "H"));
  ASSERT_TRUE(molecule.masses);
  EXPECT_THAT(*molecule.masses, ElementsAre(15.999, 2.014101777844, 3.01604928132));
  EXPECT_FALSE(molecule_of_xyz(oh_with_comment("")).masses);
}

TEST(MoleculeXyz, MissingCommentLineIsError) {
  const auto molecules = parse_molecules_xyz("2\nH 0.0 0.0 0.0\nH 0.0 0.0 0.9\nO 0.0 0.0 2.0\n", "file.xyz");
  ASSERT_TRUE(molecules);
  EXPECT_THAT(molecules->front().error().message,
              testing::HasSubstr("is an atom; put a line, perhaps empty, between"));
  EXPECT_TRUE(parse_molecules_xyz("1\nHe 4 2 1\nHe 0 0 0\n", "file.xyz")->front())
      << "a remark of whole numbers";
}

TEST(MoleculeXyz, InvisibleLetterInKeyIsMistake) {
  for (const char* comment : {"charge\u00a0=\u00a01", "\u200bcharge=1", "spin\u00a0=2"}) {
    const auto molecules =
        parse_molecules_xyz(std::string("2\n") + comment + "\nHe 0 0 0\nH 0 0 0.8\n", "file.xyz");
    ASSERT_TRUE(molecules);
    ASSERT_FALSE(molecules->front()) << comment;
    EXPECT_THAT(molecules->front().error().message, testing::HasSubstr("<U+")) << comment;
  }
}

}  // namespace
}  // namespace eigenlake
