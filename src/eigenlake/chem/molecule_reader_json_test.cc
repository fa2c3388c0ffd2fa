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
using testing::Not;

TEST(JsonFields, ChargeMultiplicityAndUnitsAreReadInEverySpelling) {
  for (const char* field : {R"("charge": -1)", R"("total_charge": -1)", R"("molecular_charge": -1.0)",
                            R"("Charge": -1)", R"("charge": -1, "total_charge": -1.0)"})
    EXPECT_EQ(molecule_of_json(oh_with_fields(field)).charge, -1) << field;
  for (const char* field :
       {R"("multiplicity": 4)", R"("mult": 4.0)", R"("spin": 3)", R"("molecular_multiplicity": 4)",
        R"("spin_multiplicity": 4)", R"("multiplicity": 4, "spin": 3)"})
    EXPECT_EQ(molecule_of_json(oh_with_fields(field)).multiplicity, 4) << field;
  for (const char* field : {R"("units": "bohr")", R"("unit": "au")", R"("Units": "Bohr")"})
    EXPECT_EQ(molecule_of_json(oh_with_fields(field)).units, "bohr") << field;
}

TEST(JsonFields, BasisOfFileIsKept) {
  EXPECT_FALSE(molecule_of_json(oh_with_fields("")).basis);
  EXPECT_FALSE(molecule_of_json(oh_with_fields(R"("basis": null)")).basis);
  EXPECT_EQ(molecule_of_json(oh_with_fields(R"("basis": "6-31G")")).basis, "6-31g");
  EXPECT_EQ(molecule_of_json(oh_with_fields(R"("basis_set": "STO-3G", "basis": "sto3g")")).basis, "sto3g");
  EXPECT_THAT(error_of_json(oh_with_fields(R"("basis": {"O": "sto3g"})")),
              HasSubstr("field \"basis\" must be a string"));
  EXPECT_THAT(error_of_json(oh_with_fields(R"("bases": "sto3g")")), HasSubstr("did you mean \"basis\"?"));
}

TEST(JsonFields, DefaultMultiplicityEqualsThatOfXyz) {
  EXPECT_EQ(molecule_of_json(oh_with_fields("")).multiplicity, 2);
  EXPECT_EQ(molecule_of_json(oh_with_fields(R"("charge": -1)")).multiplicity, 1);
  EXPECT_THAT(error_of_json(oh_with_fields(R"("multiplicity": 1)")),
              HasSubstr("multiplicity of 9 electrons must be 2, 4, …, got 1"));
}

