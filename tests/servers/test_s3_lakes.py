# SPDX-License-Identifier: Apache-2.0
"""Lakes in S3: the program, Spark (s3a), Trino, DuckDB and pyiceberg see the same rows."""

import importlib.util
import json
import os
import pathlib
import re
import subprocess
import threading

import duckdb
import pyarrow.fs
import pytest
from canonical import Rows, assert_same_rows
from lakes import DATABASE, MOLECULES, TABLES, columns_of, fresh_name, make_lake
from s3_stores import STORES

SOME_TABLES = ("molecules", "iteration_parameters", "processing_metadata")


def environment_of(store):
    return {"S3_ENDPOINT": store.endpoint, "S3_REGION": store.region, "S3_ACCESS_KEY": store.access_key,
            "S3_SECRET_KEY": store.secret_key}


class Bucket:
    """A lake in its own bucket."""

    def __init__(self, run, store, folder, options=()):
        self.store, self.name = store, store.bucket(fresh_name("lake").replace("_", "-"))
        self.place = f"s3://{self.name}/lake"
        self.lake = make_lake(run, folder, options, environment_of(store), place=self.place, side_rows=True)

    def metadata_file(self, table):
        """The newest metadata of a table of the Hadoop catalog."""
        folder = f"{self.name}/lake/features/warehouse/{DATABASE}/{table}/metadata"
        files = self.store.filesystem().get_file_info(pyarrow.fs.FileSelector(folder))
        versions = [int(match[1]) for file in files if (match := re.fullmatch(r"v(\d+)\.metadata\.json", file.base_name))]
        return f"s3://{folder}/v{max(versions)}.metadata.json"


@pytest.fixture(scope="module")
def bucket(run_eigenlake, s3_store, tmp_path_factory):
    """A lake of the Hadoop catalog in each store."""
    return Bucket(run_eigenlake, s3_store, tmp_path_factory.mktemp("bucket"))


@pytest.fixture
def own(run_eigenlake, s3_store, tmp_path):
    return Bucket(run_eigenlake, s3_store, tmp_path)


@pytest.fixture
def spark_catalog(spark):
    def make(bucket):
        hadoop = {f"hadoop.{key}": value for key, value in bucket.store.hadoop_settings().items()}
        return spark.catalog(fresh_name("s3"), type="hadoop", warehouse=f"s3a://{bucket.name}/lake/features/warehouse", **hadoop)

    return make


@pytest.fixture
def duckdb_connection(clients, s3_store):
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    connection.execute("SET TimeZone = 'UTC'")
    for name in ("httpfs", "avro", "iceberg"):
        package = pathlib.Path(importlib.util.find_spec(f"duckdb_extension_{name}").origin).parent
        connection.execute(f"LOAD '{next(package.glob(f'extensions/*/{name}.duckdb_extension'))}'")
    connection.execute(f"CREATE SECRET (TYPE s3, KEY_ID '{s3_store.access_key}', SECRET '{s3_store.secret_key}', "
                       f"ENDPOINT '127.0.0.1:{s3_store.port}', URL_STYLE 'path', USE_SSL false, REGION '{s3_store.region}')")
    return connection


def test_lake_in_s3_equals_a_lake_in_a_folder(bucket, run_eigenlake, tmp_path):
    local = make_lake(run_eigenlake, tmp_path)
    for table in ("molecules", "vqe_iterations", "hamiltonian_terms", "optimal_parameters"):
        names = ", ".join(name for name in columns_of(table).split(", ") if not name.startswith("processing_"))
        assert_same_rows(bucket.lake.sql(f"select {names} from {table}"), local.sql(f"select {names} from {table}"), table)


def test_spark_reads_every_table_through_s3a(spark, spark_catalog, bucket):
    catalog = spark_catalog(bucket)
    for table in TABLES:
        found = spark.sql(f"SELECT {columns_of(table)} FROM {catalog}.{DATABASE}.{table}")
        assert_same_rows(found, bucket.lake.table(table), table)


