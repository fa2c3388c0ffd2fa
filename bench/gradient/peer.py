# SPDX-License-Identifier: Apache-2.0
"""Shared by the scripts of the other libraries: the Hamiltonian, the parameters, and the timing of a call."""

import json
import pathlib
import statistics
import time

import numpy as np

HAMILTONIANS = pathlib.Path(__file__).resolve().parents[2] / "tests" / "data" / "hamiltonians"


class Problem:
    """EfficientSU2 with `reps` repetitions on the Hamiltonian of the molecule `name`."""

    def __init__(self, name, reps):
        data = json.loads((HAMILTONIANS / f"{name}.json").read_text(encoding="utf-8"))
        self.name, self.reps, self.num_qubits = name, reps, data["n"]
        self.labels = [label for label, _ in data["terms"]]  # highest qubit first
        self.coefficients = [coefficient for _, coefficient in data["terms"]]
        self.num_parameters = 2 * self.num_qubits * (reps + 1)
        self.parameters = np.random.default_rng(0).uniform(0, 2 * np.pi, self.num_parameters)

    def factors(self, label):
        """[(qubit, letter)] without identities."""
        return [(qubit, letter) for qubit, letter in enumerate(reversed(label)) if letter != "I"]

    def layers(self):
        """The indices of the RY and RZ parameters of each rotation layer."""
        n = self.num_qubits
        for layer in range(self.reps + 1):
            first = 2 * n * layer
            yield range(first, first + n), range(first + n, first + 2 * n)

    def chain(self):
        """The CX pairs (control, target) between two layers."""
        return [(q - 1, q) for q in range(self.num_qubits - 1, 0, -1)]


def report(peer, problem, what, call, seconds=4.0):
    """Prints best and median of repeated calls, after a warm-up call."""
    call()
    times = []
    while len(times) < 3 or (sum(times) < seconds and len(times) < 500):
        begin = time.perf_counter()
        call()
        times.append(1e3 * (time.perf_counter() - begin))
    print(
        f"{peer} {problem.name} {problem.num_qubits} {problem.num_parameters} {what} "
        f"min {min(times):.3f} ms median {statistics.median(times):.3f} ms",
        flush=True,
    )
