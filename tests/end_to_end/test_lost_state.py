# SPDX-License-Identifier: Apache-2.0
"""A lake that lost a part reports it, removes nothing, and recovers what it can.

Each case damages a lake of three batches, calls every kind of command, recovers, and compares all rows with the original.
"""

import json
import os
import shutil

import pytest

from samples import H2, HEH, objects

TABLES = ("molecules", "ansatz_info", "performance_metrics", "vqe_results", "initial_parameters", "optimal_parameters",
          "vqe_iterations", "iteration_parameters", "hamiltonian_terms", "ml_iteration_features", "ml_run_summary",
          "source_objects", "failed_runs", "labels", "processing_metadata")


PROCESSING = ("processing_batch_id", "processing_timestamp", "processing_date")
AUDITED = ("source_data_info", "table_names", "table_versions", "record_counts")


class Lake:
    """A lake in a folder, with an earlier copy of it and a copy of another lake."""

    def __init__(self, folder, catalog, run_eigenlake):
        self.path = folder / "lake"
        self.catalog = folder / "catalog" / "catalog.db" if catalog == "sqlite" else None
        self.backups = folder / "backups"
        self.working = folder / "somewhere"
        self.working.mkdir()
        self.run_eigenlake = run_eigenlake

    def run(self, *arguments, **options):
        return self.run_eigenlake(*arguments, "--lake", self.path, cwd=self.working, **options)

    def rows(self, tables=TABLES, without=()):
        """Rows of all these tables as texts, ordered, without the given columns."""
        def query(table):
            columns = f"columns(c -> c not in {tuple(without) + ('',)})"
            return f"select '{table}' as name, x::varchar as row from (select {columns} from {table}) x"

        return sorted((row["name"], row["row"]) for row in
                      objects(self.run("sql", " union all ".join(map(query, tables)), "--json").stdout))

    def parts(self):
        return [self.path, *([self.catalog.parent] if self.catalog else [])]

    def keep(self, name):
        for part in self.parts():
            shutil.copytree(part, self.backups / name / part.name)

    def restore(self, name):
        for part in self.parts():
            shutil.rmtree(part, ignore_errors=True)
            shutil.copytree(self.backups / name / part.name, part)

    def table(self, name):
        return self.path / "features" / "warehouse" / "quantum_features" / name

    def backup_of(self, name, place):
        """The place of a file or folder of the lake in a backup."""
        part = next(part for part in self.parts() if place.is_relative_to(part))
        return self.backups / name / part.name / place.relative_to(part)

    def files(self):
        return {path for part in self.parts() for path in part.rglob("*") if path.is_file()
                and not path.name.endswith(".writer") and path.name != "lock"}


def make(lake, folder):
    file = folder / "molecules.json"
    file.write_text(json.dumps([H2, HEH]))
    bad = folder / "bad.json"
    bad.write_text(json.dumps([{"name": "X", "symbols": ["Q"], "coords": [[0, 0, 0]]}]))
    catalog = ["--catalog-uri", f"sqlite:{lake.catalog}"] if lake.catalog else []
    lake.run("run", file, "--quiet", "--max-iterations", 2, *catalog)
    lake.run("run", bad, "--quiet", exit_code=None)
    lake.keep("yesterday")
    lake.run("run", file, "--quiet", "--max-iterations", 3)
    found = objects(lake.run("sql", "select experiment_id from molecules order by 1 limit 1", "--json").stdout)
    lake.run("label", found[0]["experiment_id"], "series=a")
    bad.write_text(json.dumps([{"name": "Y", "symbols": ["Q"], "coords": [[0, 0, 0]]}]))
    lake.run("run", bad, "--quiet", exit_code=None)
    lake.keep("now")


