# SPDX-License-Identifier: Apache-2.0
"""Makes lakes with the program under test, in each catalog, and gives their names for each engine."""

import dataclasses
import itertools
import json
import pathlib

import pyarrow.parquet
from canonical import Rows
from installed import ROOT
from side_tables import add_side_rows

DATABASE = "quantum_features"
DEFINITIONS = json.loads((ROOT / "schemas" / "tables.json").read_text())["tables"]
TABLES = sorted(DEFINITIONS)
MOLECULES = ROOT / "examples" / "molecules.json"
NUMBERS = itertools.count(1)


def fresh_name(stem):
    """A name that is unique in this process."""
    return f"{stem}_{next(NUMBERS)}"


@dataclasses.dataclass
class Lake:
    """A lake of this test session: its address and the program."""

    run: object  # the fixture run_eigenlake
    folder: pathlib.Path
    options: tuple
    environment: dict = dataclasses.field(default_factory=dict)

    def eigenlake(self, *arguments, **options):
        return self.run(*arguments, *self.options, env=self.environment, **options)

    def simulate(self, molecule):
        """One molecule through the whole pipeline: a batch of nine tables and a batch of features."""
        return self.eigenlake("run", MOLECULES, "--molecule-index", molecule, "--quiet")

    def arrow(self, statement, *options):
        file = self.folder / f"{fresh_name('answer')}.parquet"
        self.eigenlake("sql", statement, "--format", "parquet", "--output", file, *options)
        return pyarrow.parquet.read_table(file)

    def sql(self, statement, *options):
        """Rows in canonical text."""
        return Rows.of_arrow(self.arrow(statement, *options))

    def table(self, table, *options):
        return self.sql(f"select {columns_of(table)} from {table}", *options)

    def count(self, table):
        return self.arrow(f"select count(*) as n from {table}").column("n")[0].as_py()


def columns_of(table):
    return ", ".join(column["name"] for column in DEFINITIONS[table]["columns"])


