# SPDX-License-Identifier: Apache-2.0
"""The process with the Spark session of the tests; it answers requests, one JSON object a line.

{"sql": STATEMENT}                      → {"rows": [canonical text, …]}
{"conf": {KEY: VALUE}}                  → {"rows": []}
Any request that fails                  → {"error": the first lines of Spark's message}

usage: spark_worker.py FOLDER    with SPARK_HOME, JAVA_HOME and PYTHONPATH set; TZ must be UTC
"""

import json
import os
import sys

from canonical import canonical_row
from pyspark.sql import SparkSession

SETTINGS = {
    "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "1200m",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


def start(folder):
    # Before Spark's own jars, whose Avro 1.12.0 reads array<double> at float precision.
    first = f"{os.environ['SPARK_HOME']}/jars-before/*"
    builder = SparkSession.builder.master("local[2]").config("spark.driver.extraClassPath", first)
    for key, value in {**SETTINGS, "spark.sql.warehouse.dir": f"{folder}/spark-warehouse", "spark.local.dir": folder}.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("WARN")
    return session


def answer(session, request):
    for key, value in request.get("conf", {}).items():
        session.conf.set(key, value)
    if "sql" not in request:
        return []
    return [canonical_row(row) for row in session.sql(request["sql"]).collect()]


def main():
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # Spark's output is no reply
    session = start(sys.argv[1])
    print(json.dumps({"rows": [], "version": session.version}), file=replies, flush=True)
    for line in sys.stdin:
        try:
            reply = {"rows": answer(session, json.loads(line))}
        except Exception as error:  # the test judges any error of Spark
            reply = {"error": "\n".join(str(error).splitlines()[:12])}
        print(json.dumps(reply), file=replies, flush=True)
    session.stop()


if __name__ == "__main__":
    main()
