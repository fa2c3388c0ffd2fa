// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace eigenlake {

/// Rotations are exp(−i·angle/2·P); XX+YY is exp(−i·angle/4·(XX + YY)), Qiskit's XXPlusYYGate with beta = 0.
enum class GateKind { kX, kH, kS, kSdg, kRX, kRY, kRZ, kCX, kCZ, kRXX, kRYY, kXXPlusYY };

std::string_view name_of(GateKind kind);  ///< As in OpenQASM: "rx", "cx", "xx_plus_yy".
int num_qubits_of(GateKind kind);         ///< 1 or 2.
bool has_angle(GateKind kind);

/// constant, or factor · parameters[parameter] if there is a parameter. Radian.
struct Angle {
  int parameter = -1;  ///< −1: none.
  double factor = 1.0;
  double constant = 0.0;

  bool is_constant() const { return parameter < 0; }
  double value(std::span<const double> parameters) const {
    return is_constant() ? constant : factor * parameters[static_cast<size_t>(parameter)];
  }
  bool operator==(const Angle&) const = default;
};

/// A two-qubit gate acts on (qubit, other); for CX `qubit` controls and `other` is the target.
struct Gate {
  GateKind kind = GateKind::kX;
  int qubit = 0;
  int other = -1;
  Angle angle = {};

  bool operator==(const Gate&) const = default;
};

/// A list of gates on |0…0⟩. Several gates may share one parameter.
class Circuit {
 public:
  explicit Circuit(int num_qubits, int num_parameters = 0)
      : num_qubits_(num_qubits), num_parameters_(num_parameters) {}

  int num_qubits() const { return num_qubits_; }
  int num_parameters() const { return num_parameters_; }
  const std::vector<Gate>& gates() const { return gates_; }

  /// Requires: different qubits below num_qubits(), and a parameter below num_parameters().
  void add(Gate gate);
  /// The index of a new parameter.
  int add_parameter() { return num_parameters_++; }

  /// Whether every gate, and therefore the state, is real: half the work.
  bool is_real() const;

 private:
  int num_qubits_ = 0;
  int num_parameters_ = 0;
  std::vector<Gate> gates_;
};

}  // namespace eigenlake