@pytest.fixture(scope="module", params=["hadoop", "sqlite"])
def whole_lake(request, tmp_path_factory, run_eigenlake):
    folder = tmp_path_factory.mktemp("lost")
    other = Lake(folder, request.param, run_eigenlake)
    make(other, folder)
    shutil.move(other.backups / "now", folder / "other")
    for part in (*other.parts(), other.backups, other.working):
        shutil.rmtree(part)
    lake = Lake(folder, request.param, run_eigenlake)
    make(lake, folder)
    shutil.move(folder / "other", lake.backups / "other")
    lake.before = {without: lake.rows(without=without) for without in ((), PROCESSING, PROCESSING + AUDITED)}
    return lake


@pytest.fixture
def lost_lake(whole_lake):
    whole_lake.restore("now")
    return whole_lake


def remove(lake, place):
    shutil.rmtree(place) if place.is_dir() else place.unlink()


def empty(lake, place):
    if place.is_dir():
        shutil.rmtree(place)
        place.mkdir()
    else:
        place.write_bytes(b"")


def put_back(name):
    def damage(lake, place):
        remove(lake, place)
        kept = lake.backup_of(name, place)
        if kept.is_dir():
            shutil.copytree(kept, place)
        elif kept.exists():
            shutil.copy2(kept, place)

    return damage


DAMAGES = {"lost": remove, "empty": empty, "of yesterday": put_back("yesterday"), "another lake's": put_back("other")}


def expect_refused(lake, table, message=""):
    """Every command that would return less data ends with 6, and nothing is removed."""
    files = lake.files()
    for command in (["sql", f"select count(*) from {table}"], ["ingest"], ["features"], ["maintain", "--older-than", 0],
                    ["maintain", "orphans", "--delete", "--older-than", 0], ["maintain", "check", "--deep"],
                    ["tables"]):
        done = lake.run(*command, exit_code=6)
        assert message in done.stdout + done.stderr, command
        assert done.stderr or command[:2] == ["maintain", "check"]
    assert files <= lake.files(), files - lake.files()
    found = json.loads(lake.run("recover", "--json", exit_code=6).stdout)
    assert found["found"] and found["lost"]
    assert lake.files() >= files


def expect_recovered(lake, but_for=(), without=()):
    """Nothing is lost any more, and the rows are the original ones."""
    lake.run("ingest")
    lake.run("features")
    assert "nothing is lost" in lake.run("recover").stdout
    expected = [row for row in lake.before[without] if row[0] not in but_for]
    assert lake.rows([table for table in TABLES if table not in but_for], without) == expected


NORMALIZED = ("molecules", "vqe_iterations")


@pytest.mark.parametrize("damage", ["lost", "empty", "of yesterday"])
@pytest.mark.parametrize("table", NORMALIZED)
def test_lost_normalized_table_is_recovered_from_raw_objects(lost_lake, table, damage):
    if damage == "of yesterday" and lost_lake.catalog:
        pytest.skip("the catalog points to a file that an older folder does not have: the same as lost")
    DAMAGES[damage](lost_lake, lost_lake.table(table))
    expect_refused(lost_lake, table, table)
    planned = json.loads(lost_lake.run("recover", "--from", "raw", "--dry-run", "--json", exit_code=6).stdout)
    assert {step["table"] for step in planned["steps"]} == {table}
    lost_lake.run("recover", "--from", "raw")
    expect_recovered(lost_lake)
    lost_lake.run("maintain", "check", "--deep")


@pytest.mark.parametrize(("table", "damage"), [("ml_run_summary", "lost"), ("ml_run_summary", "of yesterday"),
                                               ("ml_iteration_features", "lost")])
def test_lost_ml_table_is_recomputed(lost_lake, table, damage):
    if damage == "of yesterday" and lost_lake.catalog:
        pytest.skip("the same as lost")
    DAMAGES[damage](lost_lake, lost_lake.table(table))
    expect_refused(lost_lake, table, table)
    lost_lake.run("recover", "--from", "raw")
    expect_recovered(lost_lake, but_for=["processing_metadata"], without=PROCESSING)
    lost_lake.run("maintain", "check", "--deep")


