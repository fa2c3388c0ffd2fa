// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/chem/mp2.h"
#include "eigenlake/quantum/circuit.h"
#include "eigenlake/quantum/fermionic_excitation.h"

namespace eigenlake {

enum class AnsatzKind { kUccsd, kEfficientSu2, kRealAmplitudes, kExcitationPreserving };

inline constexpr std::array kAnsatzKinds = {AnsatzKind::kUccsd, AnsatzKind::kEfficientSu2,
                                            AnsatzKind::kRealAmplitudes, AnsatzKind::kExcitationPreserving};

std::string_view name_of(AnsatzKind kind);         ///< "UCCSD", "EfficientSU2", …: as in the record.
std::span<const std::string_view> ansatz_names();  ///< In the order of kAnsatzKinds.

/// Ignores case, hyphens, underscores and blanks. Errors: kUsage with all names.
Result<AnsatzKind> parse_ansatz(std::string_view text);

/// The space of the states of an ansatz.
enum class StateSpace {
  kSector,  ///< Determinants with the molecule's numbers of alpha and beta electrons; real amplitudes.
  kQubits,  ///< All states of the qubits.
};

/// The orbitals and electrons of an ansatz.
struct OrbitalSpace {
  int num_orbitals = 0;
  int num_alpha = 0;
  int num_beta = 0;

  int num_qubits() const { return 2 * num_orbitals; }
};

/// A trial state of one molecule as a function of parameters.
class Ansatz {
 public:
  virtual ~Ansatz() = default;
  virtual const OrbitalSpace& orbitals() const = 0;
  int num_orbitals() const { return orbitals().num_orbitals; }
  int num_alpha() const { return orbitals().num_alpha; }
  int num_beta() const { return orbitals().num_beta; }
  int num_qubits() const { return orbitals().num_qubits(); }
  virtual StateSpace space() const = 0;
  /// The present number: an ansatz may grow during the search.
  virtual int num_parameters() const = 0;

  /// From |0…0⟩ to the state under Jordan–Wigner, in elementary gates.
  virtual Circuit circuit() const = 0;
  /// The circuit in OpenQASM 3, possibly with gates of its own.
  virtual std::string openqasm() const = 0;
  /// The circuit as excitations of the Hartree–Fock determinant, in the order in which they act.
  /// Requires: space() is kSector.
  virtual std::span<const FermionicExcitation> excitations() const;

  /// Parameters that give exactly the Hartree–Fock determinant, up to a phase. [num_parameters]
  virtual std::vector<double> hartree_fock_start() const = 0;
  /// Parameters from first-order amplitudes; none if the ansatz has no such start.
  /// Requires: the amplitudes belong to the ansatz's orbitals and electrons.
  virtual std::optional<std::vector<double>> mp2_start(const Mp2Amplitudes&) const { return std::nullopt; }
};

/// A kind of ansatz, independent of a molecule.
class AnsatzFamily {
 public:
  virtual ~AnsatzFamily() = default;
  virtual AnsatzKind kind() const = 0;
  virtual StateSpace space() const { return StateSpace::kQubits; }
  /// Every gate, and therefore the state, is real: half the work.
  virtual bool is_real() const { return false; }
  virtual int max_qubits() const { return 64; }  ///< A Pauli string is two masks of 64 bits.
  virtual bool has_mp2_start() const { return false; }

  /// Whether layers can be repeated.
  virtual bool has_repetitions() const { return true; }
  virtual int default_repetitions() const { return 2; }
  /// Starts of a run by default. A hardware-efficient ansatz has a minimum, not only a saddle, at the
  /// Hartree–Fock determinant and needs other starts to escape; with many parameters they cost too much.
  virtual int default_restarts(double num_parameters) const;
  /// Whether starts after the first are random: near the determinant, an ansatz may always return to it.
  virtual bool restarts_anywhere() const { return true; }

  /// Also of an ansatz that does not fit into memory.
  virtual double count_parameters(const OrbitalSpace& orbitals, int repetitions) const = 0;
  /// Requires: the number of qubits is at most max_qubits().
  virtual std::unique_ptr<Ansatz> make(const OrbitalSpace& orbitals, int repetitions) const = 0;
};

}  // namespace eigenlake
