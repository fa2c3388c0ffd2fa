# SPDX-License-Identifier: Apache-2.0
"""The commands of documents that need servers run with real ones, and print what the documents say.

A page names its servers in a comment, such as `<!-- servers: kafka registry -->`, and uses the usual addresses, which stand
for those of the tests. EIGENLAKE_UPDATE_DOCS=1 writes the actual output into the pages where it differs.
"""

import os
import pathlib
import subprocess
import sys

import pytest

DOCUMENTS = pathlib.Path(__file__).resolve().parents[1] / "documents"
sys.path.insert(0, str(DOCUMENTS))

from installed import folder_of, java_17  # noqa: E402
from lakes import Shared, fresh_name  # noqa: E402
from help_examples import KAFKA, examples, prepare, to_run  # noqa: E402
from pages import documents, read_page  # noqa: E402
from workplace import report, run_page, update  # noqa: E402

PAGES = {page.name: page for page in map(read_page, documents()) if page.servers}
TRINO_CLIENT = pathlib.Path(__file__).with_name("trino_client.py")


class Setup:
    """What the servers of a page mean for its commands."""

    def __init__(self, request, folder):
        self.request, self.folder = request, folder
        self.replacements, self.inputs, self.environment = [], [], {}
        self.forget = lambda: None

    def server(self, name):
        return self.request.getfixturevalue(name)

    def kafka(self):
        self.replacements.append(("localhost:9092", self.server("broker").servers))

    def registry(self):
        self.replacements.append(("http://localhost:8081", self.server("registry").url))

    def minio(self):
        store = self.server("minio")
        bucket = store.bucket(fresh_name("documents").replace("_", "-"))
        self.replacements += [("http://localhost:9000", store.endpoint), ("s3://features", f"s3://{bucket}")]
        self.inputs += [("ada-key", store.access_key), ("ada-secret", store.secret_key)]

    def postgresql(self):
        server = self.server("postgresql")
        uri = server.database(fresh_name("documents"))
        shown = "postgresql://ada@localhost/features"
        self.replacements += [(shown, uri), ("jdbc:" + shown.replace("ada@", ""), server.jdbc(uri))]
        self.inputs += [(f"{key}=ada\n", f"{key}=eigenlake\n") for key in ("connection-user", "jdbc.user")]

    def hive(self):
        """A metastore knows a table only by its name: those of other tests are dropped first, and these at the end."""
        server, catalogs = self.server("hive"), self.server("catalogs")
        self.replacements.append(("thrift://localhost:9083", server.uri))
        name = self.server("spark").catalog(fresh_name("hive"), type="hive", uri=server.uri, warehouse=f"file://{self.folder}")
        self.forget = lambda: catalogs.forget(Shared("hive", None, spark=name))
        self.forget()

    def spark(self):
        """The real program; what its packages bring in elsewhere comes by options here."""
        home = folder_of("spark")
        before = f"{home}/jars-before/*"
        self.environment.update({"SPARK_HOME": str(home), "JAVA_HOME": str(java_17()), "SPARK_LOCAL_IP": "127.0.0.1"})
        self.program("spark-sql", f'{home}/bin/spark-sql --master "local[2]" --driver-class-path "{before}" --driver-memory 1200m '
                                  "--conf spark.ui.enabled=false --conf spark.driver.bindAddress=127.0.0.1")

    def trino(self):
        self.program("trino", f'{sys.executable} {TRINO_CLIENT} {self.server("trino").url}')

    def program(self, name, command):
        programs = self.folder / "clients"
        programs.mkdir(exist_ok=True)
        (programs / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        (programs / name).chmod(0o755)
        self.environment["PATH"] = str(programs)


def runs_here(block):
    return block.mark in ("", "servers") and block.language in ("console", "python")


@pytest.mark.parametrize("name", PAGES)
def test_page_shows_what_its_commands_print(name, request, tmp_path):
    page, setup = PAGES[name], Setup(request, tmp_path)
    for server in page.servers:
        getattr(setup, server)()
    outcomes = run_page(page, tmp_path, runs_here, replacements=setup.replacements, inputs=setup.inputs,
                        environment=setup.environment, finish=setup.forget)
    if os.environ.get("EIGENLAKE_UPDATE_DOCS"):
        update(page, outcomes)
        outcomes = [outcome for outcome in outcomes if outcome.step.first is None]
    different = report(page, outcomes)
    assert not different, "\n" + different


def test_examples_of_the_help_run_with_kafka(broker, registry, eigenlake_binary, run_eigenlake, tmp_path):
    experiment = prepare(tmp_path, run_eigenlake)
    (tmp_path / "eigenlake").symlink_to(eigenlake_binary.resolve())
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path), "EIGENLAKE_TOPIC": fresh_name("examples"),
                   "KAFKA_SERVERS": broker.servers, "SCHEMA_REGISTRY_URL": registry.url}
    wanted = [example for example in examples() if KAFKA.search(example)]
    for example in sorted(wanted, key=lambda example: "topics create" not in example):
        command = to_run(example, tmp_path, experiment).replace("localhost:9092", broker.servers)
        if "topics check" in command:
            command += " --partitions 12"
        done = subprocess.run(["bash", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120,
                              stdin=subprocess.DEVNULL)
        assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