@pytest.mark.parametrize("damage", ["lost", "of yesterday"])
def test_lost_ledger_is_recovered_without_duplicate_rows(lost_lake, damage):
    if damage == "of yesterday" and lost_lake.catalog:
        pytest.skip("the same as lost")
    DAMAGES[damage](lost_lake, lost_lake.table("source_objects"))
    expect_refused(lost_lake, "source_objects", "source_objects")
    lost_lake.run("recover", "--from", "raw")
    expect_recovered(lost_lake, but_for=["processing_metadata", "source_objects"])
    count = lost_lake.run("sql", "select count(*) as n, count(distinct object_uri) as m from source_objects", "--json")
    assert json.loads(count.stdout) == {"n": 6, "m": 6}


def test_failures_are_recovered_and_labels_are_not(lost_lake):
    for table in ("failed_runs", "labels"):
        remove(lost_lake, lost_lake.table(table))
    expect_refused(lost_lake, "failed_runs", "failed_runs")
    done = lost_lake.run("recover", "--from", "raw", exit_code=6)
    assert "labels: no raw object has its lost rows" in done.stdout
    assert lost_lake.rows(["failed_runs"]) == [row for row in lost_lake.before[()] if row[0] == "failed_runs"]
    lost_lake.run("sql", "from labels", exit_code=6)
    lost_lake.run("recover", "--accept", "labels")
    expect_recovered(lost_lake, but_for=["labels"])
    assert lost_lake.rows(["labels"]) == []


@pytest.mark.parametrize("damage", ["lost", "of yesterday"])
def test_lost_audit_rows_are_rebuilt_from_snapshots(lost_lake, damage):
    if damage == "of yesterday" and lost_lake.catalog:
        pytest.skip("the same as lost")
    DAMAGES[damage](lost_lake, lost_lake.table("processing_metadata"))
    expect_refused(lost_lake, "molecules", "processing_metadata")
    lost_lake.run("recover", "--from", "snapshots")
    expect_recovered(lost_lake, without=PROCESSING + AUDITED)
    lost_lake.run("maintain", "check", "--deep")


def test_old_audit_rows_are_noticed_without_the_remembered_state(lost_lake):
    if lost_lake.catalog:
        pytest.skip("the same as lost")
    put_back("yesterday")(lost_lake, lost_lake.table("processing_metadata"))
    (lost_lake.path / ".eigenlake" / "tables.json").unlink()
    files = lost_lake.files()
    for command in (["ingest"], ["maintain"], ["features"], ["label", "4", "a=b"]):
        assert "recover --from snapshots" in lost_lake.run(*command, exit_code=6).stderr
    assert files <= lost_lake.files()
    lost_lake.run("recover", "--from", "snapshots")
    expect_recovered(lost_lake, but_for=["processing_metadata"])


@pytest.mark.parametrize("table", ["molecules", "processing_metadata"])
def test_table_of_another_lake_is_not_accepted(lost_lake, table):
    if lost_lake.catalog:
        pytest.skip("the catalog points to a file that the folder does not have: the same as lost")
    put_back("other")(lost_lake, lost_lake.table(table))
    expect_refused(lost_lake, table, "another table than the lake had")
    if table == "molecules":
        lost_lake.run("recover", "--from", "raw", exit_code=6)
        remove(lost_lake, lost_lake.table(table))
        lost_lake.run("recover", "--from", "raw")
        expect_recovered(lost_lake)


@pytest.mark.parametrize("damage", DAMAGES)
def test_lost_catalog_is_rebuilt_from_metadata_files(lost_lake, damage):
    if not lost_lake.catalog:
        pytest.skip("the warehouse is the catalog")
    DAMAGES[damage](lost_lake, lost_lake.catalog)
    expect_refused(lost_lake, "molecules")
    if damage == "another lake's":
        lost_lake.catalog.unlink()
    lost_lake.run("recover", "--from", "metadata")
    expect_recovered(lost_lake)


