# SPDX-License-Identifier: Apache-2.0
"""Compares the printed and written values of `sql` for DuckDB's types with DuckDB's own package and PyArrow."""

import csv
import io
import json
import math

import duckdb
import pyarrow.parquet
import pytest

VALUES = "select * from test_all_types()"
# Integers of 128 bits are DECIMAL(38, 0) in Parquet, which the largest ones exceed.
TOO_WIDE = {"hugeint", "uhugeint"}
NUMBERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT",
           "DOUBLE", "DECIMAL"}


@pytest.fixture(scope="module")
def all_types():
    """Rows of texts by DuckDB's own casts, None for null, and the columns' types."""
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    columns = [(row[0], row[1]) for row in connection.execute(f"describe {VALUES}").fetchall()]
    texts = ", ".join(f'cast("{name}" as varchar) as "{name}"' for name, _ in columns)
    rows = [dict(zip([name for name, _ in columns], row)) for row in connection.execute(f"select {texts} from ({VALUES})").fetchall()]
    return rows, dict(columns)


@pytest.fixture
def ask(run_eigenlake, tmp_path):
    (tmp_path / "lake/.eigenlake").mkdir(parents=True)
    (tmp_path / "lake/.eigenlake/format.json").write_text('{"format_version": 1}')
    return lambda query, *options: run_eigenlake("sql", query, "--lake", tmp_path / "lake", *options).stdout


def test_csv_has_the_text_of_duckdbs_casts(ask, all_types):
    rows, _ = all_types
    found = list(csv.DictReader(io.StringIO(ask(VALUES, "--format", "csv"))))
    assert len(found) == len(rows)
    for expected, row in zip(rows, found):
        for name, text in expected.items():
            assert row[name] == ("" if text is None else text), name


def test_json_has_numbers_and_the_text_of_all_others(ask, all_types):
    rows, types = all_types
    found = [json.loads(line) for line in ask(VALUES, "--json").splitlines()]
    assert len(found) == len(rows)
    for expected, row in zip(rows, found):
        for name, text in expected.items():
            kind = types[name].split("(")[0]
            if text is None:
                assert row[name] is None, name
            elif kind == "BOOLEAN":
                assert row[name] == (text == "true"), name
            elif kind in NUMBERS and not types[name].endswith("]"):
                assert float(row[name]) == float(text), name
            elif kind not in ("STRUCT", "MAP") and not types[name].endswith("]"):
                assert row[name] == text, name
    for value, text in [("nan", "NaN"), ("inf", "Infinity"), ("-inf", "-Infinity")]:
        (row,) = [json.loads(line) for line in ask(f"select '{value}'::double a, ['{value}'::float] b, {{'c': '{value}'::double}} d", "--json").splitlines()]
        assert row == {"a": text, "b": [text], "d": {"c": text}}


def test_parquet_has_every_type(ask, all_types, tmp_path):
    rows, types = all_types
    file = tmp_path / "all.parquet"
    skipped = ", ".join(sorted(TOO_WIDE))
    ask(f"select * exclude ({skipped}) from test_all_types()", "--format", "parquet", "--output", file)
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    for name, type_name in types.items():
        if name in TOO_WIDE:
            continue
        # The text of a value reads back as its type, except unions and variants, whose text lacks the member type.
        column = f'"{name}"' if type_name.startswith(("UNION", "VARIANT", "GEOMETRY")) else f'cast("{name}" as {type_name})'
        found = [row[0] for row in connection.execute(f"select cast({column} as varchar) from '{file}'").fetchall()]
        assert found == [row[name] for row in rows], (name, type_name)


def test_parquet_keeps_signs_names_and_empty_results(ask, tmp_path):
    file = tmp_path / "few.parquet"
    ask("select -0.0::double as zero, 'nan'::double as n, 1 as zero, 12345678901234567890::hugeint as wide", "--format", "parquet", "--output", file)
    (row,) = pyarrow.parquet.read_table(file).to_pylist()
    assert math.copysign(1.0, row["zero"]) == -1.0 and math.isnan(row["n"]) and row["zero_1"] == 1 and int(row["wide"]) == 12345678901234567890
    ask("select interval '1 day' as i, 1.5 as d, [1] as l where false", "--format", "parquet", "--output", file)
    table = pyarrow.parquet.read_table(file)
    assert table.num_rows == 0 and table.column_names == ["i", "d", "l"] and str(table.schema.field("i").type) == "string"
    ask("select range as r, range::varchar as t from range(300000)", "--format", "parquet", "--output", file)
    assert pyarrow.parquet.ParquetFile(file).num_row_groups == 3
    assert pyarrow.parquet.read_table(file).column("r").to_pylist() == list(range(300000))
