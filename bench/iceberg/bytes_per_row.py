# SPDX-License-Identifier: Apache-2.0
"""Compares the bytes per row of iteration_parameters, by column, with those of Spark's Iceberg writer.

Both have the same rows, doubles to the bit. Spark writes with zstd and otherwise default settings, once in its own order and
once in ours. Goal: at most 0.85 of the smaller of Spark's.

usage: bytes_per_row.py EIGENLAKE_PROGRAM WORK_FOLDER [RECORDS ITERATIONS PARAMETERS]    (50 × 200 × 84)

Needs `tools/servers install spark`, fastavro, numpy and pyarrow (the checkout's .venv has them).
"""

import collections
import pathlib
import shutil
import subprocess
import sys

import pyarrow.parquet

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "bench" / "ingest"), str(ROOT / "tests" / "servers")]

from make_raw import make_raw  # noqa: E402
from spark import Spark  # noqa: E402

TABLE = "quantum_features.iteration_parameters"


def make_lake(program, folder, records, iterations, parameters):
    lake = folder / "lake"
    raw = lake / "raw-results/experiments/experiment.vqe"
    raw.mkdir(parents=True)
    make_raw(raw, records, iterations, parameters)
    subprocess.run([program, "ingest", "--lake", lake, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    return lake


def bytes_by_column(files):
    """Compressed bytes of each column and the number of rows."""
    columns, rows = collections.Counter(), 0
    for file in files:
        metadata = pyarrow.parquet.read_metadata(file)
        rows += metadata.num_rows
        for group in (metadata.row_group(index) for index in range(metadata.num_row_groups)):
            for chunk in (group.column(index) for index in range(group.num_columns)):
                columns[chunk.path_in_schema] += chunk.total_compressed_size
    return columns, rows


def data_files(spark, table):
    return [path.removeprefix("file://").removeprefix("file:") for path, in spark.values(f"SELECT file_path FROM {table}.files")]


def measure(spark, lake):
    """{writer: (bytes by column, rows)}"""
    catalog = spark.catalog("bench", type="hadoop", warehouse=f"file://{lake}/features/warehouse")
    ours = f"{catalog}.{TABLE}"
    measured = {"eigenlake": bytes_by_column(data_files(spark, ours))}
    for name, distribution in (("spark", "hash"), ("spark, our order", "none")):
        copy = f"{catalog}.copies.{distribution}"
        spark.sql(f"CREATE TABLE {copy} USING iceberg PARTITIONED BY (processing_date, basis_set) TBLPROPERTIES "
                  f"('write.parquet.compression-codec'='zstd', 'write.distribution-mode'='{distribution}', "
                  f"'write.spark.fanout.enabled'='true') AS SELECT * FROM {ours}")
        assert spark.values(f"SELECT count(*), bit_xor(xxhash64(*)) FROM {copy}") == spark.values(
            f"SELECT count(*), bit_xor(xxhash64(*)) FROM {ours}"), "the copy has other rows"
        measured[name] = bytes_by_column(data_files(spark, copy))
    return measured


def report(measured):
    """Prints the table and returns our bytes divided by the smaller of Spark's."""
    names = list(measured)
    print(f"{'bytes per row':24}" + "".join(f"{name:>20}" for name in names))
    for column in measured["eigenlake"][0]:
        print(f"{column:24}" + "".join(f"{columns[column] / rows:20.3f}" for columns, rows in measured.values()))
    totals = {name: sum(columns.values()) / rows for name, (columns, rows) in measured.items()}
    print(f"{'all':24}" + "".join(f"{totals[name]:20.3f}" for name in names))
    share = totals["eigenlake"] / min(totals[name] for name in names[1:])
    print(f"{measured['eigenlake'][1]} rows; ours are {share:.3f} of Spark's (goal: at most 0.85)")
    return share


def main(program, folder, *shape):
    folder = pathlib.Path(folder).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    lake = make_lake(program, folder, *(map(int, shape or (50, 200, 84))))
    spark = Spark(folder)
    try:
        share = report(measure(spark, lake))
    finally:
        spark.stop()
    return 0 if share <= 0.85 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
