# SPDX-License-Identifier: Apache-2.0
"""The content of another engine's data file does not depend on the reader. For each type of Iceberg, stored in each way that
Parquet has, `sql` returns the same rows with row deletes, which our own reader applies, and without, when DuckDB may read
the file by itself; or it rejects both."""

import datetime
import decimal
import json
import pathlib
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from foreign_table import ForeignTable, field, list_of  # noqa: E402

UTC = datetime.timezone.utc
MOMENT = datetime.datetime(2024, 2, 29, 12, 30, 15, 123000)
DAY = datetime.date(2024, 2, 29)
NUMBERS = [1, 2, 100]
DECIMALS = [decimal.Decimal("1.25"), decimal.Decimal("-2.50"), decimal.Decimal("3.00")]
TEXTS = ["one", "zwei", "trois"]
STORED = {
    "bool": (pa.bool_(), [True, False, True]), "int8": (pa.int8(), NUMBERS), "int16": (pa.int16(), NUMBERS),
    "int32": (pa.int32(), NUMBERS), "int64": (pa.int64(), NUMBERS), "uint8": (pa.uint8(), NUMBERS),
    "uint16": (pa.uint16(), NUMBERS), "uint32": (pa.uint32(), NUMBERS), "uint64": (pa.uint64(), NUMBERS),
    "large_int64": (pa.int64(), [2**40, -2**40, 5]), "float32": (pa.float32(), [0.5, -1.5, 2.0]),
    "float64": (pa.float64(), [0.5, -1.5, 1e300]), "decimal_9_2": (pa.decimal128(9, 2), DECIMALS),
    "decimal_7_2": (pa.decimal128(7, 2), DECIMALS), "decimal_9_3": (pa.decimal128(9, 3), DECIMALS),
    "decimal_18_2": (pa.decimal128(18, 2), DECIMALS), "decimal_38_2": (pa.decimal128(38, 2), DECIMALS),
    "date": (pa.date32(), [DAY, datetime.date(1969, 12, 31), datetime.date(1, 1, 1)]),
    "time_ms": (pa.time32("ms"), [datetime.time(1, 2, 3)] * 3), "time_us": (pa.time64("us"), [datetime.time(1, 2, 3)] * 3),
    "time_ns": (pa.time64("ns"), [datetime.time(1, 2, 3)] * 3),
    "string": (pa.string(), TEXTS), "binary": (pa.binary(), [text.encode() for text in TEXTS]),
    "not_utf8": (pa.binary(), [b"\xff\xfe", b"\x80", b"x"]), "large_string": (pa.large_string(), TEXTS),
    "dictionary": (pa.dictionary(pa.int32(), pa.string()), TEXTS), "fixed_4": (pa.binary(4), [b"abcd", b"\0\1\2\3", b"efgh"]),
    "fixed_16": (pa.binary(16), [bytes(range(16)), bytes(16), b"\xff" * 16]), "json": (pa.json_(), ['{"a":1}', "[]", "1"]),
    "uuid": (pa.uuid(), [bytes(range(16)), bytes(16), b"\xff" * 16]),
    "list": (pa.list_(pa.int32()), [[1, 2], [], [None]]),
    "list_of_long": (pa.list_(pa.int64()), [[1, 2], [], [None]]),
    **{f"timestamp_{unit}{'_utc' if zone else ''}": (pa.timestamp(unit, zone), [MOMENT.replace(tzinfo=UTC if zone else None)] * 3)
       for unit in ("ms", "us", "ns") for zone in (None, "UTC")},
}
IN_96_BITS = "timestamp_96"
INTEGERS = ["int8", "int16", "int32", "int64", "large_int64", "uint8", "uint16", "uint32", "uint64"]
DECIMAL_NUMBERS = [name for name in STORED if name.startswith("decimal")]
NUMBERS_AND_FLAGS = ["bool", *INTEGERS, "float32", "float64", *DECIMAL_NUMBERS, "date", "timestamp_us", "string"]
TIMES = [*(name for name in STORED if name.startswith("time")), IN_96_BITS, "date", "int32", "int64", "string"]
BYTES = ["string", "large_string", "dictionary", "json", "binary", "not_utf8", "fixed_4", "fixed_16", "uuid", "int32",
         "float64", "decimal_38_2"]
