# SPDX-License-Identifier: Apache-2.0
"""Compares the two ML tables with window functions over the normalized tables in DuckDB's SQL."""

import json

import duckdb
import fastavro
import numpy as np
import pytest

HEAD, TAIL = 10, 10

ITERATION_TWIN = """
WITH ordered AS (
    SELECT i.*, row_number() OVER w AS n, count(*) OVER (PARTITION BY experiment_id) AS total,
           first_value(iteration_energy) OVER w AS first_energy, lag(cumulative_min_energy) OVER w AS previous,
           avg(iteration_energy) OVER last_five AS moving_avg, stddev_samp(iteration_energy) OVER last_five AS moving_std,
           sum(parameter_delta_norm) OVER (w ROWS UNBOUNDED PRECEDING) AS distance,
           count(parameter_delta_norm) OVER (w ROWS UNBOUNDED PRECEDING) AS steps
    FROM vqe_iterations AS i
    WINDOW w AS (PARTITION BY experiment_id ORDER BY iteration_step),
           last_five AS (PARTITION BY experiment_id ORDER BY iteration_step ROWS 4 PRECEDING)),
marked AS (
    SELECT *, n = 1 OR coalesce(cumulative_min_energy < previous, false) AS new_minimum FROM ordered),
placed AS (
    SELECT *, max(CASE WHEN new_minimum THEN n END) OVER (PARTITION BY experiment_id ORDER BY n) AS last_minimum,
           max(CASE WHEN new_minimum THEN iteration_step END) OVER (PARTITION BY experiment_id) AS convergence
    FROM marked)
SELECT p.experiment_id, iteration_step, m.molecule_name, len(m.atom_symbols) AS num_atoms, p.num_qubits, m.charge,
       m.multiplicity, p.basis_set, r.optimizer, r.ansatz_name AS ansatz_type, r.ansatz_reps, r.init_strategy, r.seed,
       r.default_shots, iteration_energy AS energy, energy_std_dev AS energy_std, energy_delta, parameter_delta_norm,
       cumulative_min_energy, n / total AS relative_iteration,
       (first_energy - cumulative_min_energy) / n AS energy_improvement_rate,
       CASE WHEN cumulative_min_energy = 0 THEN 0.0
            ELSE (iteration_energy - cumulative_min_energy) / abs(cumulative_min_energy) END AS normalized_energy,
       new_minimum AS is_new_minimum, n - last_minimum AS steps_since_improvement, moving_avg AS energy_moving_avg_5,
       moving_std AS energy_moving_std_5, distance / nullif(steps, 0) AS mean_param_change, total AS total_iterations,
       r.minimum_energy AS final_energy, r.success AS converged, convergence AS convergence_iteration, t.vqe_time,
       t.total_time, p.processing_date
FROM placed AS p JOIN molecules AS m USING (experiment_id) JOIN vqe_results AS r USING (experiment_id)
     JOIN performance_metrics AS t USING (experiment_id)
"""

SUMMARY_TWIN = f"""
WITH features AS ({ITERATION_TWIN}),
numbered AS (
    SELECT *, row_number() OVER (PARTITION BY experiment_id ORDER BY iteration_step) AS n FROM features),
aggregated AS (
    SELECT experiment_id, avg(energy_delta) AS mean_energy_delta, stddev_samp(energy_delta) AS std_energy_delta,
           min(energy) AS min_energy, max(energy) AS max_energy, max(energy) - min(energy) AS energy_range,
           avg(parameter_delta_norm) AS mean_param_delta_norm, stddev_samp(parameter_delta_norm) AS std_param_delta_norm,
           sum(parameter_delta_norm) AS total_param_distance, count(*) FILTER (is_new_minimum) AS num_new_minima,
           max(steps_since_improvement) AS longest_plateau,
           count(*) FILTER (is_new_minimum) / any_value(total_iterations) AS improvement_ratio,
           avg(energy) FILTER (n <= {HEAD}) AS first_10_mean_energy,
           nullif(regr_slope(energy, iteration_step) FILTER (n <= {HEAD}), 'nan') AS first_10_energy_slope,
           avg(energy) FILTER (n > total_iterations - {TAIL}) AS last_10_mean_energy,
           any_value(vqe_time) / any_value(total_iterations) AS time_per_iteration
    FROM numbered GROUP BY experiment_id)
SELECT f.experiment_id, molecule_name, num_atoms, num_qubits, charge, multiplicity, basis_set, optimizer, ansatz_type,
       ansatz_reps, init_strategy, seed, default_shots, total_iterations, final_energy, converged,
       convergence_iteration, vqe_time, total_time, a.* EXCLUDE (experiment_id), f.processing_date,
       final_energy + r.nuclear_repulsion_energy AS total_energy, r.hf_total_energy, r.fci_total_energy,
       1000.0 * (final_energy + r.nuclear_repulsion_energy - r.fci_total_energy) AS energy_error_millihartree,
       r.in_sector AND abs(1000.0 * (final_energy + r.nuclear_repulsion_energy - r.fci_total_energy)) <= 1.6
           AS chemical_accuracy,
       r.in_sector, m.name
FROM numbered AS f JOIN aggregated AS a USING (experiment_id)
     JOIN (SELECT experiment_id, nuclear_repulsion_energy, hf_total_energy, fci_total_energy, in_sector FROM vqe_results)
         AS r USING (experiment_id)
     JOIN (SELECT experiment_id, name FROM molecules) AS m USING (experiment_id) WHERE n = 1
"""


