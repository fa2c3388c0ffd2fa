#include "eigenlake/quantum/uccsd_openqasm.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/quantum/openqasm.h"

namespace eigenlake {
namespace {

/// |1, 0⟩ ↔ |0, 1⟩ on (from, to): a controlled RY between two CX.
constexpr std::string_view kSingleBody = "cx q1, q0;\ncry(2*p0) q0, q1;\ncx q1, q0;\n";

/// |1, 1, 0, 0⟩ ↔ |0, 0, 1, 1⟩ on (from, from, to, to): three CX bring the pair to values of q0, q1 and q3
/// that no other state has and that differ in q2 alone; RY of q2 is then multiplexed over the three.
/// Source: Yordanov, Arvidsson-Shukur & Barnes, Phys. Rev. A 102, 062612 (2020).
constexpr std::string_view kDoubleBody =
    "cx q0, q1;\ncx q2, q3;\ncx q2, q0;\n"
    "ry(p0/4) q2;\ncx q1, q2;\nry(p0/4) q2;\ncx q3, q2;\nry(p0/4) q2;\ncx q1, q2;\nry(p0/4) q2;\ncx q0, q2;\n"
    "ry(-p0/4) q2;\ncx q1, q2;\nry(-p0/4) q2;\ncx q3, q2;\nry(-p0/4) q2;\ncx q1, q2;\nry(-p0/4) q2;\n"
    "cx q0, q2;\n"
    "cx q2, q0;\ncx q2, q3;\ncx q0, q1;\n";

/// The excited qubits, from before to, and after them those whose parity gives the sign: strictly between the
/// first and second, and between the third and fourth of the excited ones in ascending order.
std::vector<int> qubits_of(const FermionicExcitation& excitation) {
  std::vector<int> excited{excitation.from[0], excitation.to[0]};
  if (!excitation.is_single())
    excited = {excitation.from[0], excitation.from[1], excitation.to[0], excitation.to[1]};
  std::vector<int> ascending = excited;
  std::ranges::sort(ascending);
  for (size_t k = 0; k < ascending.size(); k += 2)
    for (int qubit = ascending[k] + 1; qubit < ascending[k + 1]; ++qubit) excited.push_back(qubit);
  return excited;
}

std::string qubit_names(size_t count) {
  std::vector<std::string> names;
  for (size_t k = 0; k < count; ++k) names.push_back(fmt::format("q{}", k));
  return fmt::format("{}", fmt::join(names, ", "));
}

/// Conjugation with CZ gives an operator that flips q0 the sign of a parity.
std::string fermionic_body(std::string_view name, size_t num_excited, size_t num_qubits) {
  std::string signs;
  for (size_t k = num_excited; k < num_qubits; ++k) signs += fmt::format("cz q{}, q0;\n", k);
  return fmt::format("{}{}(p0) {};\n{}", signs, name, qubit_names(num_excited), signs);
}

void add_excitation(OpenQasmWriter& writer, const FermionicExcitation& excitation) {
  const std::vector<int> qubits = qubits_of(excitation);
  const int count = static_cast<int>(qubits.size()), num_excited = excitation.is_single() ? 2 : 4;
  std::string name = excitation.is_single() ? "single_excitation" : "double_excitation";
  writer.define(name, 1, num_excited, excitation.is_single() ? kSingleBody : kDoubleBody);
  if (count > num_excited) {
    const std::string body = fermionic_body(name, static_cast<size_t>(num_excited), qubits.size());
    name += fmt::format("_{}", count - num_excited);
    writer.define(name, 1, count, body);
  }
  const auto& [first, second] = excitation.angle;
  const Angle angles[2] = {{first.parameter, first.coefficient}, {second.parameter, -second.coefficient}};
  if (second.parameter < 0) return writer.call(name, std::span(angles).first(1), qubits);
  const std::string body = fmt::format("{}(p0 - p1) {};\n", name, qubit_names(qubits.size()));
  name += "_difference";
  writer.define(name, 2, count, body);
  writer.call(name, angles, qubits);
}

}  // namespace

std::string uccsd_openqasm(const UccsdAnsatz& ansatz) {
  OpenQasmWriter writer(ansatz.num_qubits(), ansatz.num_parameters());
  for (int p = 0; p < ansatz.num_alpha(); ++p) writer.add({GateKind::kX, p});
  for (int p = 0; p < ansatz.num_beta(); ++p) writer.add({GateKind::kX, ansatz.num_orbitals() + p});
  for (const FermionicExcitation& excitation : ansatz.excitations()) add_excitation(writer, excitation);
  return writer.text();
}

}  // namespace eigenlake