def test_appends_by_spark_in_s3_are_read_and_the_next_run_works(spark, spark_catalog, own):
    table = f"{spark_catalog(own)}.{DATABASE}.molecules"
    spark.sql(f"INSERT INTO {table} SELECT concat('x', experiment_id) AS experiment_id, * EXCEPT (experiment_id) FROM {table}")
    assert own.lake.count("molecules") == 4
    own.lake.simulate(2)
    assert own.lake.count("molecules") == 5
    assert_same_rows(spark.sql(f"SELECT {columns_of('molecules')} FROM {table}"), own.lake.table("molecules"))


@pytest.mark.parametrize("table", SOME_TABLES)
def test_duckdb_reads_the_rows_over_httpfs(duckdb_connection, bucket, table):
    found = duckdb_connection.execute(f"SELECT {columns_of(table)} FROM iceberg_scan('{bucket.metadata_file(table)}')")
    assert_same_rows(Rows.of_arrow(found.to_arrow_table()), bucket.lake.table(table), table)


@pytest.mark.parametrize("table", SOME_TABLES)
def test_pyiceberg_reads_the_rows(bucket, table):
    from pyiceberg.table import StaticTable

    found = StaticTable.from_metadata(bucket.metadata_file(table), bucket.store.pyiceberg_settings()).scan().to_arrow()
    assert_same_rows(Rows.of_arrow(found.select([name.strip() for name in columns_of(table).split(",")])),
                     bucket.lake.table(table), table)


@pytest.mark.parametrize("history", [(), ("--history",)])
def test_tables_are_exported_from_store_to_store(bucket, run_eigenlake, history):
    from pyiceberg.table import StaticTable

    place = f"{bucket.name}/{fresh_name('copy')}"
    run_eigenlake("export", f"s3://{place}", "--lake", bucket.place, "--format", "iceberg", "--with-paths", *history,
                  env=environment_of(bucket.store))
    names = {file.path.removeprefix(place + "/") for file in bucket.store.filesystem().get_file_info(
        pyarrow.fs.FileSelector(place, recursive=True)) if file.is_file}
    with bucket.store.filesystem().open_input_stream(f"{place}/manifest.json") as stream:
        manifest = json.loads(stream.read())
    assert {file["path"] for file in manifest["files"]} | {"manifest.json"} == names
    for table in SOME_TABLES:
        static = StaticTable.from_metadata(f"s3://{place}/{DATABASE}/{table}/metadata/v1.metadata.json",
                                           bucket.store.pyiceberg_settings())
        found = static.scan().to_arrow().select([name.strip() for name in columns_of(table).split(",")])
        assert_same_rows(Rows.of_arrow(found), bucket.lake.table(table), table)


def test_dataset_in_a_store_is_replaced_only_by_force(bucket, run_eigenlake):
    place = f"s3://{bucket.name}/{fresh_name('set')}"
    options = ("--lake", bucket.place, "--tables", "molecules")
    environment = environment_of(bucket.store)
    run_eigenlake("export", place, *options, env=environment)
    assert "--force" in run_eigenlake("export", place, *options, env=environment, exit_code=2).stderr
    run_eigenlake("export", place, *options, "--format", "csv", "--force", env=environment)
    files = bucket.store.filesystem().get_file_info(pyarrow.fs.FileSelector(place.removeprefix("s3://"), recursive=True))
    assert {file.base_name for file in files if file.is_file} == {"molecules.csv", "README.md", "dataset.json", "manifest.json"}


