# SPDX-License-Identifier: Apache-2.0
"""Lakes in PostgreSQL, in a Hive Metastore and in S3 report a lost catalog or table and recover it."""

import shutil

import pyarrow.fs
import pytest
from lakes import DATABASE, Catalogs, fresh_name, make_lake
from test_s3_lakes import environment_of

TABLES = ("molecules", "vqe_iterations", "ml_run_summary", "source_objects")


def counts(lake):
    return {table: lake.count(table) for table in TABLES}


def expect_refused(lake, message, table="molecules"):
    for command in (["sql", f"from {table}"], ["ingest"], ["maintain"], ["maintain", "check"], ["tables"]):
        done = lake.eigenlake(*command, exit_code=6)
        assert message in done.stdout + done.stderr, command


def expect_whole(lake, before):
    assert counts(lake) == before
    lake.eigenlake("ingest")
    assert "nothing is lost" in lake.eigenlake("recover").stdout
    lake.eigenlake("maintain", "check", "--deep")
    assert counts(lake) == before


def test_database_without_the_tables_is_not_the_catalog(postgresql, run_eigenlake, tmp_path):
    name = fresh_name("lost")
    uri = postgresql.database(name)
    lake = make_lake(run_eigenlake, tmp_path, ("--catalog-uri", uri))
    before = counts(lake)
    postgresql.sql("delete from iceberg_tables", name)
    expect_refused(lake, "has none of the")
    lake.eigenlake("recover", "--from", "metadata")
    expect_whole(lake, before)


def test_table_missing_in_the_database_is_registered_again(postgresql, run_eigenlake, tmp_path):
    name = fresh_name("lost")
    lake = make_lake(run_eigenlake, tmp_path, ("--catalog-uri", postgresql.database(name)))
    before = counts(lake)
    postgresql.sql("delete from iceberg_tables where table_name = 'molecules'", name)
    expect_refused(lake, "molecules")
    lake.eigenlake("recover", "--from", "metadata")
    expect_whole(lake, before)


def test_table_dropped_from_a_metastore_is_recovered(spark, run_eigenlake, request, tmp_path):
    own = Catalogs(request, run_eigenlake).make("hive", tmp_path)
    before = counts(own.lake)
    spark.sql(f"DROP TABLE {own.spark_table('vqe_iterations')}")
    expect_refused(own.lake, "vqe_iterations", "vqe_iterations")
    # Not from metadata: a metastore creates tables in the place of its database, which may be another warehouse.
    own.lake.eigenlake("recover", "--from", "raw")
    expect_whole(own.lake, before)


def test_table_of_another_engine_with_the_same_name_is_not_the_lakes(spark, run_eigenlake, request, tmp_path):
    own = Catalogs(request, run_eigenlake).make("postgresql", tmp_path)
    table = own.spark_table("ml_run_summary")
    spark.sql(f"DROP TABLE {table}")
    spark.sql(f"CREATE TABLE {table} (experiment_id string) USING iceberg")
    assert "another table" in own.lake.eigenlake("sql", "from ml_run_summary", exit_code=6).stderr
    own.lake.eigenlake("ingest", exit_code=6)
    own.lake.eigenlake("recover", "--accept", "ml_run_summary")
    assert own.lake.count("ml_run_summary") == 0


@pytest.mark.parametrize("table", ["vqe_iterations", "processing_metadata"])
def test_table_without_objects_is_recovered_in_s3(run_eigenlake, s3_store, tmp_path, table):
    bucket = s3_store.bucket(fresh_name("lost").replace("_", "-"))
    lake = make_lake(run_eigenlake, tmp_path, (), environment_of(s3_store), place=f"s3://{bucket}/lake")
    before = counts(lake)
    files = s3_store.filesystem()
    folder = pyarrow.fs.FileSelector(f"{bucket}/lake/features/warehouse/{DATABASE}/{table}", recursive=True)
    for info in files.get_file_info(folder):
        if info.is_file:
            files.delete_file(info.path)
    expect_refused(lake, table, table)
    lake.eigenlake("recover", "--from", "snapshots" if table == "processing_metadata" else "raw")
    expect_whole(lake, before)


def test_moved_lake_finds_its_tables_in_the_database(postgresql, run_eigenlake, tmp_path):
    uri = postgresql.database(fresh_name("moved"))
    lake = make_lake(run_eigenlake, tmp_path, ("--catalog-uri", uri))
    before = counts(lake)
    shutil.move(tmp_path / "lake", tmp_path / "elsewhere")
    lake.options = ("--lake", str(tmp_path / "elsewhere"), "--catalog-uri", uri)
    assert "catalog relocate" in lake.eigenlake("sql", "from molecules", exit_code=6).stderr
    lake.eigenlake("catalog", "relocate")
    expect_whole(lake, before)


@pytest.mark.parametrize("catalog", ["hadoop", "postgresql"])
def test_ingest_creates_a_lake_in_s3(request, run_eigenlake, s3_store, tmp_path, catalog):
    bucket = s3_store.bucket(fresh_name("made").replace("_", "-"))
    options = ["--lake", f"s3://{bucket}/lake"]
    if catalog == "postgresql":
        options += ["--catalog-uri", request.getfixturevalue("postgresql").database(fresh_name("made"))]
    done = run_eigenlake("ingest", *options, env=environment_of(s3_store))
    assert f"there was no lake at s3://{bucket}/lake" in done.stderr
    assert "no lake" not in run_eigenlake("ingest", *options, env=environment_of(s3_store)).stderr
