# SPDX-License-Identifier: Apache-2.0
"""The view `runs` of platform/ for Trino and Spark shows the rows of `eigenlake sql`."""

import pytest
from canonical import assert_same_rows
from installed import ROOT
from lakes import DATABASE, DEFINITIONS
from spark import SparkError
from trino import TrinoError

HEAD = f"CREATE OR REPLACE VIEW {DATABASE}.runs AS"
SESSION_HEAD = "CREATE OR REPLACE TEMPORARY VIEW runs AS"
LATER_RESULTS = ("total_energy", "energy_error_millihartree", "run_options", "in_sector", "stop_reason", "quality_flags")


def view_file(engine):
    return (ROOT / "platform" / engine / "runs.sql").read_text().strip().removesuffix(";")


class ViewInSpark:
    """Spark with the lake's catalog as the session's."""

    def __init__(self, spark, shared):
        self.spark, self.shared = spark, shared

    def make_view(self, head=HEAD):
        self.spark.sql(f"USE {self.shared.spark}")
        try:
            self.spark.sql(view_file("spark").replace(HEAD, head))
        finally:
            self.spark.sql("USE spark_catalog")

    def rows(self, view=None):
        return self.spark.sql(f"SELECT * FROM {view or self.shared.spark_table('runs')}")

    def columns(self, view=None):
        return [row[0] for row in self.spark.values(f"DESCRIBE {view or self.shared.spark_table('runs')}")]

    def drop_view(self):
        self.spark.sql(f"DROP VIEW {self.shared.spark_table('runs')}")


class ViewInTrino:
    """Trino with the lake's catalog as the session's."""

    def __init__(self, trino, shared):
        self.trino, self.shared = trino, shared

    def make_view(self):
        self.trino.values(view_file("trino"), session_catalog=self.shared.trino)

    def rows(self):
        return self.trino.sql(f"SELECT * FROM {self.shared.trino_table('runs')}")

    def columns(self):
        return [row[0] for row in self.trino.values(f"SHOW COLUMNS FROM {self.shared.trino_table('runs')}")]

    def drop_view(self):
        self.trino.values(f"DROP VIEW {self.shared.trino_table('runs')}")


def copy_row(spark, shared, table, experiment, values):
    """Adds a copy of the experiment's row with these values, which are SQL expressions."""
    names = [column["name"] for column in DEFINITIONS[table]["columns"]]
    copied = ", ".join(f"{values.get(name, name)} AS {name}" for name in names)
    table = shared.spark_table(table)
    spark.sql(f"INSERT INTO {table} SELECT {copied} FROM {table} WHERE experiment_id = '{experiment}'")


def nothing(names):
    """Null in these columns, with their types."""
    return {name: f"nullif({name}, {name})" for name in names}


def copy_run(spark, shared, experiment, name, results=(), molecule=()):
    for table, values in (("vqe_results", results), ("molecules", molecule)):
        copy_row(spark, shared, table, experiment, {**dict(values), "experiment_id": f"'{name}'"})


def prepare(spark, shared):
    """Two experiments, one with labels; one as of an older version, and two with flags."""
    first, second = shared.lake.arrow("select experiment_id from runs order by seconds").column(0).to_pylist()
    for labels in (("series=a", "note=größe", "gone=soon"), ("series=b",), ("gone=",)):
        shared.lake.eigenlake("label", first, *labels, "--quiet")
    copy_run(spark, shared, second, "older", nothing(LATER_RESULTS), nothing(("name", "formula")))
    copy_run(spark, shared, second, "unchecked", {"quality_flags": "array('not_converged', 'unchecked_minimum')"})
    copy_run(spark, shared, second, "flagged", {"quality_flags": "array('not_converged')"})
    assert_rows_are_of_every_kind(shared.lake, first, second)
    return shared


@pytest.fixture
def make(spark, catalogs, tmp_path):
    return lambda kind: prepare(spark, catalogs.make(kind, tmp_path, molecules=(0, 1)))


