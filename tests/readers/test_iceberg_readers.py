# SPDX-License-Identifier: Apache-2.0
"""PyIceberg, DuckDB's iceberg extension and PyArrow read what the program writes: same rows, types, partitions, tags,
null counts and bounds. The expected rows are computed here, not by the program."""

import datetime
import glob
import math
import os
import pathlib
import subprocess

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyiceberg.table import StaticTable
from pyiceberg.types import BooleanType, DateType, DoubleType, IntegerType, LongType, StringType, TimestamptzType

ROOT = pathlib.Path(__file__).parents[2]
BINARY = pathlib.Path(os.environ.get("EIGENLAKE_BINARY", ROOT / "build/release/bin/eigenlake"))
TOOL = BINARY.parent / "iceberg_tool"
ROWS_PER_FILE = 5000
BASES = ["sto3g", "6-31g(d) *"]
DAY = datetime.date(2025, 1, 10)
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def expected_row(i, basis, note):
    return {
        "processing_date": DAY,
        "basis_set": basis,
        "row_id": f"experiment_{i // 100:04}_row_{i}",
        "step": i,
        "count": None if i % 7 == 0 else 1 << (i % 60),
        "energy": "NaN" if i == 17 else -1.0 / (i + 1),
        "maybe_energy": None if i % 3 == 0 else i * 0.25,
        "in_sector": i % 2 == 0,
        "written_at": EPOCH + datetime.timedelta(microseconds=1736500000000001 + i),
        "symbols": ["O", "H"][: i % 3],
        "coordinates": [[i + 0.0, i + 0.5, i + 1.0]] * (i % 3),
        "note": note,
    }


def expected_rows(batches):
    return [
        expected_row(number * ROWS_PER_FILE + i, basis, f"ü{i % 2}" if number == 2 else None)
        for number in batches
        for basis in BASES
        for i in range(ROWS_PER_FILE)
    ]


def in_order(rows):
    """NaN by name, because it equals nothing."""
    for row in rows:
        if isinstance(row["energy"], float) and math.isnan(row["energy"]):
            row["energy"] = "NaN"
    return sorted(rows, key=lambda row: (row["step"], row["basis_set"]))


def assert_rows(found, batches, columns=None):
    expected = in_order(expected_rows(batches))
    if columns is not None:
        expected = [{name: row[name] for name in columns} for row in expected]
    found = in_order(found)
    assert len(found) == len(expected)
    for mine, theirs in zip(expected, found):
        assert mine == theirs


