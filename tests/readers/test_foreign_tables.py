# SPDX-License-Identifier: Apache-2.0
"""`eigenlake sql` reads tables of other engines exactly: row deletes, evolved columns, several partition specs, Avro, files
without field ids, format version 1. The expected rows are computed here; DuckDB's iceberg extension and pyiceberg
are compared too if they can read the table."""

import datetime
import decimal
import json
import math
import pathlib
import random
import shutil
import sys

import pyarrow.parquet as pq
import pytest
from pyiceberg.table import StaticTable
from pyiceberg.transforms import BucketTransform
from pyiceberg.types import IntegerType

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from foreign_table import ForeignTable, field, list_of, map_of, struct_of  # noqa: E402

NUMBER = field(1, "number", "int", True)
TEXT = field(2, "text", "string")


@pytest.fixture(scope="module")
def lake(tmp_path_factory, lake_of_h2):
    return pathlib.Path(shutil.copytree(lake_of_h2, tmp_path_factory.mktemp("foreign") / "lake"))


@pytest.fixture
def new_table(lake, request):
    """This test's own table in the lake's namespace."""

    def make(columns, *arguments, **options):
        folder = lake / "features" / "warehouse" / "quantum_features" / request.node.name.split("[")[0]
        return ForeignTable(folder, columns, *arguments, **options)

    return make


@pytest.fixture
def sql(lake, run_eigenlake, tmp_path):
    """Rows of a query as Python objects."""

    def query(text, *options, **more):
        file = tmp_path / "result.parquet"
        done = run_eigenlake("sql", text, "--lake", lake, "--format", "parquet", "--output", file, *options, **more)
        return done if more.get("exit_code", 0) != 0 else pq.read_table(file).to_pylist()

    return query


def select(table, columns="*"):
    return f'select {columns} from "{table.folder.name}"'


def in_order(rows):
    return sorted(rows, key=lambda row: json.dumps(row, default=str, sort_keys=True))


def numbers(*values):
    return [{"number": value, "text": f"t{value}"} for value in values]


def by_duckdb(duckdb_connection, table):
    relation = duckdb_connection.execute(f"select * from iceberg_scan('{table.metadata_file}')")
    names = [column[0] for column in relation.description]
    return [dict(zip(names, row)) for row in relation.fetchall()]


def by_pyiceberg(table):
    return StaticTable.from_metadata(str(table.metadata_file)).scan().to_arrow().to_pylist()


def test_position_deletes_apply_to_files_that_are_not_newer(new_table, sql, duckdb_connection):
    table = new_table([NUMBER, TEXT])
    first = table.parquet(numbers(*range(10)))
    second = table.parquet(numbers(*range(10, 20)))
    table.append(first, second)
    table.append(table.position_deletes([(first, 0), (first, 9), (second, 5)]), operation="delete")
    third = table.parquet(numbers(*range(20, 30)))
    table.append(third, table.position_deletes([(third, 1)]), operation="overwrite")
    expected = numbers(*(set(range(30)) - {0, 9, 15, 21}))
    assert in_order(sql(select(table))) == in_order(expected)
    assert in_order(by_duckdb(duckdb_connection, table)) == in_order(expected)
    assert in_order(by_pyiceberg(table)) == in_order(expected)
    assert sql(select(table, "count(*) n")) == [{"n": 26}]
    assert sql(select(table, "text") + " where number = 9") == []


def test_equality_deletes_apply_to_older_files_only(new_table, sql, duckdb_connection):
    table = new_table([NUMBER, TEXT])
    table.append(table.parquet(numbers(1, 2, 3) + [{"number": 4, "text": None}]))
    table.append(table.equality_deletes([{"text": "t2"}, {"text": None}], [TEXT]),
                 table.parquet(numbers(2, 5)), operation="overwrite")
    expected = numbers(1, 3, 2, 5)
    assert in_order(sql(select(table))) == in_order(expected)
    assert in_order(by_duckdb(duckdb_connection, table)) == in_order(expected)
    assert sql(select(table, "sum(number) s")) == [{"s": 11}], "the compared column need not be asked for"


