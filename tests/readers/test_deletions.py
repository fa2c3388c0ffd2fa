# SPDX-License-Identifier: Apache-2.0
"""Foreign readers of a lake without one of three experiments, and without one of two that shared a file."""

import json
import pathlib

import pyarrow.parquet as pq
import pytest
from pyiceberg.table import StaticTable

REPOSITORY = pathlib.Path(__file__).parents[2]
DEFINITIONS = json.loads((REPOSITORY / "schemas" / "tables.json").read_text())["tables"]
TABLES = sorted(name for name in DEFINITIONS if name != "failed_runs")
WITH_EXPERIMENTS = [name for name in TABLES if "experiment_id" in [c["name"] for c in DEFINITIONS[name]["columns"]]]
DISTANCES = {"near": 0.7, "gone": 0.8, "far": 0.9}


@pytest.fixture(scope="module")
def lake(tmp_path_factory, run_eigenlake):
    folder = tmp_path_factory.mktemp("deletions") / "lake"
    file = folder.parent / "molecules.json"
    file.write_text(json.dumps([{"name": name, "symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, distance]]}
                                for name, distance in DISTANCES.items()]))
    run_eigenlake("run", file, "--lake", folder, "--quiet", "--label", "series=a")
    run_eigenlake("delete", "--where", "name = 'gone'", "--lake", folder, "--quiet")
    return folder


def metadata_file(lake, table):
    folder = lake / "features" / "warehouse" / "quantum_features" / table / "metadata"
    return folder / f"v{(folder / 'version-hint.text').read_text().strip()}.metadata.json"


def sorted_rows(rows):
    return sorted(map(lambda row: json.dumps(row, default=str, sort_keys=True), rows.to_pylist()))


def rows_by_sql(run_eigenlake, lake, table, folder):
    file = folder / f"{table}.parquet"
    run_eigenlake("sql", f"select * from {table}", "--lake", lake, "--format", "parquet", "--output", file)
    return pq.read_table(file)


@pytest.mark.parametrize("table", TABLES)
def test_pyiceberg_and_duckdb_read_the_rows_that_are_left(lake, run_eigenlake, duckdb_connection, tmp_path, table):
    expected = sorted_rows(rows_by_sql(run_eigenlake, lake, table, tmp_path))
    metadata = str(metadata_file(lake, table))
    assert sorted_rows(StaticTable.from_metadata(metadata).scan().to_arrow()) == expected
    read = duckdb_connection.execute(f"select * from iceberg_scan('{metadata}')").to_arrow_table()
    assert sorted_rows(read) == expected


def test_deletes_hide_all_rows_of_the_experiment(lake, run_eigenlake):
    (deletion,) = map(json.loads, run_eigenlake(
        "sql", "select experiment_id, deleted from deletions", "--lake", lake, "--json").stdout.splitlines())
    assert deletion["deleted"] is True
    for table in WITH_EXPERIMENTS:
        static = StaticTable.from_metadata(str(metadata_file(lake, table)))
        found = static.scan(selected_fields=("experiment_id",)).to_arrow().column("experiment_id").to_pylist()
        assert len(set(found)) == 2 or table == "deletions", table
        assert (deletion["experiment_id"] in found) == (table == "deletions"), table
        if table != "deletions":
            assert [len(task.delete_files) for task in static.scan().plan_files()] == [1], table


def test_compaction_leaves_the_same_rows_without_deletes(lake, run_eigenlake, tmp_path):
    before = {table: sorted_rows(rows_by_sql(run_eigenlake, lake, table, tmp_path)) for table in WITH_EXPERIMENTS}
    run_eigenlake("maintain", "compact", "--lake", lake, "--quiet")
    for table in WITH_EXPERIMENTS:
        static = StaticTable.from_metadata(str(metadata_file(lake, table)))
        assert sorted_rows(static.scan().to_arrow()) == before[table], table
        assert not any(task.delete_files for task in static.scan().plan_files()), table
