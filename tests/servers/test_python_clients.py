# SPDX-License-Identifier: Apache-2.0
"""pyiceberg's SQL catalog and the program read and write the same tables."""

import pytest
from canonical import Rows, assert_same_rows
from lakes import DATABASE, TABLES, columns_of


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(request, clients, catalogs, tmp_path_factory):
    return catalogs.make(request.param, tmp_path_factory.mktemp(f"python_{request.param}"), side_rows=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def own(request, clients, catalogs, tmp_path):
    return catalogs.make(request.param, tmp_path)


def rows_of(shared, table):
    columns = [name.strip() for name in columns_of(table).split(",")]
    return Rows.of_arrow(shared.pyiceberg.load_table((DATABASE, table)).scan().to_arrow().select(columns))


@pytest.mark.parametrize("table", TABLES)
def test_pyiceberg_finds_the_tables_by_name_and_reads_their_rows(shared, table):
    assert_same_rows(rows_of(shared, table), shared.lake.table(table), table)


def test_appends_and_deletes_by_pyiceberg_are_read_and_the_next_run_works(own):
    table = own.pyiceberg.load_table((DATABASE, "vqe_iterations"))
    rows = table.scan().to_arrow()
    table.append(rows)
    assert own.lake.count("vqe_iterations") == 2 * rows.num_rows
    table.delete("iteration_step == 2")
    assert own.lake.count("vqe_iterations") == 2 * rows.num_rows - 4
    assert_same_rows(own.lake.table("vqe_iterations"), rows_of(own, "vqe_iterations"))
    own.lake.simulate(2)
    assert_same_rows(own.lake.table("vqe_iterations"), rows_of(own, "vqe_iterations"))