def test_equality_deletes_stay_in_their_partition_unless_unpartitioned(new_table, sql):
    by_number = [{"source-id": 1, "field-id": 1000, "name": "number", "transform": "identity"}]
    table = new_table([NUMBER, TEXT])
    table.repartition(by_number)
    rows = lambda number: [{"number": number, "text": text} for text in ("a", "b", "c")]
    table.append(*(table.parquet(rows(number), partition=[number]) for number in (1, 2)))
    table.append(table.equality_deletes([{"text": "a"}], [TEXT], partition=[1]), operation="delete")
    assert len(sql(select(table))) == 5
    table.append(table.equality_deletes([{"text": "b"}], [TEXT], spec_id=0), operation="delete")
    expected = [{"number": 1, "text": "c"}, {"number": 2, "text": "a"}, {"number": 2, "text": "c"}]
    assert in_order(sql(select(table))) == expected


def test_equality_deletes_by_floats_and_several_columns(new_table, sql):
    energy = field(3, "energy", "double")
    table = new_table([NUMBER, energy])
    values = [0.0, -0.0, math.nan, 1.5, None]
    table.append(table.parquet([{"number": i, "energy": value} for i, value in enumerate(values)]))
    table.append(table.equality_deletes([{"energy": math.nan, "number": 2}, {"energy": 0.0, "number": 0},
                                         {"energy": None, "number": 4}, {"energy": 1.5, "number": 9}],
                                        [energy, NUMBER]), operation="delete")
    assert sorted(row["number"] for row in sql(select(table))) == [1, 3]


POINT = [field(10, "x", "int"), field(11, "y", "float")]


def test_nested_columns_evolve_by_field_id(new_table, sql):
    table = new_table([NUMBER, field(3, "point", struct_of(*POINT)),
                       field(4, "path", list_of(12, struct_of(field(13, "t", "int"), field(14, "gone", "string")))),
                       field(5, "tags", map_of(15, "string", 16, struct_of(field(17, "weight", "float"))))])
    old = {"number": 1, "point": {"x": 7, "y": 0.5}, "path": [{"t": 1, "gone": "x"}, {"t": 2, "gone": "y"}],
           "tags": [("a", {"weight": 0.25})]}
    table.append(table.parquet([old, {"number": 2, "point": None, "path": None, "tags": None}]))
    table.evolve([NUMBER, field(3, "place", struct_of(field(11, "height", "double"), field(10, "x", "long"),
                                                      field(20, "z", "string"))),
                  field(4, "path", list_of(12, struct_of(field(21, "note", "string"), field(13, "time", "long")))),
                  field(5, "tags", map_of(15, "string", 16, struct_of(field(17, "mass", "double"),
                                                                      field(22, "unit", "string"))))])
    new = {"number": 3, "place": {"height": 1.0, "x": 2**40, "z": "up"}, "path": [{"note": "n", "time": 3}],
           "tags": [("b", {"mass": 2.0, "unit": "kg"})]}
    table.append(table.parquet([new]))
    found = sql(select(table) + " order by number")
    assert found[0] == {"number": 1, "place": {"height": 0.5, "x": 7, "z": None},
                        "path": [{"note": None, "time": 1}, {"note": None, "time": 2}],
                        "tags": [("a", {"mass": 0.25, "unit": None})]}
    assert found[1] == {"number": 2, "place": None, "path": None, "tags": None}
    assert found[2] == new
    assert sql(select(table, "place.x as x, path[1].time as t, tags['a'].mass as m") + " where number = 1") == [
        {"x": 7, "t": 1, "m": 0.25}]


EVERY_TYPE = [field(1, "b", "boolean"), field(2, "i", "int"), field(3, "l", "long"), field(4, "f", "float"),
              field(5, "d", "double"), field(6, "small", "decimal(4, 2)"), field(7, "middle", "decimal(9, 2)"),
              field(8, "large", "decimal(18, 3)"), field(9, "huge", "decimal(38, 10)"), field(10, "day", "date"),
              field(11, "clock", "time"), field(12, "moment", "timestamp"), field(13, "instant", "timestamptz"),
              field(14, "s", "string"), field(16, "bytes", "binary"),
              field(17, "list", list_of(18, "long")), field(19, "pairs", map_of(20, "int", 21, "string")),
              field(22, "words", map_of(23, "string", 24, "double"))]
