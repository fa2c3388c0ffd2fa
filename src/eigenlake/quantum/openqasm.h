#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

#include "eigenlake/quantum/circuit.h"

namespace eigenlake {

/// Writes an OpenQASM 3 program for one register `q` and float inputs `_θ_0_`, `_θ_1_`, …, in the spelling
/// that Qiskit's exporter uses and its importer reads. Gates that stdgates.inc lacks are defined once, at
/// first use.
class OpenQasmWriter {
 public:
  OpenQasmWriter(int num_qubits, int num_parameters);

  /// One gate of ours.
  void add(const Gate& gate);

  /// Emits `gate name(p0, …) q0, … { body }` unless `name` is defined already. `body` is statements over
  /// p0 … p(num_angles−1) and q0 … q(num_qubits−1), each ended by ";\n"; gates that it uses and stdgates.inc
  /// lacks must have been required or defined before.
  void define(std::string_view name, int num_angles, int num_qubits, std::string_view body);
  /// Defines the gate of `kind` if stdgates.inc lacks it.
  void require(GateKind kind);
  /// Applies a gate that was defined: `name(angles…) q[qubits…];`.
  void call(std::string_view name, std::span<const Angle> angles, std::span<const int> qubits);

  /// The whole program.
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

std::string to_openqasm(const Circuit& circuit);

}  // namespace eigenlake
