# SPDX-License-Identifier: Apache-2.0
"""Qiskit reads the UCCSD text as exactly its product of fermionic excitations.

The excitations are built here from the documented order alone (docs/reference/uccsd.md), as exponentials of
dense Jordan–Wigner matrices."""

from pathlib import Path

import numpy as np
import pytest
import scipy.linalg
from qiskit import qasm3
from qiskit.quantum_info import Operator

DATA = Path(__file__).parents[1] / "data" / "openqasm"


def annihilators(count):
    lower, sign, one = np.array([[0, 1], [0, 0]]), np.diag([1, -1]), np.eye(2)
    operators = []
    for orbital in range(count):
        matrix = np.eye(1)
        for qubit in range(count):  # qubit 0 is the lowest bit: the rightmost factor
            factor = lower if qubit == orbital else sign if qubit < orbital else one
            matrix = np.kron(factor, matrix)
        operators.append(matrix)
    return operators


def closed_shell(n, occupied):
    """(from, to, {parameter: coefficient}) in the order of action."""
    excitations, count = [], 0
    for i in range(occupied):
        for j in range(i, occupied):
            for a in range(occupied, n):
                for b in range(a, n):
                    for a1, b1 in [(a, b)] if i == j or a == b else [(a, b), (b, a)]:
                        excitations.append(((i, n + j), (a1, n + b1), {count: 1}))
                        if i != j or a1 != b1:
                            excitations.append(((j, n + i), (b1, n + a1), {count: 1}))
                        count += 1
                    if i != j and a != b:
                        for s in (0, n):
                            angle = {count - 2: 1, count - 1: -1}
                            excitations.append(((s + i, s + j), (s + a, s + b), angle))
    for i in range(occupied):
        for a in range(occupied, n):
            excitations += [((s + i,), (s + a,), {count: 1}) for s in (0, n)]
            count += 1
    return excitations, count


def open_shell(n, alpha, beta):
    excitations = [
        ((i, n + j), (a, n + b))
        for i in range(alpha)
        for j in range(beta)
        for a in range(alpha, n)
        for b in range(beta, n)
    ]
    for s, occupied in ((0, alpha), (n, beta)):
        excitations += [
            ((s + i, s + j), (s + a, s + b))
            for i in range(occupied)
            for j in range(i + 1, occupied)
            for a in range(occupied, n)
            for b in range(a + 1, n)
        ]
    for s, occupied in ((0, alpha), (n, beta)):
        excitations += [((s + i,), (s + a,)) for i in range(occupied) for a in range(occupied, n)]
    return [(*e, {k: 1}) for k, e in enumerate(excitations)], len(excitations)


@pytest.mark.parametrize("n,alpha,beta", [(2, 1, 1), (3, 2, 1), (4, 2, 2)])
def test_unitary_is_the_product_of_fermionic_excitations(n, alpha, beta):
    circuit = qasm3.loads((DATA / f"uccsd_{n}_{alpha}_{beta}.qasm").read_text())
    excitations, count = closed_shell(n, alpha) if alpha == beta else open_shell(n, alpha, beta)
    values = np.random.default_rng(1).uniform(-2, 2, count)
    assert circuit.num_qubits == 2 * n
    assert circuit.num_parameters == count
    bound = {p: values[int(p.name.strip("_").split("_")[1])] for p in circuit.parameters}

    a = annihilators(2 * n)
    expected = np.eye(4**n)
    occupied = sum(1 << q for q in [*range(alpha), *range(n, n + beta)])
    expected = expected[np.arange(4**n) ^ occupied]
    for source, target, angle in excitations:
        excite = np.linalg.multi_dot([a[q].T for q in target] + [a[q] for q in reversed(source)])
        theta = sum(coefficient * values[k] for k, coefficient in angle.items())
        expected = scipy.linalg.expm(theta * (excite - excite.T)) @ expected
    np.testing.assert_allclose(Operator(circuit.assign_parameters(bound)).data, expected, atol=1e-12)