def make_record(seed, energies, steps=None, norms=None, minima=True):
    """A record with this trajectory; `minima` False leaves cumulative_min_energy out, as old producers did."""
    entries, lowest = [], None
    for k, energy in enumerate(energies):
        lowest = energy if lowest is None else min(lowest, energy)
        entries.append({
            "iteration": steps[k] if steps else k + 1, "parameters": [0.1 * k, 0.2], "result": energy, "std": 0.01 * k,
            "energy_delta": energy - energies[k - 1] if k else None,
            "parameter_delta_norm": (norms[k] if norms else 0.1 * k) if k else None,
            "cumulative_min_energy": lowest if minima else None,
        })
    return {
        "vqe_result": {
            "initial_data": {
                "backend": "test", "num_qubits": 2, "hamiltonian": [], "num_parameters": 2,
                "initial_parameters": [0.0, 0.2], "optimizer": "COBYLA", "ansatz": "OPENQASM 3.0;",
                "noise_backend": "undef", "default_shots": None if seed % 2 else 1024, "ansatz_reps": 1,
                "init_strategy": None if seed % 3 else "hf", "seed": seed, "ansatz_name": None, "exact_estimator": False,
            },
            "iteration_list": entries, "minimum": lowest, "optimal_parameters": [0.1, 0.2], "maxcv": None,
            "minimization_time": 1.0, "nuclear_repulsion_energy": None, "success": [True, False, None][seed % 3],
            "nfev": len(energies), "nit": None,
        },
        "molecule": {"molecule_data": {"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.7]], "multiplicity": 1,
                                       "charge": 0, "units": "angstrom", "masses": None}},
        "basis_set": "sto3g" if seed % 2 else "6-31g", "hamiltonian_time": 0.1, "mapping_time": 0.2, "vqe_time": 1.7,
        "total_time": 2.0, "molecule_id": 0,
    }


def trajectories():
    rng = np.random.default_rng(11)
    noisy = lambda n: (-1.0 + np.exp(-np.arange(n) / 7) + rng.normal(scale=0.1, size=n)).tolist()
    yield make_record(1, [-1.0])
    yield make_record(2, [-1.0, -1.5])
    yield make_record(3, [0.0, 2.0, 1.0])  # the minimum stays 0
    yield make_record(4, [1.0, 1.0, 1.0, 1.0])  # no progress at all
    yield make_record(5, noisy(9))
    yield make_record(6, noisy(10))
    yield make_record(7, noisy(11))
    yield make_record(8, noisy(120))
    yield make_record(9, noisy(30), minima=False)
    yield make_record(10, noisy(15), norms=[None] * 4 + [0.5] * 11)
    yield make_record(11, noisy(12), steps=[3 * k + 2 for k in range(12)])  # gaps in the numbers


@pytest.fixture
def tables(eigenlake, lake, repository):
    """All tables of a lake with these trajectories, after separate calls of ingest and features."""
    raw = lake / "raw-results" / "experiments" / "experiment.vqe"
    raw.mkdir(parents=True)
    schema = fastavro.schema.load_schema(repository / "schemas" / "vqe_decorated_result.avsc")
    with open(raw / "trajectories.avro", "wb") as out:
        fastavro.writer(out, schema, list(trajectories()))
    eigenlake("ingest")
    eigenlake("features")
    connection = duckdb.connect()
    for table in json.loads((repository / "schemas" / "tables.json").read_text())["tables"]:
        files = lake / "features" / "warehouse" / "quantum_features" / table / "data"
        if any(files.rglob("*.parquet")):
            connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{files}/**/*.parquet', "
                               "hive_partitioning = false)")
    return connection


def rows_of(connection, query, key):
    result = connection.sql(query)
    rows = [dict(zip(result.columns, row)) for row in result.fetchall()]
    return {tuple(row[k] for k in key): row for row in rows}


def assert_same(found, expected):
    assert found.keys() == expected.keys()
    for key, row in expected.items():
        assert found[key].keys() == row.keys()
        for column, value in row.items():
            ours = found[key][column]
            close = pytest.approx(value, rel=1e-12, abs=1e-14) if isinstance(value, float) else value
            assert ours == close, f"{column} of {key}: expected {value}, found {ours}"


def test_iteration_features_equal_their_window_functions(tables):
    key = ("experiment_id", "iteration_step")
    found = rows_of(tables, "FROM ml_iteration_features", key)
    assert len(found) == 1 + 2 + 3 + 4 + 9 + 10 + 11 + 120 + 30 + 15 + 12
    assert_same(found, rows_of(tables, ITERATION_TWIN, key))


def test_run_summaries_equal_their_aggregates(tables):
    found = rows_of(tables, "FROM ml_run_summary", ("experiment_id",))
    assert len(found) == 11
    assert_same(found, rows_of(tables, SUMMARY_TWIN, ("experiment_id",)))
