# SPDX-License-Identifier: Apache-2.0
"""PennyLane's lightning.qubit: energy, and adjoint gradient, for the Hamiltonian as Pauli words and as a sparse
matrix. Usage: lightning_gradient.py NAME REPS"""

import sys

import pennylane as qml
from peer import Problem, report

PAULI = {"X": qml.PauliX, "Y": qml.PauliY, "Z": qml.PauliZ}


def word(problem, label):
    factors = [PAULI[letter](qubit) for qubit, letter in problem.factors(label)]
    if not factors:
        return qml.Identity(0)
    return factors[0] if len(factors) == 1 else qml.prod(*factors)


def measure(problem, kind, hamiltonian):
    device = qml.device("lightning.qubit", wires=problem.num_qubits)

    @qml.qnode(device, diff_method="adjoint")
    def energy(parameters):
        for number, (ry, rz) in enumerate(problem.layers()):
            if number > 0:
                for control, target in problem.chain():
                    qml.CNOT([control, target])
            for qubit, index in enumerate(ry):
                qml.RY(parameters[index], wires=qubit)
            for qubit, index in enumerate(rz):
                qml.RZ(parameters[index], wires=qubit)
        return qml.expval(hamiltonian)

    parameters = qml.numpy.array(problem.parameters, requires_grad=True)
    gradient = qml.grad(energy)
    report(f"lightning-{kind}", problem, "energy", lambda: energy(parameters))
    report(f"lightning-{kind}", problem, "gradient", lambda: gradient(parameters))


def main():
    problem = Problem(sys.argv[1], int(sys.argv[2]))
    words = qml.Hamiltonian(problem.coefficients, [word(problem, label) for label in problem.labels])
    measure(problem, "words", words)
    wires = range(problem.num_qubits)
    measure(problem, "sparse", qml.SparseHamiltonian(words.sparse_matrix(wire_order=wires), wires=wires))


if __name__ == "__main__":
    main()
