// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

#include "eigenlake/quantum/circuit.h"

namespace eigenlake {

/// Writes an OpenQASM 3 program for one register `q` and float inputs `_θ_0_`, `_θ_1_`, …, in the form that
/// Qiskit exports and imports. Gates that stdgates.inc lacks are defined once, at first use.
class OpenQasmWriter {
 public:
  OpenQasmWriter(int num_qubits, int num_parameters);

  void add(const Gate& gate);

  /// Emits `gate name(p0, …) q0, … { body }` unless `name` is already defined. `body` has statements over
  /// p0 … p(num_angles−1) and q0 … q(num_qubits−1), each ended by ";\n".
  /// Requires: gates of the body that stdgates.inc lacks were required or defined before.
  void define(std::string_view name, int num_angles, int num_qubits, std::string_view body);
  /// Defines the gate of `kind` if stdgates.inc lacks it.
  void require(GateKind kind);
  /// Applies a defined gate: `name(angles…) q[qubits…];`.
  void call(std::string_view name, std::span<const Angle> angles, std::span<const int> qubits);

  std::string text() const;

 private:
  int num_qubits_;
  int num_parameters_;
  std::set<std::string, std::less<>> defined_;
  std::string definitions_;
  std::string statements_;
};

/// "_θ_7_".
std::string openqasm_parameter_name(int parameter);
/// "q0, q1" of 'q' and 2.
std::string numbered_names(char letter, int count);

std::string to_openqasm(const Circuit& circuit);

}  // namespace eigenlake
