#include <cmath>

#include "eigenlake/base/assert.h"
#include "eigenlake/quantum/uccsd.h"

namespace eigenlake {
namespace {

double amplitude_of(const UccsdAmplitude& which, const OrbitalSpace& orbitals, const Mp2Amplitudes& t) {
  using Spin = UccsdAmplitude::Spin;
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
