// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/atom_label.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/chem/elements.h"

namespace eigenlake {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// Symbol of the element that a label means, or the message.
std::string meaning_of(std::string_view name) {
  const auto label = read_atom_label(name);
  return label ? std::string(element_symbol(label->atomic_number)) : label.error().message;
}

TEST(AtomLabel, LabelIsSymbolWithNumber) {
  EXPECT_EQ(meaning_of("O1"), "O");
  EXPECT_EQ(meaning_of("H_a"), "H");
  EXPECT_EQ(meaning_of("C12"), "C");
  EXPECT_EQ(meaning_of("c1A"), "C");
  EXPECT_EQ(meaning_of("H-2"), "H");
  EXPECT_EQ(meaning_of("Cl3"), "Cl");
  EXPECT_EQ(meaning_of("Xe1"), "Xe");
}

TEST(AtomLabel, LettersAfterSymbolMakeAnotherWord) {
  EXPECT_EQ(meaning_of("CO"), "Co");
  for (const char* name : {"COH", "Xx", "Hx1", "Q", "C'", "C.1", "H_", "", "8", "13C"})
    EXPECT_THAT(meaning_of(name), HasSubstr("unknown element")) << name;
}

TEST(AtomLabel, AmbiguousUpperCaseIsRejected) {
  EXPECT_THAT(meaning_of("CA1"), HasSubstr("can mean Ca or C; write Ca1 or C1"));
  EXPECT_EQ(meaning_of("CA"), "Ca");
  EXPECT_EQ(meaning_of("LI1"), "Li");
}

TEST(AtomLabel, ChargeOfOneAtomIsRejected) {
  EXPECT_THAT(meaning_of("O2-"), HasSubstr("gives one atom a charge; write O"));
  EXPECT_THAT(meaning_of("Na1+"), HasSubstr("gives one atom a charge"));
}

TEST(AtomLabel, DAndTAreHydrogens) {
  for (const char* name : {"D", "d", "D1", "T", "T_b"}) EXPECT_EQ(meaning_of(name), "H") << name;
  EXPECT_EQ(read_atom_label("D1")->mass_number, 2);
  EXPECT_EQ(read_atom_label("T")->mass_number, 3);
  EXPECT_EQ(read_atom_label("H2")->mass_number, 0);
}

TEST(AtomLabel, GhostsAreRejectedUnderAllNames) {
  for (const char* name :
       {"Gh(He)",   "gh(he)", "GhHe", "Gh",  "X",    "X1",  "X-He", "X_He", "X(He)", "ghost-He", "GHOST",
        "GHOST-H1", "Bq",     "BqH",  "bq1", "H-Bq", "He@", "@He",  "He:",  "Du",    "dummy",    "0"})
    EXPECT_THAT(meaning_of(name),
                AllOf(HasSubstr("ghost atoms are not supported"), Not(HasSubstr("nearest"))))
        << name;
}

TEST(AtomLabel, EveryElementHasAWeight) {
  for (int z = 1; z <= kMaxAtomicNumber; ++z) {
    EXPECT_GT(standard_atomic_weight(z), 1.9 * z - 1.0) << z;
    EXPECT_LT(standard_atomic_weight(z), 2.7 * z + 1.0) << z;
  }
  EXPECT_EQ(standard_atomic_weight(8), 15.999);
}

}  // namespace
}  // namespace eigenlake
