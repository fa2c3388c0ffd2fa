# SPDX-License-Identifier: Apache-2.0
"""Qulacs: energy, and gradient by back-propagation. Usage: qulacs_gradient.py NAME REPS"""

import sys

from peer import Problem, report
from qulacs import Observable, ParametricQuantumCircuit, QuantumState


def main():
    problem = Problem(sys.argv[1], int(sys.argv[2]))
    observable = Observable(problem.num_qubits)
    for label, coefficient in zip(problem.labels, problem.coefficients):
        observable.add_operator(coefficient, " ".join(f"{letter} {qubit}" for qubit, letter in problem.factors(label)))
    circuit = ParametricQuantumCircuit(problem.num_qubits)
    for number, (ry, rz) in enumerate(problem.layers()):
        if number > 0:
            for control, target in problem.chain():
                circuit.add_CNOT_gate(control, target)
        for qubit, index in enumerate(ry):
            circuit.add_parametric_RY_gate(qubit, -problem.parameters[index])  # Qulacs rotates in the other direction
        for qubit, index in enumerate(rz):
            circuit.add_parametric_RZ_gate(qubit, -problem.parameters[index])
    state = QuantumState(problem.num_qubits)

    def energy():
        state.set_zero_state()
        circuit.update_quantum_state(state)
        return observable.get_expectation_value(state)

    report("qulacs", problem, "energy", energy)
    report("qulacs", problem, "gradient", lambda: circuit.backprop(observable))


if __name__ == "__main__":
    main()