TEST(JsonFields, FreeFieldsAreIgnored) {
  const Molecule molecule = molecule_of_json(oh_with_fields(
      R"("note": "optimised", "date": "2024", "names": [1], "tags": ["a"], "energy": -75, "geometry": "linear",
         "atoms": 2, "properties": {"charge": 3}, "mass": 17, "properties_of": 1)"));
  EXPECT_EQ(molecule.charge, 0);
  EXPECT_THAT(molecule.warnings, IsEmpty());
}

TEST(JsonFields, MisspeltFieldIsRejected) {
  for (const char* field :
       {R"("multiplicty": 2)", R"("chrage": 1)", R"("coord": [])", R"("symbol": [])", R"("charges": 1)",
        R"("spn": 1)", R"("mases": [])", R"("total-charge": 1)", R"("unitss": "bohr")"})
    EXPECT_THAT(error_of_json(oh_with_fields(field)), HasSubstr("did you mean \"")) << field;
}

TEST(JsonFields, NamesOfOtherFormatsGetHint) {
  for (const char* name : {"coordinates", "geometry", "positions", "Coordinates"})
    EXPECT_THAT(error_of_json(R"({"symbols": ["H"], ")" + std::string(name) + R"(": [[0, 0, 0]]})"),
                AllOf(HasSubstr("no field \"coords\""), HasSubstr("write it as \"coords\""), HasSubstr(name)))
        << name;
  for (const char* name : {"atoms", "elements", "species"})
    EXPECT_THAT(error_of_json(R"({"coords": [[0, 0, 0]], ")" + std::string(name) + R"(": ["H"]})"),
                AllOf(HasSubstr("no field \"symbols\""), HasSubstr("write it as \"symbols\"")))
        << name;
  EXPECT_THAT(error_of_json(oh_with_fields(R"("positions": [[0, 0, 0], [0, 0, 1]])")),
              HasSubstr("\"coords\" and \"positions\" are both lists"));
}

TEST(JsonFields, ContradictingStatementsAreRejected) {
  for (const char* fields :
       {R"("multiplicity": 3, "spin": 0)", R"("charge": 1, "total_charge": -1)",
        R"("units": "bohr", "unit": "angstrom")", R"("basis": "sto3g", "basis_set": "6-31g")",
        R"("Coords": [[0, 0, 0], [0, 0, 1]])", R"("atomic_numbers": [8, 2])"})
    EXPECT_THAT(error_of_json(oh_with_fields(fields)), HasSubstr("contradict each other")) << fields;
}

TEST(JsonFields, PeriodicCellGivesWarning) {
  EXPECT_THAT(molecule_of_json(oh_with_fields(R"("cell": [[9, 0, 0], [0, 9, 0], [0, 0, 9]])")).warnings,
              ElementsAre(HasSubstr("periodic cell")));
  EXPECT_THAT(molecule_of_json(oh_with_fields(R"("lattice": [1], "pbc": [false, false, false])")).warnings,
              IsEmpty());
}

TEST(JsonFields, LabelsIsotopesAndGhostsFollowXyz) {
  const Molecule molecule =
      molecule_of_json(R"({"symbols": ["O1", "D"], "coords": [[0, 0, 0], [0, 0, 0.97]]})");
  EXPECT_THAT(molecule.symbols, ElementsAre("O", "H"));
  EXPECT_THAT(*molecule.masses, ElementsAre(15.999, 2.014101777844));
  EXPECT_THAT(*molecule_of_json(R"({"symbols": ["D"], "coords": [[0, 0, 0]], "masses": [2]})").masses,
              ElementsAre(2.0));
  EXPECT_THAT(error_of_json(R"({"symbols": ["He", "X-He"], "coords": [[0, 0, 0], [0, 0, 2]]})"),
              HasSubstr("ghost atoms are not supported"));
}

TEST(JsonFile, DuplicateKeyIsRejected) {
  EXPECT_THAT(error_of_json(oh_with_fields(R"("charge": 1, "charge": 1)")),
              HasSubstr("file.json, molecule 0: duplicate key \"charge\" in one object"));
  EXPECT_THAT(error_of_json(oh_with_fields(R"("extra": {"a": [{"b": 1, "b": 2}]})")),
              HasSubstr("duplicate key \"b\""));
  const auto molecules =
      parse_molecules_json("[" + oh_with_fields("") + "," + oh_with_fields(R"("note": 1, "note": 2)") + "," +
                               oh_with_fields(R"("a": {"x": 1}, "b": {"x": 1})") + "]",
                           "file.json");
  ASSERT_TRUE(molecules);
  ASSERT_EQ(molecules->size(), 3u);
  EXPECT_TRUE((*molecules)[0]);
  EXPECT_THAT((*molecules)[1].error().message, HasSubstr("molecule 1: duplicate key \"note\""));
  EXPECT_TRUE((*molecules)[2]);
}

TEST(JsonFile, AcceptsByteOrderMarkAndRejectsUtf16) {
  EXPECT_EQ(molecule_of_json("\xEF\xBB\xBF" + oh_with_fields("")).num_atoms(), 2u);
  EXPECT_THAT(error_of_json("\xEF\xBB\xBF"), HasSubstr("is empty"));
  EXPECT_THAT(error_of_json(std::string_view("{\0}\0", 4)), HasSubstr("must be UTF-8 text, got UTF-16"));
}

TEST(JsonFile, InvisibleCharactersAreNamed) {
  EXPECT_THAT(error_of_json("{\"symbols\":\xC2\xA0[]}"),
              HasSubstr("line 1, column 12, at U+00A0 (no-break space)"));
  EXPECT_THAT(error_of_json(R"({"symbols": [")"
                            "\xE2\x80\x8B"
                            R"(H"], "coords": [[0, 0, 0]]})"),
              HasSubstr("U+200B (zero-width space)"));
}

TEST(JsonFile, DeepNestingIsRejected) {
  EXPECT_THAT(error_of_json(std::string(100'000, '[') + std::string(100'000, ']')),
              HasSubstr("nested deeper than"));
}

TEST(JsonLines, EachLineIsOneMolecule) {
  const std::string text = oh_with_fields(R"("name": "a")") + "\n\n" + oh_with_fields("oops") + "\r\n" +
                           oh_with_fields(R"("charge": -1)") + "\n[]\n";
  for (const auto& molecules :
       {parse_molecules_json(text, "file.json"), parse_molecules_json_lines(text, "file.json")}) {
    ASSERT_TRUE(molecules) << molecules.error().message;
    ASSERT_EQ(molecules->size(), 4u);
    EXPECT_EQ((*molecules)[0]->name, "a");
    EXPECT_THAT((*molecules)[1].error().message, HasSubstr("file.json, molecule 1: line 3: invalid JSON"));
    EXPECT_EQ((*molecules)[2]->charge, -1);
    EXPECT_THAT((*molecules)[3].error().message, HasSubstr("must be an object"));
  }
  EXPECT_EQ(parse_molecules_json_lines(oh_with_fields(""), "file.jsonl")->size(), 1u);
  EXPECT_THAT(first_error(parse_molecules_json_lines(" \n", "file.jsonl")), HasSubstr("is empty"));
}

TEST(QcSchema, MoleculeIsInBohr) {
  const Molecule molecule = molecule_of_json(
      R"({"schema_name": "qcschema_molecule", "schema_version": 2, "name": "OH", "symbols": ["O", "H"],
          "geometry": [0, 0, 0, 0, 0, 1.8331], "molecular_charge": -1.0, "molecular_multiplicity": 3,
          "masses": [15.99, 1.0], "real": [true, true], "mass_numbers": [16, 1], "atomic_numbers": [8, 1],
          "fix_com": false, "provenance": {"creator": "x"}})");
  EXPECT_EQ(molecule.name, "OH");
  EXPECT_EQ(molecule.units, "bohr");
  EXPECT_EQ(molecule.coords[1][2], 1.8331);
  EXPECT_EQ(molecule.charge, -1);
  EXPECT_EQ(molecule.multiplicity, 3);
  EXPECT_THAT(*molecule.masses, ElementsAre(15.99, 1.0));
}

