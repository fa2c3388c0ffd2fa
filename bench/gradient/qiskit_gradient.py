# SPDX-License-Identifier: Apache-2.0
"""Qiskit: exact energy with Aer, and the reverse-mode gradient of qiskit-algorithms.
Usage: qiskit_gradient.py NAME REPS"""

import sys

from peer import Problem, report
from qiskit import transpile
from qiskit.circuit.library import efficient_su2
from qiskit.quantum_info import SparsePauliOp
from qiskit_aer import AerSimulator
from qiskit_aer.primitives import EstimatorV2
from qiskit_algorithms.gradients import ReverseEstimatorGradient


def main():
    problem = Problem(sys.argv[1], int(sys.argv[2]))
    hamiltonian = SparsePauliOp(problem.labels, problem.coefficients)
    circuit = efficient_su2(problem.num_qubits, reps=problem.reps)
    transpiled = transpile(circuit, AerSimulator(method="statevector"), optimization_level=3)
    exact = {"default_precision": 0.0, "backend_options": {"method": "statevector"}}
    estimator = EstimatorV2(options=exact)
    reverse = ReverseEstimatorGradient()
    energy = lambda: float(estimator.run([(transpiled, hamiltonian, [problem.parameters])]).result()[0].data.evs[0])
    gradient = lambda: reverse.run([circuit], [hamiltonian], [problem.parameters]).result().gradients[0]
    report("qiskit", problem, "energy", energy)
    report("qiskit", problem, "gradient", gradient)


if __name__ == "__main__":
    main()