def test_trino_reads_and_writes_a_lake_in_s3_by_the_sql_catalog(trino, s3_store, postgresql, run_eigenlake, tmp_path):
    name = fresh_name("s3_sql")
    uri = postgresql.database(name)
    bucket = Bucket(run_eigenlake, s3_store, tmp_path, ("--catalog-uri", uri, "--catalog-name", name))
    trino.catalog(name, {
        "iceberg.catalog.type": "jdbc", "iceberg.jdbc-catalog.driver-class": "org.postgresql.Driver",
        "iceberg.jdbc-catalog.connection-url": postgresql.jdbc(uri), "iceberg.jdbc-catalog.connection-user": "eigenlake",
        "iceberg.jdbc-catalog.connection-password": "none", "iceberg.jdbc-catalog.catalog-name": name,
        "iceberg.jdbc-catalog.default-warehouse-dir": f"{bucket.place}/features/warehouse", **s3_store.trino_settings()})
    table = f"{name}.{DATABASE}.vqe_iterations"
    everything = f"SELECT {columns_of('vqe_iterations')} FROM {table}"
    assert_same_rows(trino.sql(everything), bucket.lake.table("vqe_iterations"))
    trino.values(f"DELETE FROM {table} WHERE iteration_step = 2")
    bucket.lake.simulate(2)
    assert_same_rows(trino.sql(everything), bucket.lake.table("vqe_iterations"))


class OtherWriter:
    """Another writer of the lake: a claim that is renewed every second until the end of the block."""

    def __init__(self, bucket):
        self.filesystem = bucket.store.filesystem()
        self.key = f"{bucket.name}/lake/.eigenlake/writers/other.json"
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._renew, daemon=True)

    def _claim(self, beat):
        with self.filesystem.open_output_stream(self.key) as stream:
            stream.write(json.dumps({"host": "elsewhere", "space": "", "pid": 1, "beat": beat}).encode())

    def _renew(self):
        beat = 0
        while not self.ended.wait(1.0):
            beat += 1
            self._claim(beat)

    def __enter__(self):
        self._claim(0)
        self.thread.start()

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()
        self.filesystem.delete_file(self.key)


@pytest.mark.parametrize("store", [name for name in sorted(STORES) if STORES[name].creates_exclusively])
def test_concurrent_commands_in_s3_compute_each_experiment_once(request, store, eigenlake_binary, tmp_path):
    server = request.getfixturevalue(store)
    bucket = server.bucket(fresh_name("shared").replace("_", "-"))
    scan = tmp_path / "scan.json"
    scan.write_text(json.dumps([{"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.5 + 0.1 * i]]} for i in range(8)]))
    command = [eigenlake_binary, "simulate", scan, "--json", "--lake", f"s3://{bucket}/lake"]
    calls = [subprocess.Popen(command, env={**os.environ, **environment_of(server)}, stdout=subprocess.PIPE, text=True)
             for _ in range(2)]
    rows = [json.loads(line) for call in calls for line in call.communicate(timeout=120)[0].splitlines()]
    assert len(rows) == 16 and all(call.returncode == 0 for call in calls)
    selector = pyarrow.fs.FileSelector(f"{bucket}/lake", recursive=True)
    names = [file.base_name for file in server.filesystem().get_file_info(selector) if file.is_file]
    stored = [name for name in names if name.endswith(".avro")]
    assert len(stored) == 8 and sum(not row["skipped"] for row in rows) == 8
    assert not [name for name in names if name.endswith(".1.json")]


@pytest.mark.parametrize("store", [name for name in sorted(STORES) if not STORES[name].creates_exclusively])
def test_second_writer_is_rejected_without_exclusive_creation(request, store, run_eigenlake, tmp_path):
    bucket = Bucket(run_eigenlake, request.getfixturevalue(store), tmp_path)
    with OtherWriter(bucket):
        refused = bucket.lake.eigenlake("run", MOLECULES, "--molecule-index", "2", exit_code=None)
    assert refused.returncode != 0
    assert "another writer (process 1 on elsewhere) is writing to this lake" in refused.stderr
    assert "SQL catalog" in refused.stderr
    bucket.lake.simulate(2)
    assert bucket.lake.count("molecules") == 3
