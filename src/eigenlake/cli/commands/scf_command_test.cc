// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class ScfCommandTest : public ProgramTest {
 protected:
  ScfCommandTest()
      : file_(folder_.write("h2.json", kH2)),
        mixed_(folder_.write("mixed.json",
                             std::string(R"([{"symbols": ["Xx"], "coords": [[0, 0, 0]]}, )") + kH2 + "]")) {}
  const std::string file_;
  const std::string mixed_;
};

TEST_F(ScfCommandTest, TextHasEnergiesSideBySide) {
  out_is_terminal_ = true;
  const auto lines = lines_of(done({"scf", file_}).out);
  ASSERT_THAT(lines, SizeIs(3));
  for (const char* heading : {"molecule", "basis", "orbitals", "scf", "nuclear_repulsion_energy",
                              "hf_total_energy", "uhf_total_energy"})
    EXPECT_THAT(lines[0], HasSubstr(heading));
  EXPECT_THAT(lines[0], Not(HasSubstr("mp2_total_energy")));
  EXPECT_THAT(lines[2],
              AllOf(StartsWith("H2"), HasSubstr("sto3g"), HasSubstr("RHF"), HasSubstr("-1.116684")));
}

TEST_F(ScfCommandTest, RequestedFiguresHaveColumns) {
  out_is_terminal_ = true;
  const auto lines = lines_of(done({"scf", file_, "--mp2", "--fci", "--jordan-wigner"}).out);
  for (const char* heading : {"mp2_total_energy", "fci_total_energy", "jordan_wigner_terms"})
    EXPECT_THAT(lines[0], HasSubstr(heading));
  EXPECT_THAT(lines[2], AllOf(HasSubstr("-1.137"), HasSubstr("15")));
}

TEST_F(ScfCommandTest, JsonHasAnObjectForEachMolecule) {
  const auto rows = done({"scf", file_, file_, "--json"}).objects();
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_THAT(
      keys_of(rows[0]),
      ElementsAre("molecule", "symbols", "coords", "units", "charge", "multiplicity", "basis",
                  "spatial_orbitals", "num_qubits", "num_electrons", "nuclear_repulsion_energy",
                  "hf_total_energy", "scf", "s_squared", "iterations", "scf_diagnosis", "overlap_frobenius",
                  "core_hamiltonian_trace_S_inv", "dipole_moment", "uhf_total_energy", "uhf_diagnosis"));
}

TEST_F(ScfCommandTest, FailedMoleculeLeavesTheOthers) {
  const auto outcome = call({"scf", mixed_, "--json"});
  EXPECT_EQ(outcome.code, ExitCode::kSomeMoleculesFailed);
  EXPECT_EQ(outcome.object()["molecule"], "H2");
  EXPECT_THAT(outcome.err, AllOf(StartsWith("error: "), HasSubstr("mixed.json, molecule 0")));
  expect_refusal({"scf", mixed_, "--molecule-index", "0"}, ExitCode::kBadInput, {"Xx"});
}

TEST_F(ScfCommandTest, UnknownBasisNamesTheMoleculeOnce) {
  expect_refusal({"scf", file_, "--basis", "sto3h"}, ExitCode::kBadInput, {"h2.json, molecule 0", "sto3h"});
  EXPECT_THAT(done({"scf", file_, "--basis", "STO-3G", "--json"}).object()["basis"], testing::Eq("sto3g"));
}

TEST_F(ScfCommandTest, UnrestrictedOrbitalsHaveNoCorrelation) {
  for (const char* flag : {"--mp2", "--fci", "--jordan-wigner"})
    expect_refusal({"scf", file_, "--scf", "uhf", flag}, ExitCode::kUsage, {"uhf"});
  EXPECT_THAT(done({"scf", file_, "--scf", "uhf"}).out, HasSubstr("UHF"));
  expect_refusal({"scf", file_, "--scf", "uhff"}, ExitCode::kUsage, {"--scf", "'uhff'", "'uhf'"});
}

TEST_F(ScfCommandTest, FilesAreRequired) {
  expect_refusal({"scf"}, ExitCode::kUsage, {"FILE"});
  expect_refusal({"scf", folder_.place("none.xyz")}, ExitCode::kBadInput, {"none.xyz"});
  expect_refusal({"scf", file_, "--active-space", "2"}, ExitCode::kUsage, {"flag --active-space", "'2'"});
  done({"scf", file_});
  EXPECT_FALSE(has_lake());
}

TEST_F(ScfCommandTest, DryRunComputesNothing) {
  const std::string orbitals = folder_.place("x.molden");
  const Json plan = done({"scf", file_, "--molden", orbitals, "--dry-run", "--json"}).object();
  EXPECT_EQ(plan["command"], "scf");
  EXPECT_THAT(plan["operands"], ElementsAre(file_));
  EXPECT_THAT(folder_.read("x.molden"), IsEmpty());
}

}  // namespace
}  // namespace eigenlake