LISTS = ["list", "list_of_long", "int32", "string"]
TYPES = {
    "boolean": (NUMBERS_AND_FLAGS, ["bool"]), "int": (NUMBERS_AND_FLAGS, ["int32"]),
    "long": (NUMBERS_AND_FLAGS, ["int64", "large_int64"]), "float": (NUMBERS_AND_FLAGS, ["float32"]),
    "double": (NUMBERS_AND_FLAGS, ["float64"]), "decimal(9, 2)": (NUMBERS_AND_FLAGS, []), "date": (TIMES, ["date"]),
    "time": (TIMES, []), "timestamp": (TIMES, ["timestamp_us"]), "timestamptz": (TIMES, ["timestamp_us_utc"]),
    "string": (BYTES, ["string", "large_string", "dictionary"]), "binary": (BYTES, ["binary", "not_utf8"]),
    "fixed[4]": (BYTES, []), "fixed[16]": (BYTES, []), "uuid": (BYTES, []), "list": (LISTS, ["list"])}
"""For each type: its possible storages in files, and those that DuckDB reads by itself."""


class Case:
    """One table: a type of Iceberg, and its storage in the file. Its tag `whole` has no deletes, its newest state one."""

    def __init__(self, warehouse, kind, storage):
        table = ForeignTable(warehouse / storage, [field(1, "row", "int"), field(2, "x", list_of(3, "int") if kind == "list" else kind)])
        stored, values = STORED["timestamp_us" if storage == IN_96_BITS else storage]
        values = [*values, None]
        metadata = lambda field_id: {"PARQUET:field_id": str(field_id)}
        if pa.types.is_list(stored):
            stored = pa.list_(pa.field("element", stored.value_type, metadata=metadata(3)))
        schema = pa.schema([pa.field("row", pa.int32(), metadata=metadata(1)), pa.field("x", stored, metadata=metadata(2))])
        columns = [pa.array(range(len(values)), pa.int32()), pa.array(values, stored)]
        path = table.new_path("parquet")
        pq.write_table(pa.Table.from_arrays(columns, schema=schema), path, store_schema=False,
                       use_deprecated_int96_timestamps=storage == IN_96_BITS)
        data = table.entry(path, len(values), value_counts={1: 4, 2: 4}, null_value_counts={1: 0, 2: 1}, nan_value_counts={2: 0})
        table.append(data, tag="whole")
        table.append(table.position_deletes([(data, 0)]), operation="delete")


def answers(run_eigenlake, lake, storages, *options):
    """By storage: the rows or the error; and the storages whose files DuckDB reads."""
    script = "".join(f"select '{name}' as storage, \"row\", x from \"{name}\" where \"row\" > 0 order by \"row\";\n"
                     f"explain select * from \"{name}\";\n" for name in storages)
    done = run_eigenlake("sql", "--lake", lake, "--format", "json", *options, input=script, exit_code=None)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    rows = {}
    for line in lines:
        if "storage" in line:
            rows.setdefault(line["storage"], []).append((line["row"], line["x"]))
    plans = [line["explain_value"] for line in lines if "explain_value" in line]
    assert len(plans) == len(storages)
    direct = {name for name, plan in zip(storages, plans) if "READ_PARQUET" in plan}
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    refused = [name for name in storages if name not in rows]
    assert len(errors) == len(refused), done.stderr
    for name, error in zip(refused, errors):
        assert f"of table quantum_features.{name}" in error, error
        rows[name] = error.split(" (while reading ")[0]
    return rows, direct


@pytest.mark.parametrize("kind", TYPES)
def test_every_way_of_reading_gives_one_answer_or_one_error(tmp_path, run_eigenlake, kind):
    lake = tmp_path / "lake"
    storages, exact = TYPES[kind]
    for storage in storages:
        Case(lake / "features" / "warehouse" / "quantum_features", kind, storage)
    with_deletes, none = answers(run_eigenlake, lake, storages)
    without, direct = answers(run_eigenlake, lake, storages, "--tag", "whole")
    assert with_deletes == without
    assert not none and direct == set(exact), "the fast way is taken where it is exact, and only there"
    for storage in exact:
        assert isinstance(without[storage], list) and len(without[storage]) == 3, without[storage]