@pytest.fixture(scope="module")
def metadata_file(tmp_path_factory):
    warehouse = tmp_path_factory.mktemp("warehouse")
    done = subprocess.run([str(TOOL), "write", str(warehouse)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().removeprefix("file://")


@pytest.fixture(scope="module")
def static_table(metadata_file):
    return StaticTable.from_metadata(metadata_file)


@pytest.fixture(scope="module")
def duck():
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    for name in ("avro", "iceberg"):
        module = __import__(f"duckdb_extension_{name}")
        (extension,) = glob.glob(f"{os.path.dirname(module.__file__)}/extensions/*/{name}.duckdb_extension")
        connection.execute(f"load '{extension}'")
    return connection


def test_pyiceberg_reads_every_row(static_table):
    assert_rows(static_table.scan().to_arrow().to_pylist(), [0, 1, 2])


def test_pyiceberg_sees_types_partitions_and_docs(static_table):
    schema = static_table.schema()
    types = {field.name: type(field.field_type) for field in schema.fields if field.field_type.is_primitive}
    assert types == {
        "processing_date": DateType, "basis_set": StringType, "row_id": StringType, "step": IntegerType,
        "count": LongType, "energy": DoubleType, "maybe_energy": DoubleType, "in_sector": BooleanType,
        "written_at": TimestamptzType, "note": StringType,
    }
    assert [field.name for field in schema.fields if not field.required] == ["count", "maybe_energy", "note"]
    assert schema.find_field("energy").doc == "hartree; NaN in row 17"
    assert [(f.name, str(f.transform)) for f in static_table.spec().fields] == [
        ("processing_date", "identity"), ("basis_set", "identity")]
    partitions = {(p["partition"]["processing_date"], p["partition"]["basis_set"])
                  for p in static_table.inspect.partitions().to_pylist()}
    assert partitions == {(DAY, basis) for basis in BASES}


def test_pyiceberg_reads_each_tag(static_table):
    assert sorted(static_table.metadata.refs) == ["main", "v_0", "v_1", "v_2"]
    for number in range(3):
        snapshot_id = static_table.metadata.refs[f"v_{number}"].snapshot_id
        rows = static_table.scan(snapshot_id=snapshot_id).to_arrow().num_rows
        assert rows == (number + 1) * len(BASES) * ROWS_PER_FILE
        assert static_table.snapshot_by_id(snapshot_id).summary["eigenlake.batch-id"] == f"batch-{number}"


def test_pyiceberg_sees_counts_and_bounds(static_table):
    files = static_table.inspect.files().to_pylist()
    assert len(files) == 6
    for file in files:
        metrics = file["readable_metrics"]
        first = metrics["step"]["lower_bound"]
        steps = range(first, first + ROWS_PER_FILE)
        assert metrics["step"]["upper_bound"] == steps[-1]
        assert metrics["processing_date"]["lower_bound"] == DAY
        assert metrics["basis_set"]["lower_bound"] == file["partition"]["basis_set"]
        assert metrics["count"]["null_value_count"] == sum(i % 7 == 0 for i in steps)
        assert metrics["maybe_energy"]["null_value_count"] == sum(i % 3 == 0 for i in steps)
        assert metrics["energy"]["nan_value_count"] == (17 in steps)
        assert metrics["energy"]["lower_bound"] == -1.0 / (first + 1)
        assert metrics["row_id"]["lower_bound"] == f"experiment_{first // 100:04}_row_{first}"[:16]
        assert metrics["row_id"]["value_count"] == ROWS_PER_FILE
        path = file["file_path"].removeprefix("file://")
        assert file["file_size_in_bytes"] == os.path.getsize(path)
        footer = pq.read_metadata(path)
        assert file["record_count"] == footer.num_rows
        assert len(file["split_offsets"]) == footer.num_row_groups == 3


def test_pyiceberg_prunes_by_partition_and_bounds(static_table):
    assert len(list(static_table.scan(row_filter="basis_set = 'sto3g'").plan_files())) == 3
    assert len(list(static_table.scan(row_filter="step < 5000").plan_files())) == 2
    assert static_table.scan(row_filter="step = 4711").to_arrow().num_rows == 2


def test_duckdb_reads_every_row(duck, metadata_file):
    found = duck.execute(f"from iceberg_scan('{metadata_file}')").to_arrow_table()
    assert_rows(found.to_pylist(), [0, 1, 2])


def test_duckdb_reads_each_snapshot(duck, metadata_file, static_table):
    assert duck.execute(f"select count(*) from iceberg_snapshots('{metadata_file}')").fetchone() == (3,)
    for number in range(3):
        snapshot_id = static_table.metadata.refs[f"v_{number}"].snapshot_id
        query = f"select count(*) from iceberg_scan('{metadata_file}', snapshot_from_id => {snapshot_id}::ubigint)"
        assert duck.execute(query).fetchone() == ((number + 1) * len(BASES) * ROWS_PER_FILE,)


def test_duckdb_filters_by_every_kind_of_column(duck, metadata_file):
    def count(where):
        return duck.execute(f"select count(*) from iceberg_scan('{metadata_file}') where {where}").fetchone()[0]

    assert count("basis_set = '6-31g(d) *'") == 3 * ROWS_PER_FILE
    assert count("processing_date = date '2025-01-10'") == 6 * ROWS_PER_FILE
    assert count("processing_date > date '2025-01-10'") == 0
    assert count("row_id = 'experiment_0047_row_4711'") == 2
    assert count("isnan(energy)") == 2
    assert count("note is null") == 4 * ROWS_PER_FILE


def test_pyarrow_reads_the_data_files(metadata_file):
    data = pathlib.Path(metadata_file).parent.parent / "data"
    files = sorted(data.rglob("*.parquet"))
    assert {file.parent.name for file in files} == {"basis_set=sto3g", "basis_set=6-31g%28d%29+*"}
    tables = [pq.ParquetFile(file).read() for file in files]
    for table in tables:
        assert table.schema.field("written_at").type == pa.timestamp("us", tz="UTC")
        ids = [int(field.metadata[b"PARQUET:field_id"]) for field in table.schema]
        assert ids[:11] == list(range(1, 12)) and ids[11:] in ([], [15])
    found = [{"note": None, **row} for table in tables for row in table.to_pylist()]
    assert_rows(found, [0, 1, 2])


def test_pyarrow_sees_the_chosen_encodings(metadata_file):
    file = next((pathlib.Path(metadata_file).parent.parent / "data").rglob("*.parquet"))
    group = pq.read_metadata(file).row_group(0)
    encodings = {group.column(i).path_in_schema: set(group.column(i).encodings) for i in range(group.num_columns)}
    assert "DELTA_BYTE_ARRAY" in encodings["row_id"]
    assert "DELTA_BINARY_PACKED" in encodings["step"]
    assert "BYTE_STREAM_SPLIT" in encodings["energy"]
    assert "BYTE_STREAM_SPLIT" in encodings["coordinates.list.element.list.element"]
    assert "RLE_DICTIONARY" in encodings["basis_set"]
    assert all(group.column(i).compression == "ZSTD" for i in range(group.num_columns))
