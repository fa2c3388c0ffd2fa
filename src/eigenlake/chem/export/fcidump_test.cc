#include "eigenlake/chem/export/fcidump.h"

#include <algorithm>
#include <cstdio>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/chem/fci.h"
#include "eigenlake/chem/test_molecules.h"

namespace eigenlake {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string text_of(const MolecularHamiltonian& hamiltonian) {
  std::string text;
  const auto append = [&](std::string_view piece) -> Result<> {
    text += piece;
    return {};
  };
  EXPECT_TRUE(write_fcidump(hamiltonian, append));
  return text;
}

/// Reads the format as its paper describes it, on its own.
MolecularHamiltonian read_back(const std::string& text) {
  MolecularHamiltonian read;
  int electrons = 0, twice_spin = 0;
  EXPECT_EQ(
      std::sscanf(text.c_str(), "&FCI NORB=%d,NELEC=%d,MS2=%d", &read.num_orbitals, &electrons, &twice_spin),
      3);
  const int n = read.num_orbitals;
  read.num_alpha = (electrons + twice_spin) / 2;
  read.num_beta = (electrons - twice_spin) / 2;
  read.one_body = Eigen::MatrixXd::Zero(n, n);
  read.orbital_energies = Eigen::VectorXd::Zero(n);
  read.two_body.assign(static_cast<size_t>(n) * n * n * n, 0.0);
  const auto set = [&](double value, int p, int q, int r, int s) {
    for (const auto& [a, b] : {std::pair{p, q}, {q, p}})
      for (const auto& [c, d] : {std::pair{r, s}, {s, r}}) {
        read.two_body[static_cast<size_t>(((a * n + b) * n + c) * n + d)] = value;
        read.two_body[static_cast<size_t>(((c * n + d) * n + a) * n + b)] = value;
      }
  };
  std::istringstream lines(text.substr(text.find("&END") + 4));
  double value = 0.0;
  for (int p = 0, q = 0, r = 0, s = 0; lines >> value >> p >> q >> r >> s;) {
    if (r > 0)
      set(value, p - 1, q - 1, r - 1, s - 1);
    else if (p > 0)
      read.one_body(p - 1, q - 1) = read.one_body(q - 1, p - 1) = value;
    else
      read.constant = value;
  }
  return read;
}

TEST(Fcidump, HeaderGivesOrbitalsElectronsAndSpin) {
  EXPECT_THAT(text_of(test_hamiltonian(test_oh(), "sto3g")),
              StartsWith("&FCI NORB=6,NELEC=9,MS2=1,\n ORBSYM=1,1,1,1,1,1,\n ISYM=1,\n&END\n"));
  const ActiveSpaceOptions frozen{.frozen_core = true};
  EXPECT_THAT(text_of(test_hamiltonian(test_water(), "sto3g", frozen)),
              StartsWith("&FCI NORB=6,NELEC=8,MS2=0,"));
}

TEST(Fcidump, ReadingGivesTheSameNumbers) {
  const MolecularHamiltonian hamiltonian = test_hamiltonian(test_water(), "6-31g", {.frozen_core = true});
  const MolecularHamiltonian read = read_back(text_of(hamiltonian));
  EXPECT_EQ(read.constant, hamiltonian.constant + hamiltonian.nuclear_repulsion_energy);
  EXPECT_LT((read.one_body - hamiltonian.one_body).cwiseAbs().maxCoeff(), 1e-15);
  ASSERT_EQ(read.two_body.size(), hamiltonian.two_body.size());
  // Equal integrals are equal but for rounding, and one of the eight is written.
  for (size_t i = 0; i < read.two_body.size(); ++i)
    ASSERT_NEAR(read.two_body[i], hamiltonian.two_body[i], 1e-14);
}

TEST(Fcidump, HasTheFciEnergyOfTheMolecule) {
  const auto energy = [](const MolecularHamiltonian& hamiltonian) {
    return lowest_energy(read_back(text_of(hamiltonian))).value();
  };
  for (const ActiveSpaceOptions& options :
       {ActiveSpaceOptions{}, ActiveSpaceOptions{.frozen_core = true},
        ActiveSpaceOptions{.active_space = ActiveSpace{.electrons = 4, .orbitals = 4}}}) {
    const MolecularHamiltonian hamiltonian = test_hamiltonian(test_water(), "sto3g", options);
    EXPECT_NEAR(energy(hamiltonian), lowest_energy(hamiltonian).value(), 1e-10);
  }
  EXPECT_NEAR(energy(test_hamiltonian(test_lih(), "sto3g")), -7.882403410335505, 1e-9);  // PySCF 2.14
}

TEST(Fcidump, ManyOrbitalsBreakTheLineOfSymmetries) {
  const std::string text = text_of(test_hamiltonian(test_water(), "cc-pvtz", {.frozen_core = true}));
  EXPECT_THAT(text, StartsWith("&FCI NORB=57,NELEC=8,MS2=0,\n ORBSYM=1,1,"));
  EXPECT_THAT(text, HasSubstr("1,\n  1,"));
  const std::string header = text.substr(0, text.find("ISYM"));
  EXPECT_EQ(std::ranges::count(header.substr(header.find("ORBSYM=")), '1'), 57);
}

TEST(Fcidump, AnErrorOfTheSinkEndsTheWriting) {
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
