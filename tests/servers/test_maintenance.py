# SPDX-License-Identifier: Apache-2.0
"""Maintenance of tables that Spark also writes, in every catalog."""

import json

import pytest
from canonical import assert_same_rows
from lakes import TABLES, Catalogs, columns_of


@pytest.fixture(params=Catalogs.KINDS)
def own(request, catalogs, tmp_path):
    return catalogs.make(request.param, tmp_path, side_rows=True)


def maintain(lake, *arguments):
    lines = lake.eigenlake("maintain", *arguments, "--json").stdout.splitlines()
    return {report["table"]: report for report in map(json.loads, lines)}


def test_spark_reads_the_same_rows_after_every_step(spark, own):
    before = {table: spark.sql(f"SELECT {columns_of(table)} FROM {own.spark_table(table)}") for table in TABLES}
    own.lake.eigenlake("maintain", "--keep-batches", "1", "--keep-days", "0", "--grace-minutes", "0", "--quiet")
    for table in TABLES:
        spark.sql(f"REFRESH TABLE {own.spark_table(table)}")
        assert_same_rows(spark.sql(f"SELECT {columns_of(table)} FROM {own.spark_table(table)}"), before[table], table)
    own.lake.eigenlake("maintain", "check", "--deep")


def test_compaction_applies_what_spark_deleted_and_appended(spark, own):
    table = own.spark_table("vqe_iterations")
    spark.sql(f"ALTER TABLE {table} SET TBLPROPERTIES ('write.delete.mode'='merge-on-read')")
    spark.sql(f"INSERT INTO {table} SELECT concat('x', experiment_id) AS experiment_id, * EXCEPT (experiment_id) FROM {table}")
    spark.sql(f"DELETE FROM {table} WHERE iteration_step = 2")
    expected = spark.sql(f"SELECT {columns_of('vqe_iterations')} FROM {table}")
    report = maintain(own.lake, "compact", "--tables", "vqe_iterations")["vqe_iterations"]
    assert report["files_after"] < report["files_before"]
    assert report["error"] is None
    spark.sql(f"REFRESH TABLE {table}")
    assert_same_rows(spark.sql(f"SELECT {columns_of('vqe_iterations')} FROM {table}"), expected)
    assert spark.sql(f"SELECT * FROM {table}.delete_files").count == 0
    own.lake.simulate(2)
    assert_same_rows(own.lake.table("vqe_iterations"), spark.sql(f"SELECT {columns_of('vqe_iterations')} FROM {table}"))


def test_spark_reads_the_remaining_rows_of_shared_files(spark, own):
    own.lake.eigenlake("maintain", "compact", "--quiet")
    own.lake.eigenlake("delete", "--where", "experiment_id = (select min(experiment_id) from molecules)", "--quiet")
    for table in TABLES:
        spark.sql(f"REFRESH TABLE {own.spark_table(table)}")
        assert_same_rows(spark.sql(f"SELECT {columns_of(table)} FROM {own.spark_table(table)}"), own.lake.table(table), table)
    assert spark.sql(f"SELECT * FROM {own.spark_table('vqe_iterations')}.delete_files").count == 1
    own.lake.eigenlake("maintain", "check", "--deep")
