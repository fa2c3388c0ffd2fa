# SPDX-License-Identifier: Apache-2.0
"""Makes raw Avro objects of synthetic experiments, one record each, to measure ingestion with.

The records are shaped like water with EfficientSU2: 14 qubits, 1,086 Pauli terms, trajectories that drift down
with noise. Every record has its own seed and is a separate experiment. The parameters are random doubles, which
no encoding can shrink much.

usage: make_raw.py OUTPUT_FOLDER NUMBER ITERATIONS PARAMETERS [FIRST_SEED]

Needs fastavro and numpy.
"""

import pathlib
import sys

import fastavro
import numpy as np

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "schemas" / "vqe_decorated_result.avsc"
QUBITS = 14
TERMS = 1086
OPTIMIZERS = ("L-BFGS-B", "COBYLA", "SLSQP")


def hamiltonian(rng):
    labels = ("".join("IXYZ"[letter] for letter in rng.integers(0, 4, QUBITS)) for _ in range(TERMS))
    return [{"label": label, "coefficients": {"real": float(value), "imaginary": 0.0}}
            for label, value in zip(labels, rng.normal(size=TERMS))]


def trajectory(rng, start, iterations):
    """Entries of iteration_list from a random walk of the parameters and a noisy decay of the energy."""
    steps = rng.normal(scale=0.01, size=(iterations, len(start)))
    points = start + np.cumsum(steps, axis=0)
    energies = -74.0 + np.exp(-np.arange(1, iterations + 1) / 50) + rng.normal(scale=0.01, size=iterations)
    minima = np.minimum.accumulate(energies)
    norms = np.linalg.norm(steps, axis=1)
    return [{
        "iteration": k + 1,
        "parameters": points[k].tolist(),
        "result": float(energies[k]),
        "std": 0.0,
        "energy_delta": float(energies[k] - energies[k - 1]) if k else None,
        "parameter_delta_norm": float(norms[k]) if k else None,
        "cumulative_min_energy": float(minima[k]),
    } for k in range(iterations)]


def record(rng, seed, terms, iterations, parameters):
    start = rng.uniform(0.0, 6.28, parameters)
    entries = trajectory(rng, start, iterations)
    best = min(entries, key=lambda entry: entry["result"])
    return {
        "vqe_result": {
            "initial_data": {
                "backend": "aer_simulator_statevector", "num_qubits": QUBITS, "hamiltonian": terms,
                "num_parameters": parameters, "initial_parameters": start.tolist(),
                "optimizer": OPTIMIZERS[seed % len(OPTIMIZERS)], "ansatz": "OPENQASM 3.0;\n" + "// gates\n" * 200,
                "noise_backend": "undef", "default_shots": None, "ansatz_reps": 2, "init_strategy": "random",
                "seed": seed, "ansatz_name": "EfficientSU2", "exact_estimator": True,
            },
            "iteration_list": entries, "minimum": best["result"], "optimal_parameters": best["parameters"],
            "maxcv": None, "minimization_time": 20.0, "nuclear_repulsion_energy": 9.19, "success": True,
            "nfev": iterations, "nit": iterations,
        },
        "molecule": {"molecule_data": {
            "symbols": ["O", "H", "H"], "coords": [[0.0, 0.0, 0.117], [0.0, 0.755, -0.471], [0.0, -0.755, -0.471]],
            "multiplicity": 1, "charge": 0, "units": "angstrom", "masses": None,
        }},
        "basis_set": "sto3g", "hamiltonian_time": 0.5, "mapping_time": 0.1, "vqe_time": 21.0, "total_time": 21.6,
        "molecule_id": 0,
    }


def make_raw(folder, number, iterations, parameters, first_seed=0):
    """Writes `number` objects into `folder` and returns their total bytes."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    schema = fastavro.schema.load_schema(SCHEMA)
    terms = hamiltonian(np.random.default_rng(7))
    size = 0
    for seed in range(first_seed, first_seed + number):
        path = folder / f"experiment.vqe+0+{seed:010d}.avro"
        rng = np.random.default_rng([7, seed])
        with open(path, "wb") as out:
            fastavro.writer(out, schema, [record(rng, seed, terms, iterations, parameters)], codec="null")
        size += path.stat().st_size
    return size


if __name__ == "__main__":
    if len(sys.argv) not in (5, 6):
        sys.exit(__doc__)
    total = make_raw(sys.argv[1], *map(int, sys.argv[2:]))
    print(f"{total / 1e6:.1f} MB")