def make_lake(run, folder, options=(), environment=None, place=None, molecules=(0, 1), side_rows=False):
    """A lake with a run of each of these molecules; by default in a folder below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    lake = Lake(run, folder, ("--lake", str(place or folder / "lake"), *options), environment or {})
    for molecule in molecules:
        lake.simulate(molecule)
    if side_rows:
        add_side_rows(lake.eigenlake, folder)
    return lake


@dataclasses.dataclass
class Shared:
    """A lake and the names of its catalog in Spark and Trino; None if they do not support it."""

    kind: str
    lake: Lake
    spark: str = None
    trino: str = None
    pyiceberg: object = None

    def spark_table(self, table):
        return f"{self.spark}.{DATABASE}.{table}"

    def trino_table(self, table):
        return f"{self.trino}.{DATABASE}.{table}"


class Catalogs:
    """Makes lakes in each kind of catalog; servers are requested only if a kind needs them."""

    KINDS = ("hadoop", "sqlite", "postgresql", "hive")
    TRINO_KINDS = ("postgresql", "hive")

    def __init__(self, request, run):
        self.request, self.run = request, run

    def server(self, name):
        return self.request.getfixturevalue(name)

    def make(self, kind, folder, **options):
        return getattr(self, f"_{kind}")(folder, **options)

    def _hadoop(self, folder, **options):
        lake = make_lake(self.run, folder, **options)
        name = self.server("spark").catalog(fresh_name("hadoop"), type="hadoop",
                                            warehouse=f"file://{folder}/lake/features/warehouse")
        return Shared("hadoop", lake, spark=name)

    def _sqlite(self, folder, **options):
        name = fresh_name("sqlite")
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "catalog.db"
        lake = make_lake(self.run, folder, ("--catalog-uri", f"sqlite:///{file}", "--catalog-name", name), **options)
        self._spark_jdbc(name, f"jdbc:sqlite:{file}", folder)
        return Shared("sqlite", lake, spark=name, pyiceberg=self._pyiceberg(name, f"sqlite:///{file}", folder))

    def _postgresql(self, folder, **options):
        name = fresh_name("postgres")
        server = self.server("postgresql")
        uri = server.database(name)
        lake = make_lake(self.run, folder, ("--catalog-uri", uri, "--catalog-name", name), **options)
        self._spark_jdbc(name, server.jdbc(uri), folder, **{"jdbc.user": "eigenlake", "jdbc.password": ""})
        return Shared("postgresql", lake, spark=name, trino=name,
                      pyiceberg=self._pyiceberg(name, uri.replace("postgresql://", "postgresql+psycopg2://"), folder))

    def _hive(self, folder, **options):
        server, name, spark = self.server("hive"), fresh_name("hive"), self.server("spark")
        spark.catalog(name, type="hive", uri=server.uri, warehouse=f"file://{folder}/lake/features/warehouse")
        self._forget_tables(spark, name)
        lake = make_lake(self.run, folder, ("--catalog-uri", server.uri), **options)
        return Shared("hive", lake, spark=name, trino=name)

    def bring(self, kind, golden):
        """Moves a golden lake to this kind of catalog."""
        name = {"sqlite": "quantum_sql"}.get(kind) or fresh_name(f"older_{kind}")
        shared = Shared(kind, Lake(self.run, golden.place, ("--lake", str(golden.lake)), golden.environment), spark=name)
        getattr(self, f"_bring_{kind}")(shared, golden)
        return shared

    def _bring_hadoop(self, shared, golden):
        self.server("spark").catalog(shared.spark, type="hadoop", warehouse=f"file://{golden.lake}/features/warehouse")

    def _bring_sqlite(self, shared, golden):
        """A golden lake that was created in this catalog."""
        file = golden.place / "catalog.db"
        self._spark_jdbc(shared.spark, f"jdbc:sqlite:{file}", golden.place)
        shared.pyiceberg = self._pyiceberg(shared.spark, f"sqlite:///{file}", golden.place)

    def _bring_postgresql(self, shared, golden):
        server, name = self.server("postgresql"), shared.spark
        uri = server.database(name)
        golden.eigenlake("catalog", "copy", "--to", uri, "--to-name", name, "--use")
        golden.environment.update({"EIGENLAKE_CATALOG_URI": uri, "EIGENLAKE_CATALOG_NAME": name})
        self._spark_jdbc(name, server.jdbc(uri), golden.place, **{"jdbc.user": "eigenlake", "jdbc.password": ""})
        shared.trino = name
        shared.pyiceberg = self._pyiceberg(name, uri.replace("postgresql://", "postgresql+psycopg2://"), golden.place)

    def _bring_hive(self, shared, golden):
        server, spark = self.server("hive"), self.server("spark")
        spark.catalog(shared.spark, type="hive", uri=server.uri, warehouse=f"file://{golden.lake}/features/warehouse")
        self._forget_tables(spark, shared.spark)
        golden.eigenlake("catalog", "copy", "--to", server.uri, "--use")
        golden.environment.update({"EIGENLAKE_CATALOG_URI": server.uri})
        shared.trino = shared.spark

    def forget(self, shared):
        """Drops tables and views before the files of a lake are removed: later the metastore could not drop them."""
        if shared.kind == "hive":
            self._forget_tables(self.server("spark"), shared.spark)

    def _forget_tables(self, spark, catalog):
        """A metastore knows a table only by its name, so the names belong to the newest lake."""
        if [DATABASE] in spark.values(f"SHOW NAMESPACES IN {catalog}"):
            for _, view, is_temporary in spark.values(f"SHOW VIEWS IN {catalog}.{DATABASE}"):
                if not is_temporary:
                    spark.sql(f"DROP VIEW {catalog}.{DATABASE}.{view}")
            for _, table, *_ in spark.values(f"SHOW TABLES IN {catalog}.{DATABASE}"):
                spark.sql(f"DROP TABLE {catalog}.{DATABASE}.{table}")

    def _spark_jdbc(self, name, uri, folder, **properties):
        self.server("spark").catalog(name, type="jdbc", uri=uri, warehouse=f"file://{folder}/lake/features/warehouse",
                                     **{"jdbc.schema-version": "V1", **properties})

    def _pyiceberg(self, name, uri, folder):
        self.server("clients")
        from pyiceberg.catalog.sql import SqlCatalog

        return SqlCatalog(name, uri=uri, warehouse=f"file://{folder}/lake/features/warehouse")

    def trino(self, shared):
        """Registers the lake's catalog in Trino as well."""
        files = {"fs.hadoop.enabled": "true", "iceberg.register-table-procedure.enabled": "true"}
        if shared.kind == "hive":
            settings = {"iceberg.catalog.type": "hive_metastore", "hive.metastore.uri": self.server("hive").uri}
        else:
            server = self.server("postgresql")
            settings = {
                "iceberg.catalog.type": "jdbc",
                "iceberg.jdbc-catalog.driver-class": "org.postgresql.Driver",
                "iceberg.jdbc-catalog.connection-url": f"jdbc:postgresql://127.0.0.1:{server.port}/{shared.trino}",
                "iceberg.jdbc-catalog.connection-user": "eigenlake",
                "iceberg.jdbc-catalog.connection-password": "none",
                "iceberg.jdbc-catalog.catalog-name": shared.trino,
                "iceberg.jdbc-catalog.default-warehouse-dir": f"file://{shared.lake.folder}/lake/features/warehouse",
            }
        self.server("trino").catalog(shared.trino, {**settings, **files})
        return shared
