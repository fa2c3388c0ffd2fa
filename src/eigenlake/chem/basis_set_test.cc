// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/basis_set.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/chem/basis_names.h"

namespace eigenlake {
namespace {

using testing::AllOf;
using testing::HasSubstr;

Error error_of(std::string_view name, int atomic_number) {
  const auto basis = load_basis_set(name, std::array{atomic_number});
  EXPECT_FALSE(basis) << name;
  return basis ? Error{} : basis.error();
}

TEST(BasisName, AliasesHaveOneSpelling) {
  for (const char* name : {"sto3g", "STO-3G", "sto-3g", " Sto_3G "})
    EXPECT_EQ(canonical_basis_name(name), "sto3g");
  for (const char* name : {"631g", "6-31G", "6-31g"}) EXPECT_EQ(canonical_basis_name(name), "6-31g");
  for (const char* name : {"ccpvdz", "CC-PVDZ", "cc-pVDZ"}) EXPECT_EQ(canonical_basis_name(name), "cc-pvdz");
  for (const char* name : {"6-31G(d)", "631g*", "6-31g*"}) EXPECT_EQ(canonical_basis_name(name), "6-31g*");
  for (const char* name : {"6-311++G(d,p)", "6311++g**"}) EXPECT_EQ(canonical_basis_name(name), "6-311++g**");
  EXPECT_EQ(canonical_basis_name("def2SVP"), "def2-svp");
  EXPECT_EQ(canonical_basis_name("UGBS"), "ugbs");
}

TEST(BasisSet, ShellsOfSharedExponentsAreSplit) {
  const auto basis = load_basis_set("sto-3g", std::array{1, 8, 1});
  ASSERT_TRUE(basis) << basis.error().to_string();
  EXPECT_EQ(basis->name, "sto3g");
  EXPECT_EQ(basis->shells.size(), 2u);
  ASSERT_EQ(basis->shells.at(1).size(), 1u);
  ASSERT_EQ(basis->shells.at(8).size(), 3u);
  EXPECT_EQ(basis->shells.at(8)[2].angular_momentum, 1);
  EXPECT_EQ(basis->shells.at(8)[1].exponents, basis->shells.at(8)[2].exponents);
}

TEST(BasisSet, FreePrimitiveLeavesOtherContractions) {
  const auto basis = load_basis_set("cc-pvdz", std::array{1});
  ASSERT_TRUE(basis);
  for (const Shell& shell : basis->shells.at(1)) {
    if (shell.coefficients.cols() < 2) continue;
    EXPECT_EQ((shell.coefficients.row(shell.coefficients.rows() - 1).array() != 0.0).count(), 1);
  }
}

TEST(BasisSet, CatalogueSetsAreFoundByPublishedName) {
  for (const char* name :
       {"6-31g*", "6-31+g(d,p)", "def2-tzvp", "aug-cc-pvdz", "ano-rcc", "pcseg-1", "ahlrichs vdz"}) {
    const auto basis = load_basis_set(name, std::array{8});
    EXPECT_TRUE(basis) << name << ": " << basis.error().to_string();
  }
}

TEST(BasisSet, UnknownNameGetsNearestNames) {
  const Error error = error_of("6-31gx", 1);
  EXPECT_EQ(error.kind, ErrorKind::kNotFound);
  EXPECT_THAT(error.message, AllOf(HasSubstr("unknown basis set '6-31gx'"), HasSubstr("6-31G")));
  EXPECT_THAT(error_of("", 1).message, HasSubstr("unknown basis set ''"));
}

TEST(BasisSet, MissingElementIsNamed) {
  EXPECT_THAT(error_of("sto3g", 118).message, HasSubstr("no Og among"));
}

TEST(BasisSet, CorePotentialsAreRejected) {
  EXPECT_THAT(error_of("def2-svp", 53).message, HasSubstr("I needs an effective core potential"));
}

TEST(BasisSet, AuxiliarySetsAreRejected) {
  EXPECT_THAT(error_of("cc-pvdz-rifit", 1).message, HasSubstr("is not for orbitals but for "));
}

TEST(BasisSet, MissingDataFolderIsNotFound) {
  setenv("EIGENLAKE_BASIS_SETS", "/no/such/folder", 1);
  const Error error = error_of("sto3g", 1);
  unsetenv("EIGENLAKE_BASIS_SETS");
  EXPECT_EQ(error.kind, ErrorKind::kNotFound);
  EXPECT_THAT(error.message, HasSubstr("/no/such/folder"));
}

}  // namespace
}  // namespace eigenlake