UTC = datetime.timezone.utc
FULL_ROW = {"b": True, "i": -(2**31), "l": 2**63 - 1, "f": 0.5, "d": 1e-300, "small": decimal.Decimal("-1.25"),
            "middle": decimal.Decimal("-1234567.89"), "large": decimal.Decimal("123456789012345.678"),
            "huge": decimal.Decimal("-1234567890123456789012345678.0123456789"), "day": datetime.date(1969, 12, 31),
            "clock": datetime.time(23, 59, 59, 999999), "moment": datetime.datetime(1900, 1, 1, 0, 0, 0, 1),
            "instant": datetime.datetime(2100, 1, 1, 12, 0, 0, 123456, UTC), "s": "a longer text than twelve bytes: ü",
            "bytes": b"\x00\xff", "list": [1, None, 3], "pairs": [(1, "one"), (2, None)],
            "words": [("pi", 3.14), ("none", None)]}


@pytest.mark.parametrize("write", ["avro", "parquet"])
def test_every_type_comes_through_our_reader(lake, sql, write):
    folder = lake / "features" / "warehouse" / "quantum_features" / f"every_type_in_{write}"
    table = ForeignTable(folder, EVERY_TYPE)
    empty = dict.fromkeys(FULL_ROW)
    rows = [FULL_ROW, empty] * 3000
    table.append(getattr(table, write)(rows))
    assert sql(select(table)) == rows
    assert sql(select(table, "count(*) n, sum(i) s, max(huge) h")) == [
        {"n": 6000, "s": 3000 * -(2**31), "h": FULL_ROW["huge"]}]


def test_uuids_and_fixed_bytes_are_read(new_table, lake, run_eigenlake):
    table = new_table([field(1, "id", "uuid"), field(2, "four", "fixed[4]"), field(3, "one", struct_of(field(4, "x", "int")))])
    table.append(table.parquet([{"id": bytes(range(0xf0, 0x100)), "four": b"\x01\x02\x03\x04", "one": {"x": 1}}]))
    done = run_eigenlake("sql", select(table), "--lake", lake, "--json")
    assert json.loads(done.stdout)["id"] == "f0f1f2f3-f4f5-f6f7-f8f9-fafbfcfdfeff"
    done = run_eigenlake("sql", select(table, "hex(four) h"), "--lake", lake, "--json")
    assert json.loads(done.stdout) == {"h": "01020304"}


def test_partition_values_stand_in_for_columns_that_files_lack(new_table, sql):
    table = new_table([NUMBER, TEXT], [{"source-id": 2, "field-id": 1000, "name": "text", "transform": "identity"}])
    table.append(table.parquet([{"number": 1}], [NUMBER], partition=["from the partition"]),
                 table.parquet([{"number": 2, "text": "from the file"}], partition=["from the file"]))
    assert sql(select(table) + " order by 1") == [{"number": 1, "text": "from the partition"},
                                                  {"number": 2, "text": "from the file"}]
    assert sql(select(table) + " where text = 'from the partition'") == [{"number": 1, "text": "from the partition"}]


def test_files_without_ids_are_read_by_the_name_mapping(new_table, sql):
    mapping = [{"field-id": 1, "names": ["number", "n"]}, {"field-id": 3, "names": ["point"], "fields": [
        {"field-id": 10, "names": ["x"]}, {"field-id": 11, "names": ["y", "why"]}]}]
    table = new_table([NUMBER, field(3, "point", struct_of(*POINT)), TEXT],
                      properties={"schema.name-mapping.default": json.dumps(mapping)})
    stored = [field(0, "n", "int", True), field(0, "point", struct_of(field(0, "why", "float"), field(0, "x", "int"))),
              field(0, "text", "string")]
    table.append(table.parquet([{"n": 1, "point": {"why": 0.5, "x": 2}, "text": "unmapped"}], stored, ids=False,
                               counts=False))
    assert sql(select(table)) == [{"number": 1, "point": {"x": 2, "y": 0.5}, "text": None}]


