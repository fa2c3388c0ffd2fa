// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/openqasm.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

std::string angle_text(const Angle& angle) {
  // The shortest text that reads back as the same double.
  if (angle.is_constant()) return fmt::format("{}", angle.constant);
  const std::string name = openqasm_parameter_name(angle.parameter);
  if (angle.factor == 1.0) return name;
  if (angle.factor == -1.0) return "-" + name;
  return fmt::format("{}*{}", angle.factor, name);
}

/// Bodies of the gates that stdgates.inc lacks, over p0, q0 and q1; empty for the others.
std::string_view definition_of(GateKind kind) {
  switch (kind) {
    case GateKind::kRXX:
      return "h q0;\nh q1;\ncx q0, q1;\nrz(p0) q1;\ncx q0, q1;\nh q0;\nh q1;\n";
    case GateKind::kRYY:
      return "rx(pi/2) q0;\nrx(pi/2) q1;\ncx q0, q1;\nrz(p0) q1;\ncx q0, q1;\nrx(-pi/2) q0;\nrx(-pi/2) q1;\n";
    case GateKind::kXXPlusYY:
      return "rxx(p0/2) q0, q1;\nryy(p0/2) q0, q1;\n";
    case GateKind::kX:
    case GateKind::kH:
    case GateKind::kS:
    case GateKind::kSdg:
    case GateKind::kRX:
    case GateKind::kRY:
    case GateKind::kRZ:
    case GateKind::kCX:
    case GateKind::kCZ:
      return {};
  }
  EIGENLAKE_ASSERT(false);
}

std::string indented(std::string_view body) {
  std::string text;
  for (size_t begin = 0; begin < body.size();) {
    const size_t end = body.find('\n', begin) + 1;
    EIGENLAKE_ASSERT(end != 0);
    text += "  ";
    text += body.substr(begin, end - begin);
    begin = end;
  }
  return text;
}

}  // namespace

std::string openqasm_parameter_name(int parameter) {
  return fmt::format("_θ_{}_", parameter);
}

std::string numbered_names(char letter, int count) {
  std::string names;
  for (int i = 0; i < count; ++i) names += fmt::format("{}{}{}", i > 0 ? ", " : "", letter, i);
  return names;
}

OpenQasmWriter::OpenQasmWriter(int num_qubits, int num_parameters)
    : num_qubits_(num_qubits), num_parameters_(num_parameters) {}

void OpenQasmWriter::define(std::string_view name, int num_angles, int num_qubits, std::string_view body) {
  if (!defined_.insert(std::string(name)).second) return;
  const std::string angles = num_angles > 0 ? fmt::format("({})", numbered_names('p', num_angles)) : "";
  definitions_ +=
      fmt::format("gate {}{} {} {{\n{}}}\n", name, angles, numbered_names('q', num_qubits), indented(body));
}

void OpenQasmWriter::require(GateKind kind) {
  if (kind == GateKind::kXXPlusYY) {
    require(GateKind::kRXX);
    require(GateKind::kRYY);
  }
  if (const std::string_view body = definition_of(kind); !body.empty())
    define(name_of(kind), has_angle(kind) ? 1 : 0, num_qubits_of(kind), body);
}

void OpenQasmWriter::call(std::string_view name, std::span<const Angle> angles, std::span<const int> qubits) {
  std::vector<std::string> angle_texts, qubit_texts;
  for (const Angle& angle : angles) angle_texts.push_back(angle_text(angle));
  for (const int qubit : qubits) {
    EIGENLAKE_ASSERT(qubit >= 0 && qubit < num_qubits_);
    qubit_texts.push_back(fmt::format("q[{}]", qubit));
  }
  const std::string arguments = angles.empty() ? "" : fmt::format("({})", fmt::join(angle_texts, ", "));
  statements_ += fmt::format("{}{} {};\n", name, arguments, fmt::join(qubit_texts, ", "));
}

void OpenQasmWriter::add(const Gate& gate) {
  require(gate.kind);
  const int qubits[2] = {gate.qubit, gate.other};
  call(name_of(gate.kind), std::span(&gate.angle, has_angle(gate.kind) ? 1 : 0),
       std::span(qubits).first(static_cast<size_t>(num_qubits_of(gate.kind))));
}

std::string OpenQasmWriter::text() const {
  std::string text = "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n";
  for (int i = 0; i < num_parameters_; ++i)
    text += fmt::format("input float[64] {};\n", openqasm_parameter_name(i));
  text += definitions_;
  text += fmt::format("qubit[{}] q;\n", num_qubits_);
  return text + statements_;
}

std::string to_openqasm(const Circuit& circuit) {
  OpenQasmWriter writer(circuit.num_qubits(), circuit.num_parameters());
  for (const Gate& gate : circuit.gates()) writer.add(gate);
  return writer.text();
}

}  // namespace eigenlake
