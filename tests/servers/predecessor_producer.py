# SPDX-License-Identifier: Apache-2.0
"""Sends one result with the producer of quantum-pipeline 2.5.1, unmodified: predecessor_producer.py SERVERS TOPIC CLIENTS_FOLDER.

Prints the serialized record as JSON. SCHEMA_REGISTRY_URL names the registry.
"""

import json
import sys

sys.path.append(sys.argv[3])

import numpy as np  # noqa: E402
from qiskit.circuit.library import efficient_su2  # noqa: E402
from qiskit_nature.second_q.formats.molecule_info import MoleculeInfo  # noqa: E402
from qiskit_nature.units import DistanceUnit  # noqa: E402
from quantum_pipeline.configs.module.producer import ProducerConfig  # noqa: E402
from quantum_pipeline.stream.kafka_interface import VQEKafkaProducer  # noqa: E402
from quantum_pipeline.structures.vqe_observation import (  # noqa: E402
    VQEDecoratedResult, VQEInitialData, VQEProcess, VQEResult)

PARAMETERS = 8


def result():
    rng = np.random.default_rng(5)
    points = rng.uniform(0, 6, (3, PARAMETERS))
    energies = [-0.5, -1.0, -1.1]
    initial = VQEInitialData(
        backend="aer_simulator_statevector", num_qubits=2,
        hamiltonian=np.array([("II", -1.0523732), ("ZZ", 0.1809312)], dtype=object), num_parameters=PARAMETERS,
        initial_parameters=points[0], noise_backend="undef", optimizer="COBYLA", ansatz=efficient_su2(2, reps=1), ansatz_reps=1,
        default_shots=None, seed=42, init_strategy="random", ansatz_name="EfficientSU2", exact_estimator=True)
    iterations = [VQEProcess(k + 1, points[k], np.float64(energies[k]), np.float64(0.0),
                             np.float64(energies[k] - energies[k - 1]) if k else None, np.float64(0.25 * k) if k else None,
                             np.float64(min(energies[:k + 1]))) for k in range(3)]
    run = VQEResult(initial, iterations, np.float64(-1.1), points[2], None, np.float64(0.5), np.float64(0.7199689944489797),
                    True, 3, 3)
    molecule = MoleculeInfo(symbols=["H", "H"], coords=[[0.0, 0.0, 0.0], [0.0, 0.0, 0.735]], multiplicity=1, charge=0,
                            units=DistanceUnit.ANGSTROM, masses=[1.008, 1.008])
    return VQEDecoratedResult(run, molecule, "sto3g", np.float64(0.125), np.float64(0.25), np.float64(0.5), np.float64(0.875), 3)


def main(servers, topic):
    config = ProducerConfig.from_dict({"servers": servers, "topic": topic})
    made = result()
    with VQEKafkaProducer(config) as producer:
        producer.send_result(made)
        json.dump(producer.serializer.serialize(made), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
