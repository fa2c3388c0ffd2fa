# SPDX-License-Identifier: Apache-2.0
"""Trino and the program read and write the same tables, in the catalogs that Trino supports."""

import pytest
from canonical import assert_same_rows
from lakes import DEFINITIONS, TABLES, Catalogs, columns_of


@pytest.fixture(scope="module", params=Catalogs.TRINO_KINDS)
def shared(request, catalogs, tmp_path_factory):
    """A shared lake that tests only read."""
    return catalogs.trino(catalogs.make(request.param, tmp_path_factory.mktemp(f"trino_{request.param}"), side_rows=True))


@pytest.fixture(params=Catalogs.TRINO_KINDS)
def own(request, catalogs, tmp_path):
    return catalogs.trino(catalogs.make(request.param, tmp_path))


@pytest.mark.parametrize("table", TABLES)
def test_trino_reads_the_rows_that_sql_shows(trino, shared, table):
    found = trino.sql(f"SELECT {columns_of(table)} FROM {shared.trino_table(table)}")
    assert found.count > 0
    assert_same_rows(found, shared.lake.table(table), table)


def test_trino_reads_each_batch_at_its_tag(trino, shared):
    for batch in shared.lake.arrow("select * from processing_metadata").to_pylist():
        for table, tag in zip(batch["table_names"], batch["table_versions"]):
            if table in ("molecules", "ml_run_summary") and tag != "no_changes":
                found = trino.sql(f"SELECT {columns_of(table)} FROM {shared.trino_table(table)} FOR VERSION AS OF '{tag}'")
                assert_same_rows(found, shared.lake.table(table, "--batch", batch["processing_batch_id"]), f"{table} at {tag}")


def test_trino_skips_files_by_our_bounds(trino, shared):
    table = shared.trino_table("molecules")
    wanted = shared.lake.arrow("select experiment_id from molecules limit 1").column(0)[0].as_py()
    plan = trino.values(f"EXPLAIN ANALYZE SELECT * FROM {table} WHERE experiment_id = '{wanted}'")[0][0]
    assert "Input: 1 row " in plan, plan


def test_writes_deletes_and_updates_by_trino_are_read_and_the_next_run_works(trino, own):
    table = own.trino_table("vqe_iterations")
    names = [column["name"] for column in DEFINITIONS["vqe_iterations"]["columns"]]
    copied = ["'x' || experiment_id" if name == "experiment_id" else name for name in names]
    before = own.lake.count("vqe_iterations")
    trino.values(f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(copied)} FROM {table}")
    assert own.lake.count("vqe_iterations") == 2 * before
    trino.values(f"DELETE FROM {table} WHERE iteration_step = 2")
    assert own.lake.count("vqe_iterations") == 2 * before - 4
    trino.values(f"UPDATE {table} SET iteration_energy = 1.5 WHERE iteration_step = 3")
    everything = f"SELECT {columns_of('vqe_iterations')} FROM {table}"
    assert_same_rows(own.lake.table("vqe_iterations"), trino.sql(everything))
    own.lake.simulate(2)
    assert own.lake.count("vqe_iterations") > 2 * before - 4
    assert_same_rows(own.lake.table("vqe_iterations"), trino.sql(everything))


def test_table_optimized_by_trino_is_read(trino, own):
    before = own.lake.table("iteration_parameters")
    trino.values(f"ALTER TABLE {own.trino_table('iteration_parameters')} EXECUTE optimize")
    assert_same_rows(own.lake.table("iteration_parameters"), before)


def test_trino_reads_the_remaining_rows_of_shared_files(trino, own):
    own.lake.eigenlake("maintain", "compact", "--quiet")
    own.lake.eigenlake("delete", "--where", "experiment_id = (select min(experiment_id) from molecules)", "--quiet")
    for table in ("vqe_iterations", "ml_iteration_features", "deletions"):
        found = trino.sql(f"SELECT {columns_of(table)} FROM {own.trino_table(table)}")
        assert_same_rows(found, own.lake.table(table), table)
