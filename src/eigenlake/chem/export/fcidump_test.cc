// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/export/fcidump.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/chem/export/testing/test_fcidump.h"
#include "eigenlake/chem/testing/test_molecules.h"

namespace eigenlake {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(Fcidump, HeaderGivesOrbitalsElectronsAndSpin) {
  EXPECT_THAT(text_of(test_hamiltonian(test_oh(), "sto3g")),
              StartsWith("&FCI NORB=6,NELEC=9,MS2=1,\n ORBSYM=1,1,1,1,1,1,\n ISYM=1,\n&END\n"));
  const ActiveSpaceOptions frozen{.frozen_core = true};
  EXPECT_THAT(text_of(test_hamiltonian(test_water(), "sto3g", frozen)),
              StartsWith("&FCI NORB=6,NELEC=8,MS2=0,"));
}

TEST(Fcidump, NumbersRoundTrip) {
  const MolecularHamiltonian hamiltonian = test_hamiltonian(test_water(), "6-31g", {.frozen_core = true});
  const MolecularHamiltonian read = read_back(text_of(hamiltonian));
  EXPECT_EQ(read.constant, hamiltonian.constant + hamiltonian.nuclear_repulsion_energy);
  EXPECT_LT((read.one_body - hamiltonian.one_body).cwiseAbs().maxCoeff(), 1e-15);
  ASSERT_EQ(read.two_body.size(), hamiltonian.two_body.size());
  // Equal integrals are equal but for rounding, and one of the eight is written.
  for (size_t i = 0; i < read.two_body.size(); ++i)
    ASSERT_NEAR(read.two_body[i], hamiltonian.two_body[i], 1e-14);
}

TEST(Fcidump, ManyOrbitalsBreakSymmetryLine) {
  const std::string text = text_of(test_hamiltonian(test_water(), "cc-pvtz", {.frozen_core = true}));
  EXPECT_THAT(text, StartsWith("&FCI NORB=57,NELEC=8,MS2=0,\n ORBSYM=1,1,"));
  EXPECT_THAT(text, HasSubstr("1,\n  1,"));
  const std::string header = text.substr(0, text.find("ISYM"));
  EXPECT_EQ(std::ranges::count(header.substr(header.find("ORBSYM=")), '1'), 57);
}

TEST(Fcidump, ErrorOfSinkEndsWriting) {
  int pieces = 0;
  const auto refuse = [&](std::string_view) -> Result<> {
    ++pieces;
    return fail(ErrorKind::kStore, "full");
  };
  const auto written = write_fcidump(test_hamiltonian(test_lih(), "sto3g"), refuse);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message, "full");
  EXPECT_EQ(pieces, 1);
}

}  // namespace
}  // namespace eigenlake
