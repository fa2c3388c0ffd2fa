# SPDX-License-Identifier: Apache-2.0
"""After kill -9 at any moment of `run` and another `run`, each experiment is once in each table, with all tags."""

import os
import pathlib
import random
import signal
import subprocess
import time

import pytest
from pyiceberg.table import StaticTable

REPOSITORY = pathlib.Path(__file__).parents[2]
MOLECULES = REPOSITORY / "examples" / "molecules.json"
EXPERIMENTS = 6
ROUNDS = int(os.environ.get("EIGENLAKE_KILL_ROUNDS", "10"))
PER_EXPERIMENT = ("molecules", "ansatz_info", "performance_metrics", "vqe_results", "ml_run_summary")
KEYS = {
    "initial_parameters": "parameter_id",
    "optimal_parameters": "parameter_id",
    "vqe_iterations": "iteration_id",
    "iteration_parameters": "parameter_id",
    "hamiltonian_terms": "term_id",
    "ml_iteration_features": "experiment_id || '/' || iteration_step",
}


def run_arguments(binary, lake):
    return [binary, "run", MOLECULES, "--lake", lake, "--quiet"]


def query(run, lake, sql):
    return run("sql", sql, "--lake", lake, "--format", "csv").stdout.splitlines()[1:]


def assert_complete_lake(run, lake):
    for table in PER_EXPERIMENT:
        assert query(run, lake, f"select count(*) || '/' || count(distinct experiment_id) from {table}") == [
            f"{EXPERIMENTS}/{EXPERIMENTS}"], table
    for table, key in KEYS.items():
        rows, distinct = query(run, lake, f"select count(*) || '/' || count(distinct {key}) from {table}")[0].split("/")
        assert int(rows) == int(distinct) > 0, table
    expected = query(run, lake, "select sum(total_iterations) from vqe_results")
    assert query(run, lake, "select count(*) from vqe_iterations") == expected
    assert query(run, lake, "select count(*) from ml_iteration_features") == expected
    check_tags(run, lake)


def check_tags(run, lake):
    """Every version that an audit row names is a tag; no table has a tag of a batch without an audit row."""
    pairs = query(run, lake, "select unnest(table_names) || ':' || unnest(table_versions) from processing_metadata")
    named = {}
    for table, tag in (pair.split(":") for pair in pairs):
        if tag != "no_changes":
            named.setdefault(table, set()).add(tag)
    for table, tags in named.items():
        folder = lake / "features" / "warehouse" / "quantum_features" / table / "metadata"
        version = (folder / "version-hint.text").read_text().strip()
        refs = StaticTable.from_metadata(str(folder / f"v{version}.metadata.json")).metadata.refs
        assert {name for name in refs if name.startswith("v_")} == tags, table


@pytest.fixture(scope="module")
def undisturbed_seconds(tmp_path_factory, eigenlake_binary):
    lake = tmp_path_factory.mktemp("undisturbed") / "lake"
    start = time.monotonic()
    subprocess.run(run_arguments(eigenlake_binary, lake), check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - start


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_next_run_finishes_a_killed_one(tmp_path, eigenlake_binary, run_eigenlake, undisturbed_seconds, seed):
    lake = tmp_path / "lake"
    generator = random.Random(seed)
    for _ in range(2):  # the second kill may hit the recovery of the first
        delay = generator.uniform(0.0, 1.1 * undisturbed_seconds)
        process = subprocess.Popen(run_arguments(eigenlake_binary, lake), stdout=subprocess.DEVNULL)
        try:
            process.wait(timeout=delay)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
    subprocess.run(run_arguments(eigenlake_binary, lake), check=True, stdout=subprocess.DEVNULL)
    assert_complete_lake(run_eigenlake, lake)
