// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/openqasm.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "eigenlake/quantum/efficient_su2.h"
#include "eigenlake/quantum/excitation_preserving.h"
#include "eigenlake/quantum/real_amplitudes.h"

namespace eigenlake {
namespace {

std::string read(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(OpenQasm, PredecessorsTextOfEfficientSu2IsReproduced) {
  const std::string text = to_openqasm(efficient_su2(2, 1));
  EXPECT_EQ(text,
            "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n"
            "input float[64] _θ_0_;\ninput float[64] _θ_1_;\ninput float[64] _θ_2_;\ninput float[64] _θ_3_;\n"
            "input float[64] _θ_4_;\ninput float[64] _θ_5_;\ninput float[64] _θ_6_;\ninput float[64] _θ_7_;\n"
            "qubit[2] q;\n"
            "ry(_θ_0_) q[0];\nry(_θ_1_) q[1];\nrz(_θ_2_) q[0];\nrz(_θ_3_) q[1];\n"
            "cx q[0], q[1];\n"
            "ry(_θ_4_) q[0];\nry(_θ_5_) q[1];\nrz(_θ_6_) q[0];\nrz(_θ_7_) q[1];\n");
}

TEST(OpenQasm, MissingGatesAreDefinedOnceBeforeTheRegister) {
  const std::string text = to_openqasm(excitation_preserving({2, 1, 1}, 2));
  const size_t definition = text.find("gate xx_plus_yy(p0) q0, q1 {");
  ASSERT_NE(definition, std::string::npos);
  EXPECT_EQ(text.find("gate xx_plus_yy", definition + 1), std::string::npos);
  EXPECT_LT(definition, text.find("qubit[4] q;"));
  EXPECT_NE(text.find("xx_plus_yy(2*_θ_4_) q[0], q[1];"), std::string::npos);
}

TEST(OpenQasm, DefinedGatesAreCalledWithAnglesAndQubits) {
  OpenQasmWriter writer(3, 1);
  writer.define("twist", 1, 2, "rz(p0) q0;\ncx q0, q1;\n");
  writer.define("twist", 1, 2, "rz(p0) q0;\ncx q0, q1;\n");
  const Angle angles[] = {{.parameter = 0, .factor = -1.0}};
  const int qubits[] = {2, 0};
  writer.call("twist", angles, qubits);
  EXPECT_EQ(
      writer.text(),
      "OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float[64] _θ_0_;\n"
      "gate twist(p0) q0, q1 {\n  rz(p0) q0;\n  cx q0, q1;\n}\nqubit[3] q;\ntwist(-_θ_0_) q[2], q[0];\n");
}

/// Every gate of ours once, each with its own angle.
Circuit gate_zoo() {
  Circuit circuit(3, 0);
  for (const GateKind kind :
       {GateKind::kX, GateKind::kH, GateKind::kS, GateKind::kRX, GateKind::kRY, GateKind::kRZ, GateKind::kSdg,
        GateKind::kCX, GateKind::kCZ, GateKind::kRXX, GateKind::kRYY, GateKind::kXXPlusYY}) {
    Gate gate{.kind = kind, .qubit = 1, .other = num_qubits_of(kind) == 2 ? 2 : -1};
    circuit.add({.kind = GateKind::kRY, .qubit = 0, .angle = {.constant = 0.25}});
    if (has_angle(kind)) gate.angle = {.parameter = circuit.add_parameter(), .factor = -0.5};
    circuit.add(gate);
    circuit.add({.kind = GateKind::kCX, .qubit = 0, .other = 1});
  }
  return circuit;
}

struct Golden {
  const char* name;
  Circuit circuit;
};

class GoldenOpenQasm : public testing::TestWithParam<Golden> {};

// tests/readers/test_openqasm.py reads these files with Qiskit and compares unitaries. After a deliberate
// change run this test once with EIGENLAKE_UPDATE_GOLDEN=1.
TEST_P(GoldenOpenQasm, FileIsWhatTheWriterWrites) {
  const std::string path =
      std::string(EIGENLAKE_SOURCE_DIR "/tests/data/openqasm/") + GetParam().name + ".qasm";
  const std::string text = to_openqasm(GetParam().circuit);
  if (std::getenv("EIGENLAKE_UPDATE_GOLDEN")) std::ofstream(path) << text;
  EXPECT_EQ(read(path), text);
}

INSTANTIATE_TEST_SUITE_P(Files, GoldenOpenQasm,
                         testing::Values(Golden{"efficient_su2_4_2", efficient_su2(4, 2)},
                                         Golden{"real_amplitudes_4_3", real_amplitudes(4, 3)},
                                         Golden{"excitation_preserving_4_2",
                                                excitation_preserving({2, 1, 1}, 2)},
                                         Golden{"gate_zoo", gate_zoo()}),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace eigenlake
