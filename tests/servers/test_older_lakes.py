# SPDX-License-Identifier: Apache-2.0
"""Lakes of an earlier version, moved to each catalog and each store, continue there; every engine reads the unchanged old
rows, and the new ones as the program shows them.
"""

import contextlib
import importlib.util
import pathlib
import re

import duckdb
import golden_lakes as golden
import pyarrow.fs
import pytest
from canonical import Rows, assert_same_rows
from lakes import DATABASE, TABLES, Catalogs, Lake, columns_of, fresh_name

SOME_TABLES = ("molecules", "vqe_results", "ml_iteration_features", "processing_metadata")


@pytest.fixture
def brought(catalogs, run_eigenlake):
    """Makes a golden lake in a kind of catalog: the lake, and its names for other engines."""
    with contextlib.ExitStack() as stack:
        def bring(kind):
            name = "sqlite" if kind == "sqlite" else "folder"
            lake = stack.enter_context(golden.unpacked(name, run_eigenlake))
            shared = catalogs.bring(kind, lake)
            stack.callback(catalogs.forget, shared)
            return lake, shared

        yield bring


def go_on(lake, put_raw_object):
    """Runs a molecule, ingests another producer's object, computes features and maintains; old rows do not change."""
    assert golden.run_molecule(lake, golden.KNOWN)["skipped"]
    golden.run_molecule(lake, golden.ADDED)
    put_raw_object()
    assert lake.json("ingest")[0]["experiments_new"] == 1
    lake.eigenlake("features", "--quiet")
    assert_old_rows(lake, golden.without_rewritten)
    lake.eigenlake("maintain", "--quiet")
    assert_old_rows(lake, golden.without_rewritten)
    assert ": 0 faults" in lake.eigenlake("maintain", "check", "--deep").stdout


def assert_old_rows(lake, of=dict):
    assert golden.differing(of(lake.old()), of(lake.expected["views"]["now"]["digests"])) == {}


def old_columns(lake, table):
    return ", ".join(lake.expected["columns"][table])


def assert_engine_agrees(read, shared):
    """`read(columns, table)` returns all rows of each table as `sql` shows them, including columns of this version."""
    for table in TABLES:
        if shared.lake.arrow(f"select count(*) as n from {table}").column("n")[0].as_py():
            assert_same_rows(read(columns_of(table), table), shared.lake.table(table), table)


def assert_engine_reads_old(read, lake, shared):
    for table in lake.expected["columns"]:
        columns = old_columns(lake, table)
        assert_same_rows(read(columns, table), shared.lake.sql(f"select {columns} from {table}"), table)


def add_locally(lake):
    return lambda: golden.add_raw_object(lake, 99)


@pytest.mark.parametrize("kind", Catalogs.KINDS)
def test_spark_reads_an_older_lake_before_and_after_it_continues(spark, brought, kind):
    lake, shared = brought(kind)

    def read(columns, table, version=""):
        return spark.sql(f"SELECT {columns} FROM {shared.spark_table(table)}{version}")

    assert_old_rows(lake)
    assert_engine_reads_old(read, lake, shared)
    tagged = {table: read(old_columns(lake, table), table, " VERSION AS OF 'paper'") for table in SOME_TABLES}
    go_on(lake, add_locally(lake))
    assert_engine_agrees(read, shared)
    for table in SOME_TABLES:
        assert_same_rows(read(old_columns(lake, table), table, " VERSION AS OF 'paper'"), tagged[table], table)


@pytest.mark.parametrize("kind", Catalogs.TRINO_KINDS)
def test_trino_reads_an_older_lake_before_and_after_it_continues(trino, catalogs, brought, kind):
    lake, shared = brought(kind)
    catalogs.trino(shared)

    def read(columns, table, version=""):
        return trino.sql(f"SELECT {columns} FROM {shared.trino_table(table)}{version}")

    assert_engine_reads_old(read, lake, shared)
    tagged = {table: read(old_columns(lake, table), table, " FOR VERSION AS OF 'paper'") for table in SOME_TABLES}
    go_on(lake, add_locally(lake))
    assert_engine_agrees(read, shared)
    for table in SOME_TABLES:
        assert_same_rows(read(old_columns(lake, table), table, " FOR VERSION AS OF 'paper'"), tagged[table], table)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_pyiceberg_reads_an_older_lake_before_and_after_it_continues(clients, brought, kind):
    lake, shared = brought(kind)

    def read(columns, table):
        names = [name.strip() for name in columns.split(",")]
        return Rows.of_arrow(shared.pyiceberg.load_table((DATABASE, table)).scan().to_arrow().select(names))

    assert_engine_reads_old(read, lake, shared)
    go_on(lake, add_locally(lake))
    assert_engine_agrees(read, shared)


