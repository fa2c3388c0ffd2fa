# SPDX-License-Identifier: Apache-2.0
"""Qiskit reads the OpenQASM 3 text that Eigenlake writes, back to the unitary of its own library circuits."""

import pathlib
import random
import re

import pytest

qiskit = pytest.importorskip("qiskit")
pytest.importorskip("qiskit_qasm3_import")
from qiskit import QuantumCircuit, qasm3  # noqa: E402
from qiskit.circuit.library import XXPlusYYGate, efficient_su2, excitation_preserving, real_amplitudes  # noqa: E402
from qiskit.quantum_info import Operator  # noqa: E402

FOLDER = pathlib.Path(__file__).parent.parent / "data" / "openqasm"


def load(name):
    return qasm3.loads((FOLDER / f"{name}.qasm").read_text(encoding="utf-8"))


def index_of(parameter):
    """7 for our `_θ_7_` and for Qiskit's `θ[7]`."""
    return int(re.search(r"\d+", parameter.name).group())


def bind(circuit, values):
    return circuit.assign_parameters({p: values[index_of(p)] for p in circuit.parameters})


def with_hartree_fock(circuit, occupied):
    start = QuantumCircuit(circuit.num_qubits)
    start.x(occupied)
    return start.compose(circuit)


def gate_zoo():
    circuit = QuantumCircuit(3)
    values = [qiskit.circuit.Parameter(f"θ[{i}]") for i in range(6)]
    angle = [-0.5 * value for value in values]
    gates = [
        lambda: circuit.x(1),
        lambda: circuit.h(1),
        lambda: circuit.s(1),
        lambda: circuit.rx(angle[0], 1),
        lambda: circuit.ry(angle[1], 1),
        lambda: circuit.rz(angle[2], 1),
        lambda: circuit.sdg(1),
        lambda: circuit.cx(1, 2),
        lambda: circuit.cz(1, 2),
        lambda: circuit.rxx(angle[3], 1, 2),
        lambda: circuit.ryy(angle[4], 1, 2),
        lambda: circuit.append(XXPlusYYGate(angle[5]), [1, 2]),
    ]
    for gate in gates:
        circuit.ry(0.25, 0)
        gate()
        circuit.cx(0, 1)
    return circuit


LIBRARY = {
    "efficient_su2_4_2": lambda: efficient_su2(4, entanglement="reverse_linear", reps=2),
    "real_amplitudes_4_3": lambda: real_amplitudes(4, entanglement="reverse_linear", reps=3),
    "excitation_preserving_4_2": lambda: with_hartree_fock(
        excitation_preserving(4, entanglement="full", mode="iswap", reps=2), [0, 2]
    ),
    "gate_zoo": gate_zoo,
}


@pytest.mark.parametrize("name", LIBRARY)
def test_text_reads_back_to_the_library_circuit(name):
    ours, theirs = load(name), LIBRARY[name]()
    assert ours.num_parameters == theirs.num_parameters
    generator = random.Random(7)
    values = [generator.uniform(-3, 3) for _ in range(ours.num_parameters)]
    assert Operator(bind(ours, values)).equiv(Operator(bind(theirs, values)))


def test_wrong_angles_change_the_unitary():
    ours, theirs = load("efficient_su2_4_2"), LIBRARY["efficient_su2_4_2"]()
    values = [0.1 * i for i in range(ours.num_parameters)]
    assert not Operator(bind(ours, values)).equiv(Operator(bind(theirs, values[::-1])))
