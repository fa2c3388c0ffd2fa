# SPDX-License-Identifier: Apache-2.0
"""Compares ingestion and features of 200 records of 200 × 84 parameters into an empty lake with DuckDB's nine extractions
and with fastavro + PyArrow + PyIceberg for the nine tables.

They run in turn on the same raw objects, three times (PyIceberg once), and the best counts. Goals: at least three
times as fast as DuckDB, ten times as fast as PyIceberg, at most 500 MB of memory, at most 27 MB of tables, no row
missing. PyIceberg is skipped if its SQL catalog cannot be imported.

usage: compare.py EIGENLAKE_PROGRAM WORK_FOLDER [REPEATS]
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

import duckdb

from make_raw import make_raw

RECORDS, ITERATIONS, PARAMETERS = 200, 200, 84
TOPIC = "raw-results/experiments/experiment.vqe"
HERE = pathlib.Path(__file__).resolve().parent


def run_eigenlake(program, raw, lake):
    """Seconds of `ingest` and `features` together, and the larger peak memory in MB."""
    shutil.rmtree(lake, ignore_errors=True)
    (lake / TOPIC).parent.mkdir(parents=True)
    shutil.copytree(raw, lake / TOPIC, copy_function=os.link)
    seconds, memory = 0.0, 0.0
    for command in ("ingest", "features"):
        start = time.perf_counter()
        process = subprocess.Popen([program, command, "--lake", lake, "--quiet"])
        _, status, usage = os.wait4(process.pid, 0)
        seconds += time.perf_counter() - start
        memory = max(memory, usage.ru_maxrss / 1024)
        if status:
            sys.exit(f"{command} failed with status {status}")
    return seconds, memory


def size_of(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def check_rows(lake):
    files = f"{lake}/features/warehouse/quantum_features/iteration_parameters/data/**/*.parquet"
    rows, ids = duckdb.sql(f"SELECT count(*), count(DISTINCT parameter_id) FROM read_parquet('{files}')").fetchone()
    assert rows == ids == RECORDS * ITERATIONS * PARAMETERS, (rows, ids)


def run_peer(script, raw, output):
    done = subprocess.run([sys.executable, HERE / script, raw, output], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def run_pyiceberg(raw, output):
    """Figures, or None if it is not installed."""
    if subprocess.run([sys.executable, "-c", "import pyiceberg.catalog.sql"], capture_output=True).returncode:
        return None
    return run_peer("pyiceberg_ingest.py", raw, output)


def main(program, work, repeats=3):
    work = pathlib.Path(work).resolve()
    raw, lake = work / "raw", work / "lake"
    if not raw.exists():
        make_raw(raw, RECORDS, ITERATIONS, PARAMETERS)
    ours, theirs = [], []
    for _ in range(repeats):
        ours.append(run_eigenlake(pathlib.Path(program).resolve(), raw, lake))
        theirs.append(run_peer("duckdb_extract.py", raw, work / "duckdb"))
    pyiceberg = run_pyiceberg(raw, work / "pyiceberg")
    check_rows(lake)
    seconds, memory = min(s for s, _ in ours), max(m for _, m in ours)
    duckdb_seconds = min(run["seconds"] for run in theirs)
    print(f"raw objects   {size_of(raw) / 1e6:8.1f} MB")
    print(f"eigenlake     {seconds:8.2f} s  {size_of(lake / 'features') / 1e6:6.1f} MB of tables, {memory:.0f} MB of memory")
    print(f"DuckDB        {duckdb_seconds:8.2f} s  {theirs[0]['bytes'] / 1e6:6.1f} MB of Parquet, "
          f"ratio {duckdb_seconds / seconds:.1f}")
    if pyiceberg:
        assert pyiceberg["rows"] == RECORDS * ITERATIONS * PARAMETERS, pyiceberg
        print(f"PyIceberg     {pyiceberg['seconds']:8.2f} s  {pyiceberg['bytes'] / 1e6:6.1f} MB of Parquet, "
              f"ratio {pyiceberg['seconds'] / seconds:.1f}")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
