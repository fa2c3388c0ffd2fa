# SPDX-License-Identifier: Apache-2.0
"""Spark and the program read and write the same tables, in every catalog.

Rows that Spark reads are compared with those of `eigenlake sql`, and rows that it writes are read.
"""

import pytest
from canonical import assert_same_rows
from lakes import TABLES, Catalogs, columns_of

INSERT = "INSERT INTO {table} SELECT concat('x', experiment_id) AS experiment_id, * EXCEPT (experiment_id) FROM {table}"


@pytest.fixture(scope="module", params=Catalogs.KINDS)
def shared(request, catalogs, tmp_path_factory):
    """A shared lake that tests only read."""
    return catalogs.make(request.param, tmp_path_factory.mktemp(f"read_{request.param}"), side_rows=True)


@pytest.fixture(params=Catalogs.KINDS)
def own(request, catalogs, tmp_path):
    """This test's own lake."""
    return catalogs.make(request.param, tmp_path)


@pytest.fixture
def hadoop(catalogs, tmp_path):
    return catalogs.make("hadoop", tmp_path)


@pytest.mark.parametrize("table", TABLES)
def test_spark_reads_the_rows_that_sql_shows(spark, shared, table):
    found = spark.sql(f"SELECT {columns_of(table)} FROM {shared.spark_table(table)}")
    assert found.count > 0
    assert_same_rows(found, shared.lake.table(table), table)


def test_spark_reads_each_batch_at_its_tag(spark, shared):
    audit = shared.lake.arrow("select * from processing_metadata order by processing_timestamp").to_pylist()
    assert len(audit) == 8
    for batch in audit:
        for table, tag in zip(batch["table_names"], batch["table_versions"]):
            if table not in ("molecules", "ml_run_summary", "iteration_parameters") or tag == "no_changes":
                continue
            found = spark.sql(f"SELECT {columns_of(table)} FROM {shared.spark_table(table)} VERSION AS OF '{tag}'")
            assert_same_rows(found, shared.lake.table(table, "--batch", batch["processing_batch_id"]), f"{table} at {tag}")


def test_appends_by_spark_are_read_and_the_next_run_works(spark, own):
    table = own.spark_table("molecules")
    spark.sql(INSERT.format(table=table))
    found = own.lake.table("molecules")
    assert found.count == 4
    assert_same_rows(found, spark.sql(f"SELECT {columns_of('molecules')} FROM {table}"))
    own.lake.simulate(2)
    assert own.lake.count("molecules") == 5
    assert_same_rows(spark.sql(f"SELECT {columns_of('molecules')} FROM {table}"), own.lake.table("molecules"))


@pytest.mark.parametrize("mode", ["merge-on-read", "copy-on-write"])
def test_deletes_and_updates_by_spark_are_read(spark, own, mode):
    table = own.spark_table("vqe_iterations")
    spark.sql(f"ALTER TABLE {table} SET TBLPROPERTIES ('write.delete.mode'='{mode}', 'write.update.mode'='{mode}')")
    before = own.lake.count("vqe_iterations")
    spark.sql(f"DELETE FROM {table} WHERE iteration_step = 2")
    assert own.lake.count("vqe_iterations") == before - 2
    # Spark rejects updates of a table that accepts any schema.
    spark.sql(f"ALTER TABLE {table} UNSET TBLPROPERTIES ('write.spark.accept-any-schema')")
    spark.sql(f"UPDATE {table} SET iteration_energy = 1.5 WHERE iteration_step = 3")
    found = own.lake.table("vqe_iterations")
    assert_same_rows(found, spark.sql(f"SELECT {columns_of('vqe_iterations')} FROM {table}"), mode)
    own.lake.simulate(2)
    assert_same_rows(own.lake.table("vqe_iterations"), spark.sql(f"SELECT {columns_of('vqe_iterations')} FROM {table}"), mode)