def test_files_without_ids_and_mapping_are_rejected(new_table, sql):
    table = new_table([NUMBER, TEXT])
    table.append(table.parquet(numbers(1), ids=False, counts=False))
    done = sql(select(table), exit_code=3)
    assert "schema.name-mapping.default" in done.stderr and ".parquet" in done.stderr


def test_nulls_in_required_columns_are_rejected(new_table, sql):
    table = new_table([NUMBER, TEXT])
    table.append(table.parquet([{"number": None, "text": "x"}], [field(1, "number", "int"), TEXT]))
    assert "required column number" in sql(select(table), exit_code=6).stderr


def test_orc_is_rejected_by_name(new_table, sql):
    table = new_table([NUMBER, TEXT])
    table.append({**table.parquet(numbers(1)), "file_format": "ORC"})
    assert "unsupported data file format ORC" in sql(select(table), exit_code=3).stderr


def test_every_partition_spec_of_a_table_prunes_by_its_own_transform(new_table, sql, run_eigenlake, lake):
    moment = field(3, "moment", "timestamp")
    day = lambda n: datetime.datetime(2025, 1, n, 12)
    table = new_table([NUMBER, TEXT, moment])
    transforms = [("text", 2, "truncate[1]", ["t"]), ("moment", 3, "month", [660]), ("moment", 3, "day", [20100]),
                  ("number", 1, "bucket[4]", [BucketTransform(4).transform(IntegerType())(4)]),
                  ("gone", 1, "void", [None])]
    table.append(table.parquet([{"number": 0, "text": "t0", "moment": day(1)}], counts=False))
    for i, (name, source, transform, partition) in enumerate(transforms, 1):
        table.repartition([{"source-id": source, "field-id": 1000 + i, "name": f"{name}_{i}", "transform": transform}])
        row = {"number": i, "text": f"t{i}", "moment": datetime.datetime(2025, 1, 12, 3) if transform == "day" else day(i)}
        table.append(table.parquet([row], counts=False, partition=partition))
    everything = sql(select(table) + " order by 1")
    assert [row["number"] for row in everything] == [0, 1, 2, 3, 4, 5]

    def files_read(condition):
        done = run_eigenlake("sql", select(table) + f" where {condition}", "--lake", lake, "--verbose")
        line = next(line for line in done.stderr.splitlines() if "files read" in line)
        return int(line.split(":")[1].split()[0])

    assert files_read("text = 'u'") == 5
    assert files_read("moment >= timestamp '2025-02-01'") == 4
    assert files_read("moment < timestamp '2025-01-10'") == 5
    assert files_read("number = 4") == 6
    other = next(n for n in range(5, 20) if BucketTransform(4).transform(IntegerType())(n) != transforms[3][3][0])
    assert files_read(f"number = {other}") == 5
    assert files_read("text = 'u' and moment > timestamp '2026-01-01'") == 3


def test_version_1_is_read_and_version_3_rejected(new_table, lake, sql):
    table = new_table([NUMBER, TEXT], [{"source-id": 1, "field-id": 1000, "name": "number", "transform": "identity"}],
                      version=1)
    for number in (1, 2):
        table.append(table.parquet(numbers(number), partition=[number]))
    assert sql(select(table) + " order by 1") == numbers(1, 2)
    assert in_order(by_pyiceberg(table)) == numbers(1, 2)
    newer = ForeignTable(lake / "features" / "warehouse" / "quantum_features" / "newer", [NUMBER], version=3)
    done = sql(select(newer), exit_code=3)
    assert "unsupported Iceberg format version 3" in done.stderr and "deletion vectors" in done.stderr
    assert sql("select count(*) n from molecules") == [{"n": 1}], "a table that cannot be read disturbs no other"


def test_tags_and_the_catalog_show_tables_of_other_engines(new_table, sql):
    table = new_table([NUMBER, TEXT])
    table.append(table.parquet(numbers(1)), tag="before")
    table.append(table.parquet(numbers(2)))
    assert sql(select(table), "--tag", "before") == numbers(1)
    assert sql(select(table, "count(*) n"), "--branch", "main") == [{"n": 2}]
    assert "no table has a tag 'never'" in sql(select(table), "--tag", "never", exit_code=3).stderr
    assert {"name": table.folder.name} in sql("select table_name as name from information_schema.tables")


