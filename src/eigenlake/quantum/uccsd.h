#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace eigenlake {

/// One term of the angle of an excitation: coefficient · parameters[index].
struct AngleTerm {
  int parameter = -1;  ///< Negative: unused.
  double coefficient = 0.0;
};

/// One factor exp(θ (T − T†)) of the ansatz. T = a†_{to[0]} a_{from[0]} for a single excitation, and
/// a†_{to[0]} a†_{to[1]} a_{from[1]} a_{from[0]} for a double one.
///
/// Spin orbitals are blocked: alpha orbital p is p, beta orbital p is num_orbitals + p. Both pairs are in
/// ascending order; the second entry of a single excitation is −1.
///
/// The factor turns each pair of determinants |D⟩, |D'⟩ = ±T|D⟩ by θ and leaves all others alone.
struct FermionicExcitation {
  std::array<int, 2> from{-1, -1};
  std::array<int, 2> to{-1, -1};
  std::array<AngleTerm, 2> angle;

  bool is_single() const { return from[1] < 0; }

  /// θ in radian.
  double theta(std::span<const double> parameters) const {
    double sum = 0.0;
    for (const AngleTerm& term : angle)
      if (term.parameter >= 0) sum += term.coefficient * parameters[static_cast<size_t>(term.parameter)];
    return sum;
  }
};

/// What a parameter stands for: the amplitude of i→a, or of the pair i→a, j→b. Spatial orbitals; j and b are
/// −1 for a single excitation.
struct UccsdAmplitude {
  enum class Spin { kBoth, kAlpha, kBeta, kAlphaAlpha, kAlphaBeta, kBetaBeta };
  Spin spin = Spin::kBoth;  ///< kBoth where alpha and beta share the parameter (closed shells).
  int i = -1, j = -1, a = -1, b = -1;
};

/// Sizes of a UccsdAnsatz, without making it.
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
/// Being a product, it conserves ⟨S²⟩ only nearly.
///
/// Source: Evangelista, Chan & Scuseria, J. Chem. Phys. 151, 244112 (2019) for exactness of ordered products.
class UccsdAnsatz {
 public:
  /// Requires: 0 <= num_alpha, num_beta <= num_orbitals <= 31.
  UccsdAnsatz(int num_orbitals, int num_alpha, int num_beta);

  int num_orbitals() const { return num_orbitals_; }
  int num_alpha() const { return num_alpha_; }
  int num_beta() const { return num_beta_; }
  int num_qubits() const { return 2 * num_orbitals_; }
  int num_parameters() const { return static_cast<int>(amplitudes_.size()); }

  /// In the order in which they act on the Hartree–Fock determinant.
  std::span<const FermionicExcitation> excitations() const { return excitations_; }

  /// What each parameter stands for, [num_parameters].
  std::span<const UccsdAmplitude> amplitudes() const { return amplitudes_; }

 private:
  void add_closed_shell();
  void add_open_shell();
  int add_amplitude(const UccsdAmplitude& amplitude);

  int num_orbitals_;
  int num_alpha_;
  int num_beta_;
  std::vector<FermionicExcitation> excitations_;
  std::vector<UccsdAmplitude> amplitudes_;
};

}  // namespace eigenlake