def test_schema_evolved_by_spark_is_read_by_field_id(spark, hadoop):
    table = hadoop.spark_table("molecules")
    spark.sql(f"ALTER TABLE {table} ADD COLUMN remark STRING")
    spark.sql(f"ALTER TABLE {table} RENAME COLUMN atomic_masses TO masses")
    spark.sql(f"ALTER TABLE {table} ALTER COLUMN charge TYPE BIGINT")
    spark.sql(f"ALTER TABLE {table} ALTER COLUMN remark FIRST")
    spark.sql(f"ALTER TABLE {table} UNSET TBLPROPERTIES ('write.spark.accept-any-schema')")
    spark.sql(f"UPDATE {table} SET remark = 'seen', charge = 5000000000 WHERE molecule_name = 'HH'")
    names = "remark, molecule_name, charge, masses, coordinates"
    assert_same_rows(hadoop.lake.sql(f"select {names} from molecules"), spark.sql(f"SELECT {names} FROM {table}"))
    assert hadoop.lake.arrow("select * from molecules").column_names[0] == "remark"


def test_partition_field_added_by_spark_is_read(spark, hadoop):
    table = hadoop.spark_table("vqe_results")
    spark.sql(f"ALTER TABLE {table} ADD PARTITION FIELD bucket(4, experiment_id)")
    spark.sql(f"ALTER TABLE {table} ADD PARTITION FIELD truncate(2, optimizer)")
    spark.sql(INSERT.format(table=table))
    assert hadoop.lake.count("vqe_results") == 4
    assert_same_rows(hadoop.lake.table("vqe_results"), spark.sql(f"SELECT {columns_of('vqe_results')} FROM {table}"))


def test_run_after_spark_changed_the_partitions_is_read_by_both(spark, hadoop):
    table = hadoop.spark_table("vqe_results")
    spark.sql(f"ALTER TABLE {table} ADD PARTITION FIELD bucket(4, experiment_id)")
    hadoop.lake.simulate(2)
    assert hadoop.lake.count("vqe_results") == 3
    assert_same_rows(hadoop.lake.table("vqe_results"), spark.sql(f"SELECT {columns_of('vqe_results')} FROM {table}"))


def test_table_with_metadata_compressed_by_spark_is_read_and_written(spark, own):
    table = own.spark_table("molecules")
    spark.sql(f"ALTER TABLE {table} SET TBLPROPERTIES ('write.metadata.compression-codec'='gzip')")
    own.lake.simulate(2)
    spark.sql(INSERT.format(table=table))
    own.lake.simulate(3)
    assert own.lake.count("molecules") == 7
    assert_same_rows(own.lake.table("molecules"), spark.sql(f"SELECT {columns_of('molecules')} FROM {table}"))
    assert own.lake.eigenlake("maintain", "check").returncode == 0


def test_tag_by_spark_is_shown_and_stays(spark, hadoop):
    spark.sql(f"ALTER TABLE {hadoop.spark_table('molecules')} CREATE TAG paper RETAIN 365 DAYS")
    assert "paper" in hadoop.lake.eigenlake("snapshots", "molecules").stdout
    hadoop.lake.simulate(2)
    assert "paper" in hadoop.lake.eigenlake("snapshots", "molecules").stdout
    found = spark.sql(f"SELECT * FROM {hadoop.spark_table('molecules')} VERSION AS OF 'paper'")
    assert found.count == 2


def test_tables_maintained_by_spark_are_read_and_written(spark, own):
    before = own.lake.table("iteration_parameters")
    spark.sql(f"CALL {own.spark}.system.rewrite_data_files(table => 'quantum_features.iteration_parameters', "
              "options => map('rewrite-all', 'true'))")
    spark.sql(f"CALL {own.spark}.system.rewrite_manifests(table => 'quantum_features.iteration_parameters')")
    assert_same_rows(own.lake.table("iteration_parameters"), before, "after rewrite_data_files")
    spark.sql(f"CALL {own.spark}.system.expire_snapshots(table => 'quantum_features.iteration_parameters', "
              "older_than => TIMESTAMP '2100-01-01 00:00:00', retain_last => 1)")
    assert_same_rows(own.lake.table("iteration_parameters"), before, "after expire_snapshots")
    own.lake.simulate(2)
    found = spark.sql(f"SELECT {columns_of('iteration_parameters')} FROM {own.spark_table('iteration_parameters')}")
    assert found.count > before.count
    assert_same_rows(own.lake.table("iteration_parameters"), found, "after a further run")
