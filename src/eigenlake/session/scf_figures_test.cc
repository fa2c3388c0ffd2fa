// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/scf_figures.h"

#include <new>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/session/testing/small_work.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class ScfFiguresTest : public ::testing::Test {
 protected:
  ScfFiguresTest() { request_.basis = "sto3g"; }
  ScfFigures compute() {
    ScfFigures done = compute_figures(molecule_, request_, pool_);
    EXPECT_TRUE(done.status) << done.status.error().to_string();
    return done;
  }
  /// Keeps what is written in `text`, or fails.
  ScfFile file(const std::string& name, bool fails = false) {
    return {name, [this, fails](const auto& fill) -> Result<> {
              if (fails) return fail(ErrorKind::kStore, "no disk");
              return fill([this](std::string_view text) -> Result<> {
                text_ += text;
                return {};
              });
            }};
  }

  Molecule molecule_ = *hydrogen(0.7414).molecule;
  ScfRequest request_;
  ThreadPool pool_{1};
  std::string text_;
};

TEST_F(ScfFiguresTest, MissingMemoryIsAnErrorOfTheMolecule) {
  request_.molden = ScfFile{"h2.molden", [](const auto&) -> Result<> { throw std::bad_alloc(); }};
  const ScfFigures done = compute_figures(molecule_, request_, pool_);
  ASSERT_FALSE(done.status);
  EXPECT_EQ(done.status.error().kind, ErrorKind::kResourceLimit);
  EXPECT_TRUE(done.figures["hf_total_energy"].is_number()) << "what was computed before stays";
}

TEST_F(ScfFiguresTest, DefaultFiguresAreIntegralsAndEnergies) {
  const ScfFigures done = compute();
  const Json& figures = done.figures;
  EXPECT_TRUE(done.complete);
  EXPECT_THAT(done.warnings, IsEmpty());
  EXPECT_EQ(figures.begin().key(), "molecule");
  EXPECT_EQ(figures["basis"], "sto3g");
  EXPECT_EQ(figures["spatial_orbitals"], 2);
  EXPECT_EQ(figures["num_qubits"], 4);
  EXPECT_EQ(figures["num_electrons"], (Json{1, 1}));
  EXPECT_EQ(figures["scf"], "RHF");
  EXPECT_NEAR(figures["hf_total_energy"], -1.1166843, 1e-6);
  EXPECT_NEAR(figures["uhf_total_energy"], figures["hf_total_energy"].get<double>(), 1e-8);
  EXPECT_EQ(figures["scf_diagnosis"]["stability"], "stable");
  for (const char* key : {"mp2_total_energy", "fci_total_energy", "jordan_wigner_terms", "fcidump", "molden"})
    EXPECT_FALSE(figures.contains(key)) << key;
}

TEST_F(ScfFiguresTest, RequestedFiguresAreAdded) {
  request_.mp2 = request_.with_fci = request_.jordan_wigner = true;
  const Json figures = compute().figures;
  EXPECT_LT(figures["fci_total_energy"], figures["mp2_total_energy"]);
  EXPECT_LT(figures["mp2_total_energy"], figures["hf_total_energy"]);
  EXPECT_NEAR(figures["fci_total_energy"], -1.1372701, 1e-6);
  EXPECT_EQ(figures["determinants"], 4);
  EXPECT_EQ(figures["jordan_wigner_terms"], 15);
  EXPECT_TRUE(figures["jordan_wigner_one_norm"].is_number());
}

TEST_F(ScfFiguresTest, OnlyAutoComputesUhfToo) {
  request_.method = ScfMethod::kRhf;
  EXPECT_FALSE(compute().figures.contains("uhf_total_energy"));
  request_.method = ScfMethod::kUhf;
  const Json figures = compute().figures;
  EXPECT_FALSE(figures.contains("hf_total_energy"));
  EXPECT_EQ(figures["scf"], "UHF");
}

TEST_F(ScfFiguresTest, BasisOfTheMoleculeIsTaken) {
  molecule_.basis = "6-31g";
  EXPECT_EQ(compute().figures["spatial_orbitals"], 4);
}

TEST_F(ScfFiguresTest, MissingFigureIsNullWithAWarning) {
  request_.mp2 = request_.with_fci = true;
  request_.fci.max_determinants = 3;
  const ScfFigures done = compute();
  EXPECT_FALSE(done.complete);
  ASSERT_THAT(done.warnings, SizeIs(1));
  EXPECT_THAT(done.warnings[0], StartsWith("H2: "));
  EXPECT_THAT(done.warnings[0], HasSubstr("fci_total_energy"));
  EXPECT_TRUE(done.figures["fci_total_energy"].is_null());
  EXPECT_TRUE(done.figures["mp2_total_energy"].is_number());
}

TEST_F(ScfFiguresTest, ImpossibleActiveSpaceLeavesOutItsFigures) {
  request_.mp2 = request_.with_fci = request_.jordan_wigner = true;
  request_.fcidump = file("x.fcidump");
  request_.active_space.active_space = ActiveSpace{4, 4};
  const ScfFigures done = compute();
  EXPECT_THAT(done.warnings, SizeIs(1));
  for (const char* key : {"mp2_total_energy", "determinants", "fci_total_energy", "jordan_wigner_terms",
                          "jordan_wigner_identity_coefficient", "jordan_wigner_one_norm", "fcidump"})
    EXPECT_TRUE(done.figures[key].is_null()) << key;
  EXPECT_TRUE(done.figures["uhf_total_energy"].is_number());
  EXPECT_EQ(text_, "");
}

TEST_F(ScfFiguresTest, FilesAreFigures) {
  request_.fcidump = file("x.fcidump");
  EXPECT_EQ(compute().figures["fcidump"], "x.fcidump");
  EXPECT_THAT(text_, StartsWith("&FCI NORB=2,NELEC=2"));
  request_.fcidump = file("x.fcidump", true);
  const ScfFigures done = compute();
  EXPECT_TRUE(done.figures["fcidump"].is_null());
  EXPECT_FALSE(done.complete);
  EXPECT_THAT(done.warnings[0], HasSubstr("no disk"));
  request_.fcidump = std::nullopt;
  request_.molden = file("x.molden");
  text_.clear();
  EXPECT_EQ(compute().figures["molden"], "x.molden");
  EXPECT_THAT(text_, StartsWith("[Molden Format]"));
}

TEST_F(ScfFiguresTest, UnknownBasisGivesNoFigures) {
  request_.basis = "sto3h";
  const ScfFigures done = compute_figures(molecule_, request_, pool_);
  ASSERT_FALSE(done.status);
  EXPECT_EQ(exit_code_of(done.status.error().kind), ExitCode::kBadInput);
}

TEST_F(ScfFiguresTest, UnreadableMoleculeLeavesTheOthers) {
  std::vector<MoleculeEntry> entries = {hydrogen(0.7), hydrogen(0.8), hydrogen(0.9)};
  entries[1].molecule = fail(ErrorKind::kInvalidInput, "no molecule");
  std::vector<std::string> found;
  compute_figures(entries, request_, 1, [&](const MoleculeEntry& entry, const ScfFigures& figures) {
    EXPECT_EQ(&entry, &entries[found.size()]);
    found.push_back(figures.status ? figures.figures["scf"].get<std::string>()
                                   : figures.status.error().message);
  });
  EXPECT_THAT(found, ElementsAre("RHF", "no molecule", "RHF"));
}

}  // namespace
}  // namespace eigenlake
