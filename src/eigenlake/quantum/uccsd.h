// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "eigenlake/quantum/ansatz.h"

namespace eigenlake {

/// The meaning of a parameter: the amplitude of i→a, or of the pair i→a, j→b. Spatial orbitals; j and b are
/// −1 for a single excitation.
struct UccsdAmplitude {
  enum class Spin { kBoth, kAlpha, kBeta, kAlphaAlpha, kAlphaBeta, kBetaBeta };
  Spin spin = Spin::kBoth;  ///< kBoth if alpha and beta share the parameter (closed shells).
  int i = -1, j = -1, a = -1, b = -1;
};

/// Sizes of a UccsdAnsatz.
struct UccsdSize {
  double num_parameters = 0.0;
  double num_excitations = 0.0;
};
UccsdSize uccsd_size(int num_orbitals, int num_alpha, int num_beta);

/// Unitary coupled cluster with single and double excitations of the Hartree–Fock determinant, as one product
/// of exact fermionic excitations: |ψ⟩ = U_K … U_2 U_1 |HF⟩. It never leaves the sector of N_alpha and N_beta
/// electrons.
///
/// The order is fixed and documented in docs/reference/uccsd.md: doubles act first, then singles, each in
/// lexicographic order of (i, j, a, b).
///
/// Closed shells: i→a of alpha and beta share a parameter, and the amplitude t(i,j,a,b) = t(j,i,b,a) is one
/// parameter that also gives the same-spin angle t(i,j,a,b) − t(i,j,b,a), so num_parameters = ov + ov(ov+1)/2
/// with o occupied and v virtual orbitals. Open shells: one parameter for each spin-orbital excitation.
///
/// As a product, it conserves ⟨S²⟩ only approximately.
///
/// Source: Evangelista, Chan & Scuseria, J. Chem. Phys. 151, 244112 (2019) for exactness of ordered products.
class UccsdAnsatz final : public Ansatz {
 public:
  /// Requires: 0 <= num_alpha, num_beta <= num_orbitals <= 31.
  UccsdAnsatz(int num_orbitals, int num_alpha, int num_beta);

  const OrbitalSpace& orbitals() const override { return orbitals_; }
  StateSpace space() const override { return StateSpace::kSector; }
  int num_parameters() const override { return static_cast<int>(amplitudes_.size()); }
  Circuit circuit() const override;
  /// Each excitation is one call of a defined gate; see docs/reference/uccsd.md.
  std::string openqasm() const override;
  std::span<const FermionicExcitation> excitations() const override { return excitations_; }
  std::vector<double> hartree_fock_start() const override;
  /// Amplitudes t as angles atan(2t) / 2, which diagonalise the two states that an excitation couples: about
  /// t if it is small, and at most π/4. Singles of closed shells start at 0.
  std::optional<std::vector<double>> mp2_start(const Mp2Amplitudes& amplitudes) const override;

  /// The meaning of each parameter, [num_parameters].
  std::span<const UccsdAmplitude> amplitudes() const { return amplitudes_; }

 private:
  void add_closed_shell();
  void add_open_shell();
  int add_amplitude(const UccsdAmplitude& amplitude);

  OrbitalSpace orbitals_;
  std::vector<FermionicExcitation> excitations_;
  std::vector<UccsdAmplitude> amplitudes_;
};

const AnsatzFamily& uccsd_family();

}  // namespace eigenlake