def assert_shows_runs(engine, lake, *view):
    expected = lake.arrow("from runs")
    assert engine.columns(*view) == expected.column_names
    assert len(expected.column_names) == 21
    assert_same_rows(engine.rows(*view), lake.sql("from runs"))


def assert_rows_are_of_every_kind(lake, labelled, other):
    rows = {row["experiment_id"]: row for row in lake.arrow("from runs").to_pylist()}
    labels = {key: dict(row["labels"]) for key, row in rows.items() if row["labels"]}
    assert labels == {labelled: {"note": "größe", "series": "b"}}
    assert {key for key, row in rows.items() if row["unchecked_minimum"]} == {"older", "unchecked"}
    assert rows["older"]["total_energy"] == rows[other]["total_energy"]
    assert rows["older"]["energy_error_millihartree"] is not None
    assert rows["older"]["name"] is not None and rows["older"]["formula"] is None


def assert_engine_has_the_view(engine, lake):
    engine.make_view()
    try:
        assert_shows_runs(engine, lake)
        engine.make_view()
        lake.simulate(2)
        assert lake.count("runs") == 6
        assert_shows_runs(engine, lake)
        assert '"runs"' not in lake.eigenlake("tables", "--json").stdout
        lake.eigenlake("maintain", "--older-than", "0", "--quiet")
        lake.eigenlake("maintain", "check")
        assert_shows_runs(engine, lake)
    finally:
        engine.drop_view()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql", "hive"])
def test_spark_stores_the_view_in_the_catalog(spark, make, kind):
    shared = make(kind)
    assert_engine_has_the_view(ViewInSpark(spark, shared), shared.lake)


@pytest.mark.parametrize("kind", ["postgresql", "hive"])
def test_trino_stores_the_view_in_the_catalog(spark, trino, catalogs, make, kind):
    shared = catalogs.trino(make(kind))
    assert_engine_has_the_view(ViewInTrino(trino, shared), shared.lake)


def test_spark_has_a_temporary_view_for_a_hadoop_catalog(spark, make):
    shared = make("hadoop")
    engine = ViewInSpark(spark, shared)
    with pytest.raises(SparkError, match="not supported by catalog"):
        engine.make_view()
    engine.make_view(SESSION_HEAD)
    assert_shows_runs(engine, shared.lake, "runs")


@pytest.mark.parametrize("kind", ["postgresql", "hive"])
def test_view_of_one_engine_is_rejected_by_the_other(spark, trino, catalogs, make, kind):
    shared = catalogs.trino(make(kind))
    engines = [ViewInSpark(spark, shared), ViewInTrino(trino, shared)]
    for maker, other in (engines, reversed(engines)):
        maker.make_view()
        try:
            for refused in (other.rows, other.make_view):
                with pytest.raises((SparkError, TrinoError)):
                    refused()
            assert_shows_runs(maker, shared.lake)
        finally:
            maker.drop_view()


@pytest.mark.parametrize("kind", ["postgresql", "hive"])
def test_views_of_both_engines_coexist_under_two_names(spark, trino, catalogs, make, kind):
    shared = catalogs.trino(make(kind))
    by_spark, by_trino = ViewInSpark(spark, shared), ViewInTrino(trino, shared)
    by_trino.make_view()
    try:
        by_spark.make_view(HEAD.replace("runs", "runs_in_spark"))
        assert_shows_runs(by_spark, shared.lake, shared.spark_table("runs_in_spark"))
        assert_shows_runs(by_trino, shared.lake)
        spark.sql(f"DROP VIEW {shared.spark_table('runs_in_spark')}")
    finally:
        by_trino.drop_view()


def test_view_needs_the_table_of_labels(spark, trino, catalogs, tmp_path):
    shared = catalogs.trino(catalogs.make("postgresql", tmp_path, molecules=(0,)))
    with pytest.raises(SparkError, match="labels.*cannot be found"):
        ViewInSpark(spark, shared).make_view()
    with pytest.raises(TrinoError, match="labels' does not exist"):
        ViewInTrino(trino, shared).make_view()
