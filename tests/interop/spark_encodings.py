"""Does Spark's vectorised Iceberg reader read the Parquet encodings that the lake uses?

Writes the same rows with PLAIN and with each encoding of docs/adr/0004, registers the files in Iceberg tables and
compares column by column. Not part of ./check: it needs Java 17, pyspark 4.0.5, pandas<3 and pyarrow, and the jar
org.apache.iceberg:iceberg-spark-runtime-4.0_2.13:1.11.0.

usage: spark_encodings.py ICEBERG_SPARK_RUNTIME_JAR EMPTY_FOLDER
"""

import os
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

ROWS = 300_000
ENCODINGS = {
    "id": "DELTA_BYTE_ARRAY",
    "value": "BYTE_STREAM_SPLIT",
    "optional_value": "BYTE_STREAM_SPLIT",
    "step": "DELTA_BINARY_PACKED",
    "optional_count": "DELTA_BINARY_PACKED",
    "optional_label": "DELTA_BYTE_ARRAY",
    "timestamp": "DELTA_BINARY_PACKED",
}
SPARK_COLUMNS = (
    "id STRING, value DOUBLE, optional_value DOUBLE, step INT, optional_count BIGINT, name STRING, "
    "optional_label STRING, timestamp TIMESTAMP, date DATE, flag BOOLEAN"
)


def sample_rows():
    """A table shaped like iteration_parameters, with every type the lake has and nulls where it has them."""
    rng = np.random.default_rng(1)

    def field(number, name, kind, nullable):
        return pa.field(name, kind, nullable, {b"PARQUET:field_id": str(number).encode()})

    steps = [i // 84 for i in range(ROWS)]
    columns = [
        ("id", pa.string(), False, [f"{s % 7:064x}_iter_{s}_param_{i % 84}" for i, s in enumerate(steps)]),
        ("value", pa.float64(), False, rng.uniform(-6, 6, ROWS)),
        ("optional_value", pa.float64(), True, [None if i % 7 == 0 else x for i, x in enumerate(rng.normal(size=ROWS))]),
        ("step", pa.int32(), False, steps),
        ("optional_count", pa.int64(), True, [None if i % 5 == 0 else 3 * i for i in range(ROWS)]),
        ("name", pa.string(), False, [f"s{i % 3}" for i in range(ROWS)]),
        ("optional_label", pa.string(), True, [None if i % 11 == 0 else f"label {i * 7919 % 100003}" for i in range(ROWS)]),
        ("timestamp", pa.timestamp("us", "UTC"), False, [1_700_000_000_000_000 + i for i in range(ROWS)]),
        ("date", pa.date32(), False, [20_000] * ROWS),
        ("flag", pa.bool_(), True, [None if i % 13 == 0 else i % 2 == 0 for i in range(ROWS)]),
    ]
    schema = pa.schema([field(n, name, kind, null) for n, (name, kind, null, _) in enumerate(columns, 1)])
    return pa.table([pa.array(values, kind) for _, kind, _, values in columns], schema=schema)


def write_files(folder):
    rows = sample_rows()
    pq.write_table(rows, f"{folder}/plain.parquet", compression="zstd")
    for version in ("1.0", "2.0"):
        pq.write_table(rows, f"{folder}/pages_v{version[0]}.parquet", compression="zstd", use_dictionary=["name"],
                       column_encoding=ENCODINGS, data_page_version=version, row_group_size=70_000)


def start_spark(jar, warehouse):
    settings = {
        "spark.jars": jar,
        "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        "spark.sql.catalog.lake": "org.apache.iceberg.spark.SparkCatalog",
        "spark.sql.catalog.lake.type": "hadoop",
        "spark.sql.catalog.lake.warehouse": f"file://{warehouse}",
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }
    builder = SparkSession.builder.master("local[2]")
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def main(jar, folder):
    folder = os.path.abspath(folder)
    write_files(folder)
    spark = start_spark(jar, f"{folder}/warehouse")
    tables = ("plain", "pages_v1", "pages_v2")
    for name in tables:
        spark.sql(f"CREATE TABLE lake.db.{name} ({SPARK_COLUMNS}) USING iceberg")
        spark.sql(f"CALL lake.system.add_files(table => 'db.{name}', source_table => '`parquet`.`{folder}/{name}.parquet`')")
    failures = 0
    for vectorised in ("true", "false"):
        spark.conf.set("spark.sql.iceberg.vectorization.enabled", vectorised)
        for name in tables[1:]:
            for column in sample_rows().column_names:
                read, plain = (spark.table(f"lake.db.{t}").select(column) for t in (name, "plain"))
                try:
                    differences = read.exceptAll(plain).count() + plain.exceptAll(read).count()
                except Exception as error:  # Spark wraps the reader's refusal
                    differences = next(line for line in str(error).splitlines() if "Cannot" in line)
                failures += differences != 0 and name == "pages_v1"
                print(f"vectorised={vectorised} {name} {column} {ENCODINGS.get(column, 'default')}: {differences}")
    spark.stop()
    return failures


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) != 0)
