# SPDX-License-Identifier: Apache-2.0
"""A Hive Metastore on a PostgreSQL database, with its warehouse in a folder."""

import os
import xml.sax.saxutils

from installed import folder_of, java_17
from processes import Server, accepts_connections, free_port

JAVA_OPTIONS = ["-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--add-opens=java.base/java.net=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED", "--add-opens=java.base/java.util=ALL-UNNAMED",
                "-Dmetastore.root.logger=console"]


def write_configuration(path, settings):
    escape = xml.sax.saxutils.escape
    properties = "".join(f"<property><name>{escape(name)}</name><value>{escape(str(value))}</value></property>\n"
                         for name, value in settings.items())
    path.write_text(f'<?xml version="1.0"?>\n<configuration>\n{properties}</configuration>\n')


class Hive:
    """`uri` is the metastore's; tables without a location go below `warehouse`."""

    def __init__(self, folder, postgresql, hadoop_settings=None):
        self.home, self.port = folder_of("hive"), free_port()
        self.uri = f"thrift://127.0.0.1:{self.port}"
        self.warehouse = folder / "warehouse"
        self.warehouse.mkdir(parents=True)
        database = postgresql.database("metastore")
        self._make_schema(postgresql)
        configuration = folder / "conf"
        configuration.mkdir()
        write_configuration(configuration / "core-site.xml", hadoop_settings or {})
        write_configuration(configuration / "metastore-site.xml", self._settings(postgresql.jdbc(database)))
        class_path = f"{configuration}:{self.home}/jars/*:{self.home}/lib/*"
        environment = {**os.environ, "LD_PRELOAD": str(self.home / "loopback_bind.so"), "METASTORE_HOME": str(self.home)}
        self.server = Server(
            "Hive Metastore",
            [java_17() / "bin/java", *JAVA_OPTIONS, f"-Dmetastore.log.dir={folder}", "-cp", class_path,
             "org.apache.hadoop.hive.metastore.HiveMetaStore", "-p", self.port],
            folder.parent / "hive.log", lambda: accepts_connections(self.port), seconds=180, env=environment, cwd=folder)

    def _make_schema(self, postgresql):
        """The script of its own schema tool, without the start of a Java machine."""
        script = self.home / "scripts/metastore/upgrade/postgres/hive-schema-3.1.0.postgres.sql"
        postgresql.run_script(script, "metastore")

    def _settings(self, jdbc):
        return {
            "metastore.thrift.uris": self.uri,
            "metastore.thrift.port": self.port,
            "metastore.warehouse.dir": f"file://{self.warehouse}",
            "metastore.task.threads.always": "org.apache.hadoop.hive.metastore.events.EventCleanerTask",
            "metastore.expression.proxy": "org.apache.hadoop.hive.metastore.DefaultPartitionExpressionProxy",
            "javax.jdo.option.ConnectionDriverName": "org.postgresql.Driver",
            "javax.jdo.option.ConnectionURL": jdbc,
            "javax.jdo.option.ConnectionUserName": "eigenlake",
            "javax.jdo.option.ConnectionPassword": "",
            "metastore.stats.autogather": "false",
            "metastore.async.log.enabled": "false",
        }

    def stop(self):
        self.server.stop()
