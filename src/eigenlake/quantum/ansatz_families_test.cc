// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/ansatz_families.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

class EveryFamily : public testing::TestWithParam<AnsatzKind> {
 protected:
  const AnsatzFamily& family() const { return family_of(GetParam()); }
};

TEST_P(EveryFamily, SaysWhatItsAnsatzIs) {
  EXPECT_EQ(family().kind(), GetParam());
  const auto ansatz = family().make({3, 2, 1}, family().default_repetitions());
  EXPECT_EQ(ansatz->space(), family().space());
  EXPECT_EQ(ansatz->num_qubits(), 6);
  EXPECT_EQ(ansatz->num_alpha(), 2);
  EXPECT_EQ(ansatz->num_beta(), 1);
  if (family().space() == StateSpace::kQubits) EXPECT_EQ(ansatz->circuit().is_real(), family().is_real());
}

TEST_P(EveryFamily, CountsTheParametersOfAnAnsatzWithoutMakingIt) {
  for (const OrbitalSpace orbitals : {OrbitalSpace{2, 1, 1}, {3, 2, 1}, {4, 2, 2}, {5, 1, 1}, {3, 3, 3}})
    for (const int reps : {0, 1, 3}) {
      if (!family().has_repetitions() && reps != 1) continue;
      const auto ansatz = family().make(orbitals, reps);
      const int count = ansatz->num_parameters();
      EXPECT_EQ(family().count_parameters(orbitals, reps), count) << orbitals.num_orbitals << ", " << reps;
      EXPECT_EQ(ansatz->circuit().num_parameters(), count);
      EXPECT_EQ(ansatz->circuit().num_qubits(), orbitals.num_qubits());
      EXPECT_EQ(ansatz->hartree_fock_start().size(), static_cast<size_t>(count));
    }
}

TEST_P(EveryFamily, CountsMoreParametersThanAnIntegerHolds) {
  if (!family().has_repetitions()) GTEST_SKIP() << "it has one layer";
  EXPECT_GT(family().count_parameters({32, 16, 16}, 2'000'000'000), 6e10);
}

TEST_P(EveryFamily, HasAnMp2StartWhereItSaysSo) {
  Mp2Amplitudes amplitudes;
  amplitudes.num_occupied_alpha = amplitudes.num_occupied_beta = 1;
  amplitudes.num_virtual_alpha = amplitudes.num_virtual_beta = 2;
  amplitudes.t_a = amplitudes.t_b = Eigen::MatrixXd::Zero(1, 2);
  amplitudes.t_ab = {-0.1, 0.0, 0.0, -0.02};
  const auto ansatz = family().make({3, 1, 1}, 1);
  const auto start = ansatz->mp2_start(amplitudes);
  EXPECT_EQ(start.has_value(), family().has_mp2_start());
  if (start) EXPECT_EQ(start->size(), static_cast<size_t>(ansatz->num_parameters()));
}

TEST_P(EveryFamily, TakesFewerStartsForMoreParameters) {
  int before = 100;
  for (const double parameters : {1.0, 32.0, 33.0, 96.0, 97.0, 300.0, 301.0, 1e6}) {
    const int restarts = family().default_restarts(parameters);
    EXPECT_GE(restarts, 1) << parameters;
    EXPECT_LE(restarts, before) << parameters;
    before = restarts;
  }
  EXPECT_EQ(before, 1);
}

INSTANTIATE_TEST_SUITE_P(All, EveryFamily, testing::ValuesIn(kAnsatzKinds),
                         [](const auto& info) { return std::string(name_of(info.param)); });

TEST(AnsatzFamilies, NumbersOfStartsChangeAtTheirLimits) {
  const AnsatzFamily& su2 = family_of(AnsatzKind::kEfficientSu2);
  EXPECT_EQ(su2.default_restarts(32), 16);
  EXPECT_EQ(su2.default_restarts(33), 5);
  EXPECT_EQ(su2.default_restarts(96), 5);
  EXPECT_EQ(su2.default_restarts(97), 1);
  const AnsatzFamily& preserving = family_of(AnsatzKind::kExcitationPreserving);
  EXPECT_EQ(preserving.default_restarts(97), 2);
  EXPECT_EQ(preserving.default_restarts(300), 2);
  EXPECT_EQ(preserving.default_restarts(301), 1);
  EXPECT_EQ(family_of(AnsatzKind::kUccsd).default_restarts(1), 1);
}

TEST(AnsatzFamilies, OnlyUccsdStaysInItsSectorOfFewerQubits) {
  for (const AnsatzKind kind : kAnsatzKinds) {
    const bool is_uccsd = kind == AnsatzKind::kUccsd;
    EXPECT_EQ(family_of(kind).space() == StateSpace::kSector, is_uccsd);
    EXPECT_EQ(family_of(kind).max_qubits(), is_uccsd ? 62 : 64);
    EXPECT_EQ(family_of(kind).has_repetitions(), !is_uccsd);
    EXPECT_EQ(family_of(kind).restarts_anywhere(), !is_uccsd);
  }
}

}  // namespace
}  // namespace eigenlake
