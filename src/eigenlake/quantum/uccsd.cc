// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/uccsd.h"

#include <cmath>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

using Spin = UccsdAmplitude::Spin;

FermionicExcitation single(int from, int to, AngleTerm angle) {
  return {{from, -1}, {to, -1}, {angle, AngleTerm{}}};
}

FermionicExcitation pair(int from0, int from1, int to0, int to1, AngleTerm angle, AngleTerm second = {}) {
  return {{from0, from1}, {to0, to1}, {angle, second}};
}

double pairs_of(double count) {
  return count * (count - 1) / 2;
}

double amplitude_of(const UccsdAmplitude& which, const OrbitalSpace& orbitals, const Mp2Amplitudes& t) {
  const int i = which.i, j = which.j;
  const auto alpha = [&](int orbital) { return orbital - orbitals.num_alpha; };
  const auto beta = [&](int orbital) { return orbital - orbitals.num_beta; };
  switch (which.spin) {
    case Spin::kBoth:
      return j < 0 ? t.t_a(i, alpha(which.a)) : t.ab(i, j, alpha(which.a), beta(which.b));
    case Spin::kAlpha:
      return t.t_a(i, alpha(which.a));
    case Spin::kBeta:
      return t.t_b(i, beta(which.a));
    case Spin::kAlphaAlpha:
      return t.aa(i, j, alpha(which.a), alpha(which.b));
    case Spin::kAlphaBeta:
      return t.ab(i, j, alpha(which.a), beta(which.b));
    case Spin::kBetaBeta:
      return t.bb(i, j, beta(which.a), beta(which.b));
  }
  EIGENLAKE_ASSERT(false);
}

class UccsdFamily final : public AnsatzFamily {
 public:
  AnsatzKind kind() const override { return AnsatzKind::kUccsd; }
  StateSpace space() const override { return StateSpace::kSector; }
  int max_qubits() const override { return 62; }  // occupations of a spin are masks of 31 bits
  bool has_mp2_start() const override { return true; }
  bool has_repetitions() const override { return false; }
  int default_repetitions() const override { return 1; }
  int default_restarts(double) const override { return 1; }
  bool restarts_anywhere() const override { return false; }
  double count_parameters(const OrbitalSpace& orbitals, int) const override {
    return uccsd_size(orbitals.num_orbitals, orbitals.num_alpha, orbitals.num_beta).num_parameters;
  }
  std::unique_ptr<Ansatz> make(const OrbitalSpace& orbitals, int) const override {
    return std::make_unique<UccsdAnsatz>(orbitals.num_orbitals, orbitals.num_alpha, orbitals.num_beta);
  }
};

}  // namespace

UccsdSize uccsd_size(int num_orbitals, int num_alpha, int num_beta) {
  const auto singles = [&](double occupied) { return occupied * (num_orbitals - occupied); };
  const auto same_spin = [&](double occupied) {
    return pairs_of(occupied) * pairs_of(num_orbitals - occupied);
  };
  const double alpha = singles(num_alpha), beta = singles(num_beta);
  const double excitations = alpha + beta + alpha * beta + same_spin(num_alpha) + same_spin(num_beta);
  return {num_alpha == num_beta ? alpha + alpha * (alpha + 1) / 2 : excitations, excitations};
}

UccsdAnsatz::UccsdAnsatz(int num_orbitals, int num_alpha, int num_beta)
    : orbitals_{num_orbitals, num_alpha, num_beta} {
  EIGENLAKE_ASSERT(num_orbitals >= 0 && num_orbitals <= 31);
  EIGENLAKE_ASSERT(num_alpha >= 0 && num_alpha <= num_orbitals);
  EIGENLAKE_ASSERT(num_beta >= 0 && num_beta <= num_orbitals);
  if (num_alpha == num_beta) {
    add_closed_shell();
  } else {
    add_open_shell();
  }
}

int UccsdAnsatz::add_amplitude(const UccsdAmplitude& amplitude) {
  amplitudes_.push_back(amplitude);
  return num_parameters() - 1;
}

