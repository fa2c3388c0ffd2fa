# SPDX-License-Identifier: Apache-2.0
"""A lake of many small experiments with exact energies, made without simulating them.

Needs fastavro.
"""

import copy
import pathlib

import fastavro

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples" / "molecules.json"
SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "schemas" / "vqe_decorated_result.avsc"
OPTIMIZERS = ("L-BFGS-B", "COBYLA", "SLSQP")


def variant(record, number):
    """The same run with another seed, optimizer and energy, which makes it another experiment."""
    other = copy.deepcopy(record)
    result = other["vqe_result"]
    result["initial_data"]["seed"] = number
    result["initial_data"]["optimizer"] = OPTIMIZERS[number % len(OPTIMIZERS)]
    shift = 1e-6 * (number % 5000)
    result["minimum"] += shift
    for iteration in result["iteration_list"]:
        iteration["result"] += shift
        iteration["cumulative_min_energy"] += shift
    return other


def make_lake(run_eigenlake, lake, count):
    """Fills a lake with `count` experiments; `run_eigenlake` runs the program with words."""
    run_eigenlake("simulate", EXAMPLES, "--molecule-index", 0, "--lake", lake, "--quiet")
    folder = pathlib.Path(lake) / "raw-results/experiments/experiment.vqe"
    [file] = folder.glob("*.avro")
    with open(file, "rb") as opened:
        [record] = fastavro.reader(opened)
    file.unlink()
    schema = fastavro.schema.load_schema(SCHEMA)
    with open(folder / "experiment.vqe+0+0000000000.avro", "wb") as out:
        fastavro.writer(out, schema, (variant(record, number) for number in range(count)))
    run_eigenlake("ingest", "--lake", lake, "--quiet")