def test_former_catalog_of_an_older_lake_is_rejected_for_writing(brought):
    lake, _ = brought("postgresql")
    golden.run_molecule(lake, golden.ADDED)
    lake.environment = {"EIGENLAKE_CATALOG": "hadoop"}
    refused = lake.eigenlake("ingest", exit_code=None)
    assert refused.returncode != 0 and "catalog" in refused.stderr


class InStore:
    """A golden lake, exported into a store with its history, as a separate lake."""

    def __init__(self, run, store, folder):
        self.store, self.bucket = store, store.bucket(fresh_name("older").replace("_", "-"))
        self.warehouse = f"{self.bucket}/lake/features/warehouse"
        environment = {"S3_ENDPOINT": store.endpoint, "S3_REGION": store.region, "S3_ACCESS_KEY": store.access_key,
                       "S3_SECRET_KEY": store.secret_key}
        place = f"s3://{self.bucket}/lake"
        with golden.unpacked("folder", run) as lake:
            run("export", f"s3://{self.warehouse}", "--lake", lake.lake, "--format", "iceberg", "--history",
                "--with-paths", "--quiet", env=environment)
        self.golden = golden.GoldenLake("folder", folder, run, golden.expected_of("folder"), place, environment)
        self.shared = Lake(run, folder, ("--lake", place), environment)

    @property
    def lake(self):
        return self.shared

    def add_raw_object(self):
        key = f"{self.bucket}/lake/raw-results/experiments/experiment.vqe/99-1736600000000000000.json"
        with self.store.filesystem().open_output_stream(key) as stream:
            stream.write(golden.foreign_record(99))

    def metadata_file(self, table):
        folder = f"{self.warehouse}/{DATABASE}/{table}/metadata"
        files = self.store.filesystem().get_file_info(pyarrow.fs.FileSelector(folder))
        versions = [int(match[1]) for file in files if (match := re.fullmatch(r"v(\d+)\.metadata\.json", file.base_name))]
        return f"s3://{folder}/v{max(versions)}.metadata.json"


def read_by_duckdb(store, file, columns):
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    connection.execute("SET TimeZone = 'UTC'")
    for name in ("httpfs", "avro", "iceberg"):
        package = pathlib.Path(importlib.util.find_spec(f"duckdb_extension_{name}").origin).parent
        connection.execute(f"LOAD '{next(package.glob(f'extensions/*/{name}.duckdb_extension'))}'")
    connection.execute(f"CREATE SECRET (TYPE s3, KEY_ID '{store.access_key}', SECRET '{store.secret_key}', "
                       f"ENDPOINT '127.0.0.1:{store.port}', URL_STYLE 'path', USE_SSL false, REGION '{store.region}')")
    return Rows.of_arrow(connection.execute(f"SELECT {columns} FROM iceberg_scan('{file}')").to_arrow_table())


def test_older_lake_exported_into_a_store_continues_there(clients, spark, s3_store, run_eigenlake, tmp_path):
    from pyiceberg.table import StaticTable

    there = InStore(run_eigenlake, s3_store, tmp_path)
    hadoop = {f"hadoop.{key}": value for key, value in s3_store.hadoop_settings().items()}
    catalog = spark.catalog(fresh_name("older_s3"), type="hadoop", warehouse=f"s3a://{there.warehouse}", **hadoop)

    def by_spark(columns, table):
        return spark.sql(f"SELECT {columns} FROM {catalog}.{DATABASE}.{table}")

    assert_old_rows(there.golden)
    assert_engine_reads_old(by_spark, there.golden, there)
    go_on(there.golden, there.add_raw_object)
    assert_engine_agrees(by_spark, there)
    for table in SOME_TABLES:
        expected, columns = there.lake.table(table), columns_of(table)
        file = there.metadata_file(table)
        static = StaticTable.from_metadata(file, s3_store.pyiceberg_settings()).scan().to_arrow()
        assert_same_rows(Rows.of_arrow(static.select(columns.split(", "))), expected, f"{table} by pyiceberg")
        assert_same_rows(read_by_duckdb(s3_store, file, columns), expected, f"{table} by DuckDB")
