# SPDX-License-Identifier: Apache-2.0
"""Lakes in an SQL catalog: pyiceberg's SqlCatalog reads and writes the same SQLite file, and tables move between
catalogs without their data.
"""

import json
import shutil
import sqlite3

import pytest
from pyiceberg.catalog.sql import SqlCatalog

NAMESPACE = "quantum_features"


@pytest.fixture
def database(tmp_path):
    return tmp_path / "catalog.db"


@pytest.fixture
def run(eigenlake, database, repository):
    """The program on this test's lake with its SQL catalog; `molecule` computes one of the examples."""

    def call(*arguments, **options):
        return eigenlake(*arguments, env={"EIGENLAKE_CATALOG_URI": f"sqlite://{database}"}, **options)

    call.molecule = lambda index: call("run", repository / "examples" / "molecules.json", "--molecule-index", index)
    return call


@pytest.fixture
def pyiceberg(database, lake):
    """pyiceberg's catalog over the same file, reopened each time."""
    return lambda: SqlCatalog("quantum_sql", uri=f"sqlite:///{database}",
                              warehouse=f"file://{lake}/features/warehouse")


def count(run, table):
    return json.loads(run("sql", f"select count(*) as n from {table}", "--format", "json").stdout)["n"]


def test_pyiceberg_finds_and_reads_every_table(run, pyiceberg):
    run.molecule(0)
    run.molecule(1)
    catalog = pyiceberg()
    names = sorted(name for _, name in catalog.list_tables(NAMESPACE))
    listed = [json.loads(line) for line in run("catalog", "list", "--json").stdout.splitlines()]
    assert [row["table"] for row in listed] == [f"{NAMESPACE}.{name}" for name in names]
    assert len(names) == 13
    for row in listed:
        table = catalog.load_table(row["table"])
        assert table.metadata_location == row["metadata"]
        assert str(table.metadata.table_uuid) == row["uuid"]
    for name in ("molecules", "iteration_parameters", "ml_run_summary"):
        assert catalog.load_table(f"{NAMESPACE}.{name}").scan().to_arrow().num_rows == count(run, name)


def test_commits_by_pyiceberg_are_seen_and_built_upon(run, pyiceberg):
    run.molecule(0)
    table = pyiceberg().load_table(f"{NAMESPACE}.molecules")
    with table.transaction() as transaction:
        transaction.set_properties(owner="somebody")
    table.append(table.scan().to_arrow())
    snapshots = [json.loads(line) for line in run("snapshots", "molecules", "--json").stdout.splitlines()]
    assert len(snapshots) == 2
    assert snapshots[-1]["snapshot_id"] == table.current_snapshot().snapshot_id
    run.molecule(1)
    newest = pyiceberg().load_table(f"{NAMESPACE}.molecules")
    assert newest.properties["owner"] == "somebody"
    assert newest.scan().to_arrow().num_rows == 3
    assert [entry.parent_snapshot_id for entry in newest.snapshots()][-1] == table.current_snapshot().snapshot_id


def test_tables_created_by_pyiceberg_are_the_lakes(run, pyiceberg, database, lake, tmp_path):
    run.molecule(0)
    source = pyiceberg().load_table(f"{NAMESPACE}.ansatz_info")
    other = tmp_path / "other.db"
    theirs = SqlCatalog("quantum_sql", uri=f"sqlite:///{other}", warehouse=f"file://{lake}/features/warehouse")
    theirs.create_namespace(NAMESPACE)
    theirs.register_table(f"{NAMESPACE}.ansatz_info", source.metadata_location)
    listed = run("catalog", "list", "--json", "--catalog-uri", f"sqlite://{other}").stdout.splitlines()
    assert [json.loads(line)["metadata"] for line in listed] == [source.metadata_location]


def test_batch_moves_all_pointers_in_one_transaction(run, database):
    run.molecule(0)
    with sqlite3.connect(database) as connection:
        rows = connection.execute("select table_name, metadata_location from iceberg_tables").fetchall()
    before = dict(rows)
    version = _change_counter(database)
    run("ingest")
    assert _change_counter(database) == version, "nothing new, no transaction"
    run.molecule(1)
    with sqlite3.connect(database) as connection:
        after = dict(connection.execute("select table_name, metadata_location from iceberg_tables").fetchall())
    moved = {name for name in after if after[name] != before[name]}
    assert {"molecules", "vqe_iterations", "ml_run_summary", "processing_metadata"} <= moved
    # One transaction for the tables of the record and one for its features.
    assert _change_counter(database) - version == 2


def _change_counter(database):
    """The number of transactions that changed the file, from its header."""
    return int.from_bytes(database.read_bytes()[24:28], "big")


def test_copy_takes_a_lake_to_an_sql_catalog_and_back(eigenlake, pyiceberg, repository, database):
    molecules = repository / "examples" / "molecules.json"
    to_sql = ("catalog", "copy", "--to", f"sqlite://{database}")
    in_sql = {"EIGENLAKE_CATALOG_URI": f"sqlite://{database}"}

    def pyiceberg_rows():
        return pyiceberg().load_table(f"{NAMESPACE}.molecules").scan().to_arrow().num_rows

    eigenlake("run", molecules, "--molecule-index", 0)
    assert "registered" in eigenlake(*to_sql, "--dry-run").stdout
    assert not database.exists()
    eigenlake(*to_sql)
    assert pyiceberg_rows() == 1
    eigenlake("run", molecules, "--molecule-index", 1)
    assert pyiceberg_rows() == 1, "a copy is not followed"
    assert "--force" in eigenlake(*to_sql, exit_code=None).stderr
    eigenlake(*to_sql, "--force", "--use")
    assert pyiceberg_rows() == 2
    eigenlake("run", molecules, "--molecule-index", 2)
    assert pyiceberg_rows() == 3
    refused = eigenlake("run", molecules, "--molecule-index", 3, "--catalog", "hadoop", exit_code=None)
    assert refused.returncode != 0, "written through the lake's catalog only"
    eigenlake("catalog", "copy", "--to", "hadoop", "--force", "--use", env=in_sql)
    eigenlake("run", molecules, "--molecule-index", 3)
    assert count(eigenlake, "molecules") == 4
    assert pyiceberg_rows() == 3