@pytest.mark.parametrize("damage", DAMAGES)
def test_lost_state_folder_loses_no_row(lost_lake, damage):
    state = lost_lake.path / ".eigenlake"
    DAMAGES[damage](lost_lake, state)
    files = lost_lake.files()
    if damage in ("lost", "empty") and lost_lake.catalog:
        # Nothing remembers the catalog any more.
        assert "--catalog-uri" in lost_lake.run("sql", "from molecules", exit_code=6).stderr
        assert "--catalog-uri" in lost_lake.run("ingest", exit_code=6).stderr
        lost_lake.run("ingest", "--catalog-uri", f"sqlite:{lost_lake.catalog}")
    if damage == "another lake's":
        lost_lake.run("sql", "from molecules", exit_code=6)
        lost_lake.run("ingest", exit_code=6)
        lost_lake.run("maintain", exit_code=6)
        lost_lake.run("recover", "--accept", "all")
    assert files <= lost_lake.files()
    expect_recovered(lost_lake)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("part", ["index", "lock"])
def test_lost_index_or_lock_file_loses_nothing(lost_lake, part, damage):
    place = lost_lake.path / ".eigenlake" / part
    if part == "lock" and lost_lake.catalog:
        place = lost_lake.catalog.with_name("catalog.db.writer")
    DAMAGES[damage](lost_lake, place)
    expect_recovered(lost_lake)


@pytest.mark.parametrize("damage", ["lost", "of yesterday"])
def test_lost_warehouse_is_rebuilt_from_raw_objects(lost_lake, damage):
    if damage == "of yesterday" and lost_lake.catalog:
        pytest.skip("the catalog points to files that an older warehouse does not have")
    DAMAGES[damage](lost_lake, lost_lake.path / "features")
    expect_refused(lost_lake, "molecules")
    # Each recovers its part; the labels stay lost.
    if damage == "of yesterday":
        lost_lake.run("recover", "--from", "snapshots", exit_code=6)
    lost_lake.run("recover", "--from", "raw", exit_code=6)
    lost_lake.run("recover", "--accept", "labels")
    expect_recovered(lost_lake, but_for=["labels", "processing_metadata", "source_objects"], without=PROCESSING)


def gone(file):
    file.unlink()


def cut(file):
    file.write_bytes(file.read_bytes()[:-9])


@pytest.mark.parametrize(("table", "spoil"), [("molecules", gone), ("vqe_iterations", cut), ("source_objects", gone),
                                              ("ml_iteration_features", cut), ("failed_runs", gone)])
def test_rows_of_a_missing_or_truncated_data_file_are_recovered(lost_lake, table, spoil):
    file = min((lost_lake.table(table) / "data").rglob("*.parquet"))
    spoil(file)
    done = lost_lake.run("sql", f"select sum(length(x::varchar)) from {table} x", exit_code=6)
    assert table in done.stderr and file.name in done.stderr and "eigenlake recover" in done.stderr
    found = json.loads(lost_lake.run("recover", "--json", exit_code=6).stdout)["found"]
    assert [(entry["table"], entry["found"]) for entry in found] == [(table, "damaged")]
    lost_lake.run("recover", "--from", "raw")
    lost_lake.run("maintain", "check", "--deep")
    changed = ["processing_metadata", *([table] if table == "source_objects" else [])]
    expect_recovered(lost_lake, but_for=changed, without=PROCESSING)


def test_labels_of_a_lost_data_file_are_dropped_only_by_accept(lost_lake):
    gone(min((lost_lake.table("labels") / "data").rglob("*.parquet")))
    assert "labels: no raw object has" in lost_lake.run("recover", "--from", "raw", exit_code=6).stdout
    assert "without the damaged files" in lost_lake.run("recover", "--accept", "labels").stdout
    lost_lake.run("maintain", "check", "--deep")
    expect_recovered(lost_lake, but_for=["labels", "processing_metadata"])


