# SPDX-License-Identifier: Apache-2.0
"""`eigenlake sql` and Spark show the same rows of Spark's own tables in the namespace."""

import pytest
from canonical import assert_same_rows


@pytest.fixture(scope="module")
def shared(catalogs, tmp_path_factory):
    return catalogs.make("hadoop", tmp_path_factory.mktemp("spark_tables"))


@pytest.fixture
def new_table(spark, shared, request):
    """Creates this test's own table; returns its name for Spark and its bare name."""

    def make(columns, clauses="", **properties):
        bare = request.node.name.split("[")[0].removeprefix("test_")[:60]
        name = shared.spark_table(bare)
        listed = ", ".join(f"'{key}'='{value}'" for key, value in properties.items())
        spark.sql(f"CREATE TABLE {name} ({columns}) USING iceberg {clauses}"
                  + (f" TBLPROPERTIES ({listed})" if listed else ""))
        return name, bare

    return make


MERGE_ON_READ = {"write.delete.mode": "merge-on-read", "write.update.mode": "merge-on-read",
                 "write.merge.mode": "merge-on-read"}


@pytest.mark.parametrize("data_format", ["parquet", "avro"])
def test_merge_on_read_by_spark_is_read(spark, shared, data_format):
    bare = f"merge_on_read_{data_format}"
    table = shared.spark_table(bare)
    properties = {**MERGE_ON_READ, "format-version": 2, "write.format.default": data_format}
    listed = ", ".join(f"'{key}'='{value}'" for key, value in properties.items())
    spark.sql(f"CREATE TABLE {table} (id BIGINT, part STRING, value DOUBLE) USING iceberg PARTITIONED BY (part) "
              f"TBLPROPERTIES ({listed})")
    for k in range(3):
        spark.sql(f"INSERT INTO {table} SELECT id, concat('p', id % 3), id / 7.0 FROM range({k * 1000}, {k * 1000 + 1000})")
    spark.sql(f"DELETE FROM {table} WHERE id % 5 = 1")
    spark.sql(f"UPDATE {table} SET value = -value WHERE id % 11 = 0")
    spark.sql(f"MERGE INTO {table} t USING (SELECT id, 'p0' AS part, 0.5D AS value FROM range(2995, 3005)) s ON t.id = s.id "
              "WHEN MATCHED THEN UPDATE SET value = s.value WHEN NOT MATCHED THEN INSERT *")
    for condition in ("true", "part = 'p1'", "id between 990 and 1010", "value < 0"):
        query = "SELECT id, part, value FROM {} WHERE " + condition
        assert_same_rows(shared.lake.sql(query.format(bare)), spark.sql(query.format(table)), condition)


def test_evolved_columns_are_read(spark, shared, new_table):
    table, bare = new_table("id INT, f FLOAT, d DECIMAL(5,2), s STRUCT<a: INT, b: STRING>, "
                            "l ARRAY<STRUCT<x: INT>>, m MAP<STRING, STRUCT<v: FLOAT>>")
    row = "SELECT {0}, CAST({0}.5 AS FLOAT), 1.25, named_struct('a', {0}, 'b', 'old'), array(named_struct('x', {0})), " \
          "map('k', named_struct('v', CAST({0} AS FLOAT)))"
    spark.sql(f"INSERT INTO {table} " + row.format(1))
    for change in ("ALTER COLUMN id TYPE BIGINT", "ALTER COLUMN f TYPE DOUBLE", "ALTER COLUMN d TYPE DECIMAL(9,2)",
                   "ALTER COLUMN s.a TYPE BIGINT", "RENAME COLUMN s.a TO renamed", "DROP COLUMN s.b",
                   "ADD COLUMN s.b STRING", "ADD COLUMN l.element.y STRING", "ADD COLUMN m.value.u STRING FIRST",
                   "ALTER COLUMN f FIRST", "RENAME COLUMN d TO price"):
        spark.sql(f"ALTER TABLE {table} {change}")
    spark.sql(f"INSERT INTO {table} SELECT 2.5D, 5000000000, 1234567.89, named_struct('renamed', 7L, 'b', 'new'), "
              "array(named_struct('x', 1, 'y', 'z')), map('k', named_struct('u', 'unit', 'v', CAST(1 AS FLOAT)))")
    query = ("SELECT f, id, price, s.renamed AS sa, s.b AS sb, l[{0}].x AS lx, l[{0}].y AS ly, m['k'].u AS mu, "
             "m['k'].v AS mv FROM {1}")
    # Arrays count from 0 in Spark, from 1 in DuckDB.
    assert_same_rows(shared.lake.sql(query.format(1, bare)), spark.sql(query.format(0, table)))


def test_evolved_partitions_are_read(spark, shared, new_table):
    table, bare = new_table("id BIGINT, name STRING, ts TIMESTAMP, day DATE")
    insert = (f"INSERT INTO {table} SELECT id, concat('name ', id % 40), timestamp '1969-06-01 00:00:00' + make_interval(0, "
              "CAST(id AS INT) * 9), date '1969-01-01' + CAST(id * 37 AS INT) FROM range({}, {})")
    spark.sql(insert.format(0, 100))
    previous = None
    for i, transform in enumerate(("bucket(4, id)", "truncate(2, name)", "years(ts)", "months(day)", "days(ts)", "hours(ts)",
                                   "truncate(10, id)", "name")):
        if previous:
            spark.sql(f"ALTER TABLE {table} DROP PARTITION FIELD {previous}")
        spark.sql(f"ALTER TABLE {table} ADD PARTITION FIELD {transform} AS p{i}")
        previous = f"p{i}"
        spark.sql(insert.format(100 + 50 * i, 150 + 50 * i))
    for condition in ("true", "id = 137", "id in (3, 120, 444)", "name = 'name 7'", "name >= 'name 3'", "id < 105",
                      "ts < timestamp '1970-01-01'", "ts = timestamp '1969-12-31 15:00:00'", "day <= date '1969-12-31'",
                      "day between date '1969-06-01' and date '1970-02-01'"):
        query = "SELECT id, name, day FROM {} WHERE " + condition
        assert_same_rows(shared.lake.sql(query.format(bare)), spark.sql(query.format(table)), condition)


def test_format_version_1_is_read(spark, shared, new_table):
    table, bare = new_table("id BIGINT, name STRING", "PARTITIONED BY (name)", **{"format-version": 1})
    spark.sql(f"INSERT INTO {table} SELECT id, concat('n', id % 3) FROM range(100)")
    spark.sql(f"DELETE FROM {table} WHERE name = 'n1'")
    spark.sql(f"ALTER TABLE {table} DROP PARTITION FIELD name")
    spark.sql(f"INSERT INTO {table} VALUES (1000, 'later')")
    assert_same_rows(shared.lake.sql(f"select id, name from {bare}"), spark.sql(f"SELECT id, name FROM {table}"))


def test_format_version_3_is_rejected(spark, shared, new_table):
    table, bare = new_table("id BIGINT", **{"format-version": 3})
    spark.sql(f"INSERT INTO {table} VALUES (1)")
    done = shared.lake.eigenlake("sql", f"select * from {bare}", exit_code=3)
    assert "unsupported Iceberg format version 3" in done.stderr