CONDITIONS = ["number = {i}", "number in ({i}, {j}, 3)", "{i} <= number", "number between {i} and {j}", "number < {i}",
              "text = 't{i}'", "text like 't{i}%'", "text is null", "text is not null", "number <> {i}",
              "energy > {i} / 10.0", "energy >= {i}", "not (energy < {i})", "energy = 'nan'::double",
              "day = date '2025-01-01' + {i}", "day > '2025-01-20'", "number + 1 = {i}", "text in ('t{i}', 'u', 'v', 'w', 'x', 'y', 'z')",
              "(number = {i} or number = {j})", "(number = {i} or text = 't{j}')", "coalesce(text, '') = ''",
              "number = (select max(number) from {t} where number < {i})"]
SHAPES = ["select count(*) n, sum(number) s, min(text) t from {t} where {a} and {b}",
          "select a.number n, b.text t from {t} a join {t} b using (number) where {q}",
          "select a.number n, b.text t from {t} a left join {t} b on a.number = b.number and b.{s}",
          "select a.number n from {t} a where not exists (select 1 from {t} b where b.number = a.number and b.{s})",
          "with c as (select * from {t} where {a}) select count(*) n from c where {b} union all select count(*) from c",
          "select number n from {t} where {a} union select number + 1 from {t} where {b}",
          "select number n, (select count(*) from {t} b where b.number < a.number and b.{s}) k from {t} a where a.{s}",
          "select n, count(*) k from (select number % 7 n, text from {t} where {a}) where text is not null group by n",
          "select number n from {t} where {a} except select number from {t} where {b}",
          "select a.number n, b.number m from {t} a full join {t} b on a.number = b.number where a.{s}"]


def test_pruned_queries_give_what_unpruned_ones_give(new_table, lake, run_eigenlake, duckdb_connection):
    """Compares random queries over many small files with DuckDB over the same rows in one table."""
    seed = 20250110
    chance = random.Random(seed)
    energy, day = field(3, "energy", "double"), field(4, "day", "date")
    table = new_table([NUMBER, TEXT, energy, day])
    rows = []
    for _ in range(60):
        base = chance.randrange(40)
        some = [{"number": base + k, "text": chance.choice([f"t{base}", None]),
                 "energy": chance.choice([base / 10, math.nan, None, -0.0]),
                 "day": datetime.date(2025, 1, 1) + datetime.timedelta(base)} for k in range(chance.randrange(1, 4))]
        rows += some
        table.append(table.parquet(some))
    name = f'"{table.folder.name}"'
    duckdb_connection.execute(f"create or replace table {name} (number int, text varchar, energy double, day date)")
    duckdb_connection.executemany(f"insert into {name} values (?, ?, ?, ?)", [tuple(row.values()) for row in rows])
    queries = []
    for _ in range(60):
        shape = chance.choice(SHAPES)
        pick = lambda: chance.choice(CONDITIONS).format(i=chance.randrange(40), j=chance.randrange(40), t=name)
        simple = chance.choice(["number = {}", "number > {}", "number < {}", "energy >= {}"]).format(chance.randrange(40))
        queries.append(shape.format(t=name, a=pick(), b=pick(), s=simple, q=f"a.{simple}"))
    script = ";\n".join(queries) + ";\n"
    done = run_eigenlake("sql", "--lake", lake, "--format", "csv", "--verbose", input=script)
    expected = []
    for query in queries:
        found = duckdb_connection.execute(query)
        expected.append((query, [column[0] for column in found.description], found.fetchall()))
    lines = done.stdout.splitlines()
    at = 0
    for query, names, wanted in expected:
        assert lines[at] == ",".join(names), (seed, query)
        got = lines[at + 1: at + 1 + len(wanted)]
        at += 1 + len(wanted)
        as_text = ["," .join("" if value is None else str(value) for value in row) for row in wanted]
        assert sorted(got) == sorted(as_text), (seed, query)
    assert at == len(lines), seed
    read = [line.split(":")[1].split() for line in done.stderr.splitlines() if "files read" in line]
    assert sum(int(words[0]) < int(words[2]) for words in read) > 15, "conditions must have skipped files"
