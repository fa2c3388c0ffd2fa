# SPDX-License-Identifier: Apache-2.0
"""Every reader reads the Parquet encodings of the lake, and a table property turns them off (docs/adr/0004)."""

import duckdb
import encoded_rows
import pytest
from canonical import assert_same_rows
from lakes import DATABASE, columns_of, fresh_name
from pyiceberg.table import StaticTable

PLAIN = {"PLAIN", "RLE", "RLE_DICTIONARY", "PLAIN_DICTIONARY"}


@pytest.fixture(scope="module")
def sample(spark, hive, tmp_path_factory):
    """The sample's files as tables of a Hive catalog: (names of catalog and database, rows, {table: metadata file})."""
    folder = tmp_path_factory.mktemp("encodings")
    rows = encoded_rows.write_files(folder)
    catalog = spark.catalog(fresh_name("encodings"), type="hive", uri=hive.uri, warehouse=f"file://{folder}/warehouse")
    database = f"rows_of_{catalog}"
    spark.sql(f"CREATE NAMESPACE {catalog}.{database}")
    metadata = {}
    for name in ("plain", "encoded"):
        table = f"{catalog}.{database}.{name}"
        spark.sql(f"CREATE TABLE {table} ({encoded_rows.SPARK_COLUMNS}) USING iceberg")
        spark.sql(f"CALL {catalog}.system.add_files(table => '{database}.{name}', "
                  f"source_table => '`parquet`.`{folder}/{name}.parquet`')")
        entries = spark.values(f"SELECT file FROM {table}.metadata_log_entries ORDER BY timestamp")
        metadata[name] = entries[-1][0]
    return (catalog, database), rows, metadata


@pytest.mark.parametrize("vectorised", ["true", "false"])
def test_spark_reads_each_encoding_as_it_reads_plain(spark, sample, vectorised):
    (catalog, database), rows, _ = sample
    spark.configure(**{"spark.sql.iceberg.vectorization.enabled": vectorised})
    hashes = ", ".join(f"count({name}), bit_xor(xxhash64({name}, id)), sum(xxhash64({name}, id) >> 24)" for name in encoded_rows.NAMES)
    try:
        plain, encoded = (spark.values(f"SELECT {hashes} FROM {catalog}.{database}.{name}") for name in ("plain", "encoded"))
    finally:
        spark.configure(**{"spark.sql.iceberg.vectorization.enabled": "true"})
    assert encoded == plain
    assert encoded[0][0] == rows.num_rows


def test_trino_reads_each_encoding_as_it_reads_plain(trino, hive, sample):
    (catalog, database), rows, _ = sample
    trino.catalog(catalog, {"iceberg.catalog.type": "hive_metastore", "hive.metastore.uri": hive.uri, "fs.hadoop.enabled": "true"})
    hashes = ", ".join(f"to_hex(checksum({name})), to_hex(checksum(ROW({name}, id)))" for name in encoded_rows.NAMES)
    plain, encoded = (trino.values(f"SELECT count(*), {hashes} FROM {catalog}.{database}.{name}") for name in ("plain", "encoded"))
    assert encoded == plain
    assert encoded[0][0] == rows.num_rows


def test_pyiceberg_reads_the_rows_that_were_encoded(sample):
    _, rows, metadata = sample
    found = StaticTable.from_metadata(metadata["encoded"]).scan().to_arrow().sort_by("timestamp")
    for name in encoded_rows.NAMES:
        assert found.column(name).to_pylist() == rows.column(name).to_pylist(), name


def test_duckdb_reads_the_rows_that_were_encoded(sample):
    _, rows, metadata = sample
    files = [task.file.file_path.removeprefix("file:") for task in StaticTable.from_metadata(metadata["encoded"]).scan().plan_files()]
    names = ", ".join(f'"{name}"' for name in encoded_rows.NAMES if name != "timestamp")
    found = duckdb.sql(f"SELECT {names} FROM read_parquet({files}) ORDER BY timestamp").to_arrow_table()
    for name in found.column_names:
        assert found.column(name).to_pylist() == rows.column(name).to_pylist(), name


def data_files(shared, spark, table):
    rows = spark.values(f"SELECT file_path FROM {shared.spark_table(table)}.files")
    return {path.removeprefix("file://").removeprefix("file:") for path, in rows}


def test_lake_writes_no_encoding_that_the_sample_lacks(spark, catalogs, tmp_path):
    shared = catalogs.make("hadoop", tmp_path)
    used = set()
    for table in ("iteration_parameters", "vqe_iterations", "hamiltonian_terms", "ml_run_summary", "processing_metadata"):
        for file in data_files(shared, spark, table):
            used |= encoded_rows.encodings_of(file)
    assert {"DELTA_BYTE_ARRAY", "BYTE_STREAM_SPLIT", "DELTA_BINARY_PACKED"} <= used
    assert used <= PLAIN | set(encoded_rows.ENCODINGS.values())


def test_table_property_selects_plain_encodings(spark, catalogs, tmp_path):
    shared = catalogs.make("hadoop", tmp_path)
    before = data_files(shared, spark, "iteration_parameters")
    spark.sql(f"ALTER TABLE {shared.spark_table('iteration_parameters')} "
              "SET TBLPROPERTIES ('eigenlake.parquet.plain-encodings' = 'true')")
    shared.lake.simulate(2)
    added = data_files(shared, spark, "iteration_parameters") - before
    assert added
    assert set.union(*map(encoded_rows.encodings_of, added)) <= PLAIN
    found = spark.sql(f"SELECT {columns_of('iteration_parameters')} FROM {shared.spark}.{DATABASE}.iteration_parameters")
    assert_same_rows(shared.lake.table("iteration_parameters"), found)
