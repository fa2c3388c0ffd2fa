# SPDX-License-Identifier: Apache-2.0
"""What a DuckDB user would write: the nine extractions from raw Avro into plain zstd Parquet, without ids that are
safe against collisions, partitions, statistics for a catalogue, duplicates, ledger or transactions.

usage: duckdb_extract.py RAW_FOLDER OUTPUT_FOLDER [THREADS]

Prints one JSON object: seconds, bytes. Needs duckdb and duckdb-extension-avro.
"""

import glob
import json
import os
import pathlib
import sys
import time

import duckdb

RUN = "vqe_result.initial_data"
ITERATIONS = "(SELECT experiment_id, basis_set, unnest(vqe_result.iteration_list) AS it FROM raw)"


def unnested(column, infix, value):
    """One row for each entry of a list with its position and id."""
    return f"""SELECT *, experiment_id || '{infix}' || position AS id FROM (
        SELECT experiment_id, basis_set, unnest({column}) AS {value},
               generate_subscripts({column}, 1) - 1 AS position FROM raw)"""


EXTRACTIONS = {
    "molecules": "SELECT experiment_id, molecule_id, molecule.molecule_data FROM raw",
    "ansatz_info": f"SELECT experiment_id, molecule_id, basis_set, {RUN}.ansatz, {RUN}.ansatz_reps FROM raw",
    "performance_metrics": "SELECT experiment_id, molecule_id, basis_set, hamiltonian_time, mapping_time, vqe_time, "
                           "total_time FROM raw",
    "vqe_results": f"SELECT experiment_id, molecule_id, basis_set, {RUN}.backend, {RUN}.optimizer, "
                   "vqe_result.minimum, len(vqe_result.iteration_list) AS total_iterations FROM raw",
    "initial_parameters": unnested(f"{RUN}.initial_parameters", "_init_", "value"),
    "optimal_parameters": unnested("vqe_result.optimal_parameters", "_opt_", "value"),
    "vqe_iterations": "SELECT experiment_id, basis_set, it.iteration, it.result, it.std, it.energy_delta, "
                      "it.parameter_delta_norm, it.cumulative_min_energy, "
                      f"experiment_id || '_iter_' || it.iteration AS iteration_id FROM {ITERATIONS}",
    "iteration_parameters": "SELECT *, experiment_id || '_iter_' || step AS iteration_id, experiment_id || '_iter_' || "
                            "step || '_param_' || position AS parameter_id FROM (SELECT experiment_id, basis_set, "
                            "it.iteration AS step, unnest(it.parameters) AS value, "
                            f"generate_subscripts(it.parameters, 1) - 1 AS position FROM {ITERATIONS})",
    "hamiltonian_terms": f"""SELECT experiment_id, basis_set, term.label, term.coefficients.real AS re,
        term.coefficients.imaginary AS im, position, experiment_id || '_term_' || position AS term_id FROM (
        SELECT experiment_id, basis_set, unnest({RUN}.hamiltonian) AS term,
               generate_subscripts({RUN}.hamiltonian, 1) - 1 AS position FROM raw)""",
}


def connect(threads):
    connection = duckdb.connect(config={"threads": threads, "allow_unsigned_extensions": True})
    places = [p for folder in sys.path for p in glob.glob(folder + "/duckdb_extension_avro/extensions/*/*.duckdb_extension")]
    connection.execute(f"LOAD '{places[0]}'" if places else "LOAD avro")
    return connection


def main(raw, output, threads=2):
    output = pathlib.Path(output)
    output.mkdir(parents=True, exist_ok=True)
    connection = connect(threads)
    start = time.perf_counter()
    connection.execute(f"""CREATE TEMP TABLE raw AS SELECT *, sha256(CAST(to_json({{'molecule': molecule.molecule_data,
        'basis': basis_set, 'initial': {RUN}}}) AS VARCHAR)) AS experiment_id FROM read_avro('{raw}/*.avro')""")
    for name, query in EXTRACTIONS.items():
        connection.execute(f"COPY ({query}) TO '{output}/{name}.parquet' (FORMAT parquet, COMPRESSION zstd)")
    seconds = time.perf_counter() - start
    size = sum(os.path.getsize(path) for path in output.glob("*.parquet"))
    print(json.dumps({"seconds": round(seconds, 3), "bytes": size}))


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