def test_catalog_with_lost_table_is_not_copied(lost_lake):
    remove(lost_lake, lost_lake.table("molecules"))
    other = lost_lake.working / "other.db"
    assert "molecules" in lost_lake.run("catalog", "copy", "--to", f"sqlite:{other}", "--use", exit_code=6).stderr
    # A SQL catalog still has its name, and cannot read it.
    listed = lost_lake.run("catalog", "list", exit_code=6 if lost_lake.catalog else 0)
    assert "molecules" in listed.stderr and "vqe_results" in listed.stdout
    assert not other.exists()


def test_copied_lake_never_writes_to_its_original(tmp_path, run_eigenlake):
    file = tmp_path / "molecules.json"
    file.write_text(json.dumps([H2]))
    first, copy = tmp_path / "a", tmp_path / "b"
    done = run_eigenlake("run", file, "--lake", first, "--catalog-uri", "sqlite:a/catalog.db", "--json", cwd=tmp_path)
    (run,) = objects(done.stdout)
    shutil.copytree(first, copy)
    before = {path for path in first.rglob("*")}
    file.write_text(json.dumps([HEH]))
    for command in (["run", file, "--quiet"], ["ingest"], ["label", run["experiment_id"], "a=b"],
                    ["delete", "--where", "true"], ["maintain", "--older-than", 0]):
        assert "catalog relocate" in run_eigenlake(*command, "--lake", copy, exit_code=6).stderr, command
    assert before == {path for path in first.rglob("*")}
    run_eigenlake("catalog", "relocate", "--lake", copy)
    run_eigenlake("run", file, "--quiet", "--lake", copy)
    for lake, rows in ((first, 1), (copy, 2)):
        count = run_eigenlake("sql", "select count(*) as n from molecules", "--json", "--lake", lake)
        assert json.loads(count.stdout) == {"n": rows}
        run_eigenlake("maintain", "check", "--deep", "--lake", lake)


def test_catalog_in_the_lake_moves_with_it(tmp_path, run_eigenlake):
    file = tmp_path / "molecules.json"
    file.write_text(json.dumps([H2]))
    run_eigenlake("run", file, "--lake", tmp_path / "a", "--catalog-uri", "sqlite:a/catalog.db", "--quiet", cwd=tmp_path)
    recorded = json.loads((tmp_path / "a" / ".eigenlake" / "catalog.json").read_text())
    assert recorded["uri"] == "sqlite:catalog.db" and recorded["relative_to"] == "lake"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    count = run_eigenlake("sql", "select count(*) as n from molecules", "--json", "--lake", tmp_path / "a", cwd=elsewhere)
    assert json.loads(count.stdout) == {"n": 1}


def test_relative_catalog_of_an_older_version_is_never_recreated(tmp_path, run_eigenlake):
    file = tmp_path / "molecules.json"
    file.write_text(json.dumps([H2]))
    lake = tmp_path / "lake"
    run_eigenlake("run", file, "--lake", lake, "--catalog-uri", "sqlite:catalog.db", "--quiet", cwd=tmp_path)
    state = lake / ".eigenlake"
    (state / "catalog.json").write_text('{"uri":"sqlite:catalog.db","name":"quantum_sql"}\n')
    (state / "tables.json").unlink()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for command in (["sql", "from molecules"], ["ingest"], ["maintain"], ["maintain", "check"]):
        run_eigenlake(*command, "--lake", lake, cwd=elsewhere, exit_code=6)
    assert not os.listdir(elsewhere)
    run_eigenlake("ingest", "--lake", lake, cwd=tmp_path)
    run_eigenlake("ingest", "--lake", lake, cwd=elsewhere)
    assert json.loads((state / "catalog.json").read_text())["uri"] == f"sqlite://{tmp_path}/catalog.db"