TEST(QcSchema, BareMoleculeAndTriplesAreRead) {
  EXPECT_EQ(molecule_of_json(R"({"symbols": ["O", "H"], "geometry": [0, 0, 0, 0, 0, 1.8331]})").units,
            "bohr");
  EXPECT_EQ(molecule_of_json(R"({"schema_name": "qcschema_molecule", "symbols": ["O", "H"],
                                 "geometry": [[0, 0, 0], [0, 0, 1.8331]]})")
                .coords[1][2],
            1.8331);
}

TEST(QcSchema, InputGivesBasisOfModel) {
  const std::string molecule = R"("molecule": {"symbols": ["O", "D"], "geometry": [0, 0, 0, 0, 0, 1.8331]})";
  const Molecule read = molecule_of_json(R"({"schema_name": "qcschema_input", "driver": "energy",
                                             "model": {"method": "hf", "basis": "6-31G"}, )" +
                                         molecule + "}");
  EXPECT_EQ(read.basis, "6-31g");
  EXPECT_EQ(read.units, "bohr");
  EXPECT_TRUE(read.masses);
  EXPECT_THAT(error_of_json(R"({"schema_name": "qcschema_input", "model": {"basis": {"name": "x"}}, )" +
                            molecule + "}"),
              HasSubstr("a basis set given by its functions is not supported"));
}

TEST(QcSchema, InvalidMoleculesAreRejected) {
  const auto error_with = [](std::string_view fields) {
    return error_of_json(R"({"schema_name": "qcschema_molecule", "symbols": ["He", "H"], )" +
                         std::string(fields) + "}");
  };
  EXPECT_THAT(error_with(R"("geometry": [0, 0, 0, 0, 0, 2], "real": [true, false])"),
              HasSubstr("atom 1 is a ghost by \"real\"; ghost atoms are not supported"));
  EXPECT_THAT(error_with(R"("geometry": [0, 0, 0, 0, 0])"), HasSubstr("three numbers for each atom, got 5"));
  EXPECT_THAT(error_with(R"("geometry": [0, 0, 0])"),
              HasSubstr("expected 2 coordinate triples, one for each symbol"));
  EXPECT_THAT(error_with(R"("note": 1)"), HasSubstr("no field \"geometry\""));
  EXPECT_THAT(error_with(R"("geometry": [0, 0, 0, 0, 0, 2], "units": "angstrom")"),
              HasSubstr("contradict each other"));
  EXPECT_THAT(error_with(R"("geometry": [0, 0, 0, 0, 0, 2], "real": [true])"), HasSubstr("field \"real\""));
  EXPECT_THAT(error_with(R"("geometry": [0, 0, 0, 0, 0, 2], "molecular_chrage": 1)"),
              HasSubstr("molecular_charge"));
}

TEST(QcSchema, HeavyHydrogensAreDAndT) {
  const Molecule molecule = molecule_of_json(
      R"({"symbols": ["O", "H"], "geometry": [0, 0, 0, 0, 0, 1.8331], "mass_numbers": [-1, 2]})");
  EXPECT_THAT(*molecule.masses, ElementsAre(15.999, 2.014101777844));
}

TEST(MoleculeJson, InvisibleLetterInKeyIsMistake) {
  for (const char* key : {"charge\u00a0", "\u200bcharge", "\ufeffunits"}) {
    const std::string text =
        std::string(R"({"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 1]], ")") + key + R"(": 1})";
    const auto molecules = parse_molecules_json(text, "file.json");
    ASSERT_TRUE(molecules);
    ASSERT_FALSE(molecules->front()) << key;
    EXPECT_THAT(molecules->front().error().message, testing::HasSubstr("U+")) << key;
  }
}

TEST(MoleculeJson, UnitsHaveNamesOfTablesAndPrograms) {
  for (const char* key : {"units", "unit", "coordinate_units", "length_unit", "length_units"}) {
    const std::string text = std::string(R"({"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 1.4]], ")") +
                             key + R"(": "bohr"})";
    EXPECT_EQ((*parse_molecules_json(text, "file.json"))[0]->units, "bohr") << key;
  }
}

TEST(MoleculeJson, HugeCoordinatesAreRejected) {
  const auto molecules =
      parse_molecules_json(R"({"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 1e300]]})", "file.json");
  EXPECT_THAT(molecules->front().error().message, testing::HasSubstr("coordinates must be at most 1e+06"));
}

}  // namespace
}  // namespace eigenlake
