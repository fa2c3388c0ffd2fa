# SPDX-License-Identifier: Apache-2.0
"""Datasets name no local path, have the rows of a condition, and their card's lines read them."""

import gzip
import json
import shutil

import duckdb
import pyarrow.parquet as pq
import pytest

from test_export import (DEFINITIONS, TABLES, assert_manifest_is_true, export, lake, names_of,  # noqa: F401
                         rows_by_sql)


def text_of_files(folder):
    """All bytes of a dataset, with the values of Parquet files decoded."""
    for file in sorted(folder.rglob("*")):
        if file.suffix == ".parquet":
            yield file, json.dumps(pq.read_table(file).to_pylist(), default=str).encode()
        if file.is_file():
            yield file, gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


@pytest.fixture(scope="module")
def lake_with_failures(lake, run_eigenlake, tmp_path_factory):
    """The lake, with a failed run of a molecule file at an absolute path."""
    copy = tmp_path_factory.mktemp("failed") / "home of jane" / "lake"
    shutil.copytree(lake, copy)
    broken = copy.parent / "broken.json"
    broken.write_text('[{"symbols": ["H"], "coords": [[0, 0, 0]], "charge": 7, "multiplicity": 1}]')
    run_eigenlake("run", broken, "--lake", copy, "--quiet", exit_code=None)
    return copy


@pytest.mark.parametrize("options", [(), ("--format", "csv"), ("--format", "csv", "--compress"), ("--partitioned",),
                                     ("--format", "iceberg", "--location", "s3://bucket/copy")])
def test_dataset_names_no_local_path(lake_with_failures, run_eigenlake, tmp_path, options):
    run_eigenlake("export", tmp_path / "out", "--lake", lake_with_failures, *options)
    found = [str(file) for file, text in text_of_files(tmp_path / "out") if b"home of jane" in text or b"/lake/" in text
             or b"home%20of%20jane" in text]
    assert found == []


def test_keys_stay_unique_without_paths(lake_with_failures, run_eigenlake, tmp_path):
    run_eigenlake("export", tmp_path / "bare", "--lake", lake_with_failures)
    run_eigenlake("export", tmp_path / "full", "--lake", lake_with_failures, "--with-paths")
    for table in ("source_objects", "failed_runs"):
        bare, full = (pq.read_table(tmp_path / name / table) for name in ("bare", "full"))
        assert bare.schema == full.schema and bare.num_rows == full.num_rows > 0
        keys = bare.select(DEFINITIONS[table]["key"]).to_pylist()
        assert len({tuple(key.values()) for key in keys}) == len(keys)
    assert any("home of jane" in row["input"] for row in pq.read_table(tmp_path / "full" / "failed_runs").to_pylist())


@pytest.mark.parametrize("options", [(), ("--format", "csv"), ("--partitioned",)])
def test_condition_selects_the_same_experiments_in_every_table(lake, run_eigenlake, rows_by_sql, tmp_path, options):
    folder = tmp_path / "out"
    condition = "total_energy = (select min(total_energy) from runs) -- the lowest"
    run_eigenlake("export", folder, "--lake", lake, "--where", condition, *options)
    assert_manifest_is_true(folder)
    results = rows_by_sql("vqe_results").to_pylist()
    (chosen,) = run_eigenlake("sql", f"select experiment_id from runs where {condition}", "--lake", lake, "--format",
                              "csv").stdout.split()[1:]
    for table in set(TABLES) - {"source_objects", "failed_runs"}:
        pattern = f"{folder}/{table}.csv" if "csv" in options else f"{folder}/{table}/**/*.parquet"
        read = "read_csv" if "csv" in options else "read_parquet"
        found = duckdb.sql(f"select * from {read}('{pattern}')").to_arrow_table()
        if "experiment_id" in names_of(table):
            expected = [row for row in rows_by_sql(table).to_pylist() if row["experiment_id"] == chosen]
            assert found.num_rows == len(expected), table
            assert set(found.column("experiment_id").to_pylist()) <= {chosen}, table
        else:
            batches = {row["processing_batch_id"] for row in results if row["experiment_id"] == chosen}
            assert set(found.column("processing_batch_id").to_pylist()) == batches
    assert not list(folder.glob("source_objects*")) and not list(folder.glob("failed_runs*"))
    described = json.loads((folder / "dataset.json").read_text())
    assert (described["where"], described["experiments_selected"]) == (condition, 1)
    assert described["experiments_total"] == len({row["experiment_id"] for row in results})
    assert f"Selected are the 1 of {described['experiments_total']} experiments" in (folder / "README.md").read_text()


@pytest.mark.parametrize("table", ["vqe_results", "vqe_iterations", "hamiltonian_terms", "labels"])
@pytest.mark.parametrize("options", [(), ("--partitioned",), ("--format", "csv"), ("--format", "csv", "--compress")])
def test_lines_of_the_card_read_the_table_with_three_libraries(export, rows_by_sql, monkeypatch, options, table):
    folder = export("--tables", table, *options)
    block = (folder / "README.md").read_text().split("```python\n")[1].split("```")[0]
    lines = block.splitlines()
    assert [line.split(";")[0] for line in lines] == ["import pandas", "import polars", "import duckdb"]
    monkeypatch.chdir(folder)
    expected = rows_by_sql(table)
    for line in lines:
        names = {}
        exec(line, names)
        assert sorted(names["rows"].columns) == sorted(expected.column_names), line
        assert len(names["rows"]) == expected.num_rows > 0, line
