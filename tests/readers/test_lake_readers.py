# SPDX-License-Identifier: Apache-2.0
"""pyiceberg, DuckDB's iceberg extension and PyArrow read every table of a lake as `eigenlake sql` shows it.

One lake with two batches, so that tables have several files, snapshots and tags.
"""

import json
import pathlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyiceberg.table import StaticTable

from side_tables import write_side_rows

REPOSITORY = pathlib.Path(__file__).parents[2]
DEFINITIONS = json.loads((REPOSITORY / "schemas" / "tables.json").read_text())["tables"]
TABLES = sorted(DEFINITIONS)


@pytest.fixture(scope="module")
def lake(tmp_path_factory, run_eigenlake):
    folder = tmp_path_factory.mktemp("readers") / "lake"
    molecules = REPOSITORY / "examples" / "molecules.json"
    for index in ("0", "1"):
        run_eigenlake("run", molecules, "--molecule-index", index, "--lake", folder, "--quiet")
    write_side_rows(run_eigenlake, folder)
    return folder


@pytest.fixture(scope="module")
def rows_by_sql(lake, run_eigenlake, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sql")

    def query(table):
        file = folder / f"{table}.parquet"
        if not file.exists():
            run_eigenlake("sql", f"select * from {table}", "--lake", lake, "--format", "parquet", "--output", file)
        return pq.read_table(file)

    return query


def metadata_file(lake, table):
    folder = lake / "features" / "warehouse" / "quantum_features" / table / "metadata"
    version = (folder / "version-hint.text").read_text().strip()
    return folder / f"v{version}.metadata.json"


def sorted_rows(rows, table):
    """The rows as Python objects ordered by the table's key, columns in the table's order."""
    names = [column["name"] for column in DEFINITIONS[table]["columns"]]
    assert rows.column_names == names
    key = DEFINITIONS[table]["key"]
    return sorted(rows.to_pylist(), key=lambda row: tuple(row[column] for column in key))


@pytest.mark.parametrize("table", TABLES)
def test_pyiceberg_reads_the_rows_that_sql_shows(lake, rows_by_sql, table):
    read = StaticTable.from_metadata(str(metadata_file(lake, table))).scan().to_arrow()
    expected = rows_by_sql(table)
    assert read.num_rows == expected.num_rows
    assert sorted_rows(read, table) == sorted_rows(expected, table)


@pytest.mark.parametrize("table", TABLES)
def test_duckdb_iceberg_reads_the_rows_that_sql_shows(lake, rows_by_sql, duckdb_connection, table):
    read = duckdb_connection.execute(f"select * from iceberg_scan('{metadata_file(lake, table)}')").to_arrow_table()
    assert sorted_rows(read, table) == sorted_rows(rows_by_sql(table), table)


@pytest.mark.parametrize("table", TABLES)
def test_pyarrow_reads_the_data_files_that_the_manifests_name(lake, rows_by_sql, table):
    tasks = list(StaticTable.from_metadata(str(metadata_file(lake, table))).scan().plan_files())
    parts = [pq.read_table(task.file.file_path.removeprefix("file://"), partitioning=None) for task in tasks]
    assert [part.num_rows for part in parts] == [task.file.record_count for task in tasks]
    read = pa.concat_tables(parts) if parts else rows_by_sql(table).slice(0, 0)
    assert sorted_rows(read, table) == sorted_rows(rows_by_sql(table), table)


@pytest.mark.parametrize("table", TABLES)
def test_partitions_are_those_of_the_definition(lake, table):
    static = StaticTable.from_metadata(str(metadata_file(lake, table)))
    names = [static.schema().find_column_name(field.source_id) for field in static.spec().fields]
    assert names == DEFINITIONS[table]["partition"]
    for task in static.scan().plan_files():
        folder = pathlib.Path(task.file.file_path).parent
        expected = [f"{field.name}=" for field in static.spec().fields]
        found = [part for part in folder.parts if "=" in part]
        assert [part.split("=")[0] + "=" for part in found] == expected


def type_text(kind):
    """Our definition's type as pyiceberg prints it."""
    return f"list<{type_text(kind['list'])}>" if isinstance(kind, dict) else kind


@pytest.mark.parametrize("table", TABLES)
def test_types_and_required_flags_are_those_of_the_definition(lake, table):
    schema = StaticTable.from_metadata(str(metadata_file(lake, table))).schema()
    found = [(field.name, str(field.field_type), field.required) for field in schema.fields]
    expected = [(c["name"], type_text(c["type"]), c["required"]) for c in DEFINITIONS[table]["columns"]]
    assert found == expected


def test_each_batch_left_its_tag_in_every_table_it_wrote(lake, rows_by_sql):
    batches = rows_by_sql("processing_metadata").to_pylist()
    assert len(batches) == 8  # three runs, each an ingest and a features batch; a deletion; labels
    for batch in batches:
        for table, tag, count in zip(batch["table_names"], batch["table_versions"], batch["record_counts"]):
            if (tag, count) == ("no_changes", 0):
                continue
            static = StaticTable.from_metadata(str(metadata_file(lake, table)))
            assert tag in static.metadata.refs, f"{table} lacks {tag}"
            assert tag.replace("v_incr_", "").replace("v_", "") == batch["processing_batch_id"].replace("-", "")
            snapshot = static.metadata.snapshot_by_id(static.metadata.refs[tag].snapshot_id)
            assert snapshot.summary["eigenlake.batch-id"] == batch["processing_batch_id"]
            assert int(snapshot.summary["added-records"]) - int(snapshot.summary.get("deleted-records") or 0) == count


@pytest.mark.parametrize("table", TABLES)
def test_bounds_and_counts_in_the_manifests_contain_the_data(lake, table):
    from pyiceberg.conversions import from_bytes

    static = StaticTable.from_metadata(str(metadata_file(lake, table)))
    for task in static.scan().plan_files():
        rows = pq.read_table(task.file.file_path.removeprefix("file://"), partitioning=None)
        for field in static.schema().fields:
            values = rows.column(field.name)
            if not field.field_type.is_primitive:
                continue
            assert task.file.value_counts[field.field_id] == rows.num_rows
            assert task.file.null_value_counts[field.field_id] == values.null_count
            present = [v for v in values.to_pylist() if v is not None]
            if str(field.field_type) not in ("int", "long", "double", "string") or not present:
                continue
            low = from_bytes(field.field_type, task.file.lower_bounds[field.field_id])
            assert low <= min(present)
            if field.field_id in task.file.upper_bounds:
                assert from_bytes(field.field_type, task.file.upper_bounds[field.field_id]) >= max(present)