def test_passwords_on_the_command_line_are_rejected_and_never_printed(eigenlake):
    refused = eigenlake("tables", "--catalog-uri", "postgresql://user:hunter2@127.0.0.1:1/none", exit_code=2)
    assert "PGPASSWORD" in refused.stderr
    unreachable = eigenlake("tables", env={"EIGENLAKE_CATALOG_URI": "postgresql://user:hunter2@127.0.0.1:1/none"},
                            exit_code=None)
    assert unreachable.returncode != 0
    assert "hunter2" not in refused.stderr + unreachable.stderr


def move(lake, tmp_path):
    moved = tmp_path / "moved" / "lake"
    moved.parent.mkdir()
    return lake.rename(moved)


def test_moved_lake_says_so_and_is_relocated(run, run_eigenlake, database, lake, tmp_path, repository):
    run.molecule(0)
    moved = move(lake, tmp_path)
    here = ("--lake", moved, "--catalog-uri", f"sqlite://{database}")
    done = run_eigenlake("sql", "select count(*) n from molecules", *here, exit_code=6)
    assert "the lake was moved" in done.stderr and "eigenlake catalog relocate" in done.stderr, done.stderr
    before = dict(sqlite3.connect(database).execute("select table_name, metadata_location from iceberg_tables"))
    planned = run_eigenlake("catalog", "relocate", "--dry-run", "--json", *here).stdout.splitlines()
    assert dict(sqlite3.connect(database).execute("select table_name, metadata_location from iceberg_tables")) == before
    relocated = run_eigenlake("catalog", "relocate", "--json", *here).stdout.splitlines()
    assert relocated == planned and {json.loads(line)["action"] for line in relocated} == {"moved"}
    after = dict(sqlite3.connect(database).execute("select table_name, metadata_location from iceberg_tables"))
    assert after == {name: uri.replace(f"file://{lake}/", f"file://{moved}/") for name, uri in before.items()}
    assert json.loads(run_eigenlake("sql", "select count(*) n from runs", "--json", *here).stdout) == {"n": 1}
    again = run_eigenlake("catalog", "relocate", "--json", *here).stdout.splitlines()
    assert {json.loads(line)["action"] for line in again} == {"stays"}
    run_eigenlake("run", repository / "examples" / "molecules.json", "--molecule-index", 1, *here)
    assert json.loads(run_eigenlake("sql", "select count(*) n from runs", "--json", *here).stdout) == {"n": 2}
    assert all(str(moved) in uri for (uri,) in sqlite3.connect(database).execute(
        "select metadata_location from iceberg_tables"))
    run_eigenlake("maintain", *here)
    run_eigenlake("maintain", "check", "--deep", *here)
    assert json.loads(run_eigenlake("sql", "select count(*) n from runs", "--json", *here).stdout) == {"n": 2}


def test_lake_is_relocated_atomically(run, run_eigenlake, database, lake, tmp_path):
    run.molecule(0)
    moved = move(lake, tmp_path)
    here = ("--lake", moved, "--catalog-uri", f"sqlite://{database}")
    before = list(sqlite3.connect(database).execute("select * from iceberg_tables order by 3"))
    tables = moved / "features" / "warehouse" / NAMESPACE
    aside = (tables / "vqe_results").rename(tmp_path / "aside")
    done = run_eigenlake("catalog", "relocate", *here, exit_code=6)
    assert "no metadata of quantum_features.vqe_results" in done.stderr
    (tables / "vqe_results" / "metadata").mkdir(parents=True)
    name = dict((row[2], row[3]) for row in before)["vqe_results"].rsplit("/", 1)[1]
    other = next((tables / "molecules" / "metadata").glob("*.metadata.json"))
    (tables / "vqe_results" / "metadata" / name).write_bytes(other.read_bytes())
    done = run_eigenlake("catalog", "relocate", *here, exit_code=6)
    assert "found another one" in done.stderr
    assert list(sqlite3.connect(database).execute("select * from iceberg_tables order by 3")) == before
    assert aside.exists()


def test_copied_lake_is_relocated_by_its_uuids(run, run_eigenlake, database, lake, tmp_path):
    run.molecule(0)
    copy = tmp_path / "copy"
    shutil.copytree(lake, copy)
    own = tmp_path / "own.db"
    shutil.copy(database, own)
    here = ("--lake", copy, "--catalog-uri", f"sqlite://{own}")
    run_eigenlake("catalog", "relocate", *here)
    shutil.rmtree(lake)
    assert json.loads(run_eigenlake("sql", "select count(*) n from runs", "--json", *here).stdout) == {"n": 1}


def test_hadoop_catalog_needs_no_relocation(eigenlake, repository):
    eigenlake("run", repository / "examples" / "molecules.json", "--molecule-index", 0)
    assert "needs no change" in eigenlake("catalog", "relocate", exit_code=3).stderr