void UccsdAnsatz::add_closed_shell() {
  const int n = orbitals_.num_orbitals, occupied = orbitals_.num_alpha;
  const auto add_mixed = [&](int i, int j, int a, int b, int parameter) {
    excitations_.push_back(pair(i, n + j, a, n + b, {parameter, 1.0}));
    if (i != j || a != b) excitations_.push_back(pair(j, n + i, b, n + a, {parameter, 1.0}));
  };
  for (int i = 0; i < occupied; ++i)
    for (int j = i; j < occupied; ++j)
      for (int a = occupied; a < n; ++a)
        for (int b = a; b < n; ++b) {
          const int direct = add_amplitude({Spin::kBoth, i, j, a, b});
          add_mixed(i, j, a, b, direct);
          if (i == j || a == b) continue;
          const int exchanged = add_amplitude({Spin::kBoth, i, j, b, a});
          add_mixed(i, j, b, a, exchanged);
          for (const int spin : {0, n})
            excitations_.push_back(
                pair(spin + i, spin + j, spin + a, spin + b, {direct, 1.0}, {exchanged, -1.0}));
        }
  for (int i = 0; i < occupied; ++i)
    for (int a = occupied; a < n; ++a) {
      const int parameter = add_amplitude({Spin::kBoth, i, -1, a, -1});
      for (const int spin : {0, n}) excitations_.push_back(single(spin + i, spin + a, {parameter, 1.0}));
    }
}

void UccsdAnsatz::add_open_shell() {
  const auto [n, num_alpha, num_beta] = orbitals_;
  const auto add_same_spin = [&](Spin spin, int offset, int occupied) {
    for (int i = 0; i < occupied; ++i)
      for (int j = i + 1; j < occupied; ++j)
        for (int a = occupied; a < n; ++a)
          for (int b = a + 1; b < n; ++b)
            excitations_.push_back(pair(offset + i, offset + j, offset + a, offset + b,
                                        {add_amplitude({spin, i, j, a, b}), 1.0}));
  };
  const auto add_singles = [&](Spin spin, int offset, int occupied) {
    for (int i = 0; i < occupied; ++i)
      for (int a = occupied; a < n; ++a)
        excitations_.push_back(single(offset + i, offset + a, {add_amplitude({spin, i, -1, a, -1}), 1.0}));
  };
  for (int i = 0; i < num_alpha; ++i)
    for (int j = 0; j < num_beta; ++j)
      for (int a = num_alpha; a < n; ++a)
        for (int b = num_beta; b < n; ++b)
          excitations_.push_back(
              pair(i, n + j, a, n + b, {add_amplitude({Spin::kAlphaBeta, i, j, a, b}), 1.0}));
  add_same_spin(Spin::kAlphaAlpha, 0, num_alpha);
  add_same_spin(Spin::kBetaBeta, n, num_beta);
  add_singles(Spin::kAlpha, 0, num_alpha);
  add_singles(Spin::kBeta, n, num_beta);
}

std::vector<double> UccsdAnsatz::hartree_fock_start() const {
  return std::vector<double>(amplitudes_.size(), 0.0);
}

std::optional<std::vector<double>> UccsdAnsatz::mp2_start(const Mp2Amplitudes& amplitudes) const {
  EIGENLAKE_ASSERT(amplitudes.num_occupied_alpha == orbitals_.num_alpha);
  EIGENLAKE_ASSERT(amplitudes.num_occupied_beta == orbitals_.num_beta);
  EIGENLAKE_ASSERT(amplitudes.num_virtual_alpha == orbitals_.num_orbitals - orbitals_.num_alpha);
  std::vector<double> parameters;
  parameters.reserve(amplitudes_.size());
  for (const UccsdAmplitude& amplitude : amplitudes_)
    parameters.push_back(0.5 * std::atan(2.0 * amplitude_of(amplitude, orbitals_, amplitudes)));
  return parameters;
}

const AnsatzFamily& uccsd_family() {
  static const UccsdFamily family;
  return family;
}

}  // namespace eigenlake
