# SPDX-License-Identifier: Apache-2.0
"""The Spark session of the tests, in a separate process."""

import json
import os
import select
import subprocess
import sys
import time

from canonical import Rows
from installed import ROOT, folder_of, java_17
from processes import StartError, die_with_parent, tail


class SparkError(Exception):
    """A statement that Spark rejected."""


class Spark:
    """`sql(statement)` runs a statement; `catalog(name, …)` registers a catalog under that name."""

    def __init__(self, folder):
        home = folder_of("spark")
        self.log = folder / "spark.log"
        environment = {**os.environ, "SPARK_HOME": str(home), "JAVA_HOME": str(java_17()), "TZ": "UTC",
                       "PYTHONPATH": f"{home}:{ROOT / 'tests' / 'servers'}", "PYSPARK_PYTHON": sys.executable,
                       "SPARK_LOCAL_IP": "127.0.0.1"}
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen([sys.executable, ROOT / "tests/servers/spark_worker.py", folder],
                                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=output, env=environment,
                                            cwd=folder, preexec_fn=die_with_parent, start_new_session=True)
        self.buffer = b""
        try:
            self._reply(300)
        except BaseException as error:
            self.stop()
            raise StartError(f"Spark did not start: {error}") from error

    def _reply(self, seconds):
        deadline = time.monotonic() + seconds
        while b"\n" not in self.buffer:
            readable, _, _ = select.select([self.process.stdout], [], [], max(0.0, deadline - time.monotonic()))
            part = os.read(self.process.stdout.fileno(), 1 << 20) if readable else b""
            if not part:
                self.process.kill()
                raise StartError(f"no reply from Spark in {seconds} s, or it ended:\n{tail(self.log)}")
            self.buffer += part
        line, self.buffer = self.buffer.split(b"\n", 1)
        reply = json.loads(line)
        if "error" in reply:
            raise SparkError(reply["error"])
        return reply["rows"]

    def _ask(self, seconds=300, **request):
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        return self._reply(seconds)

    def sql(self, statement):
        """Rows in canonical text."""
        return Rows(self._ask(sql=statement))

    def values(self, statement):
        """Rows as lists; doubles, times and dates stay in canonical text."""
        return [json.loads(row) for row in self._ask(sql=statement)]

    def configure(self, **settings):
        self._ask(conf={key: str(value) for key, value in settings.items()})

    def catalog(self, name, **properties):
        """Names an Iceberg catalog; properties as Iceberg spells them, with _ for - and . kept by a dict."""
        prefix = f"spark.sql.catalog.{name}"
        settings = {prefix: "org.apache.iceberg.spark.SparkCatalog", f"{prefix}.cache-enabled": "false"}
        settings.update({f"{prefix}.{key}": value for key, value in properties.items()})
        self.configure(**settings)
        return name

    def stop(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
