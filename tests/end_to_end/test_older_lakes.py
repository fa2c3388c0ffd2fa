# SPDX-License-Identifier: Apache-2.0
"""Lakes of an earlier version: this version reads the same rows, continues them, and changes no old row.

The lakes are in tests/data/golden_lakes, with digests by their own version. Only the columns of that version are compared,
so that new optional columns may follow.
"""

import csv

import duckdb
import golden_lakes as golden
import pytest

PER_EXPERIMENT = ("molecules", "ansatz_info", "performance_metrics", "vqe_results", "ml_run_summary")
KEYS = {
    "initial_parameters": "parameter_id",
    "optimal_parameters": "parameter_id",
    "vqe_iterations": "iteration_id",
    "iteration_parameters": "parameter_id",
    "hamiltonian_terms": "term_id",
    "ml_iteration_features": "experiment_id || '/' || iteration_step",
}
EXPIRE = ("--keep-batches", "1", "--keep-days", "0", "--grace-minutes", "0")


def shown_differences(lake, ids):
    """The differences between `show` of these experiments now and by their own version."""
    found = {}
    for experiment in ids:
        [shown] = lake.json("show", experiment)
        expected = lake.expected["shown"][experiment]
        found |= {(experiment, key): (shown.get(key), value) for key, value in expected.items() if shown.get(key) != value}
    return found


def faults_of(lake, experiments):
    """All faults: tables that lack an experiment or repeat a row, and what `maintain check --deep` finds."""
    keys = {**dict.fromkeys(PER_EXPERIMENT, "experiment_id"), **KEYS}
    counts = lake.sql(" union all ".join(
        f"select '{table}' as name, count(*) as n, count(distinct {key}) as ids, count(distinct experiment_id) as experiments "
        f"from {table}" for table, key in keys.items()))
    evaluations = lake.value("select sum(total_iterations) from vqe_results")
    rows = {**dict.fromkeys(PER_EXPERIMENT, experiments), "vqe_iterations": evaluations, "ml_iteration_features": evaluations}
    faults = [row for row in counts if row["n"] != row["ids"] or row["experiments"] != experiments
              or row["n"] != rows.get(row["name"], row["n"])]
    checked = lake.eigenlake("maintain", "check", "--deep", exit_code=None).stdout.strip()
    return faults + ([checked] if not checked.endswith(": 0 faults") else [])


@pytest.fixture(params=golden.NAMES)
def any_lake(request, run_eigenlake):
    with golden.unpacked(request.param, run_eigenlake) as lake:
        yield lake


@pytest.fixture(params=golden.WHOLE)
def whole_lake(request, run_eigenlake):
    with golden.unpacked(request.param, run_eigenlake) as lake:
        yield lake


@pytest.fixture(params=golden.KILLED)
def killed_lake(request, run_eigenlake):
    with golden.unpacked(request.param, run_eigenlake) as lake:
        yield lake


def test_every_view_of_an_older_lake_has_its_original_rows(any_lake):
    for name, view in any_lake.expected["views"].items():
        assert golden.differing(any_lake.view(view), view["digests"]) == {}, name


def test_columns_of_an_older_lake_come_first_in_their_order(any_lake):
    for table, columns in any_lake.expected["columns"].items():
        header = any_lake.eigenlake("sql", f"select * from {table} limit 0", "--format", "csv").stdout
        assert next(csv.reader([header]))[:len(columns)] == columns, table


def test_show_prints_old_experiments_as_their_version_did(any_lake):
    assert shown_differences(any_lake, any_lake.expected["shown"]) == {}


def test_reading_an_older_lake_changes_nothing(any_lake):
    def files():
        return {path: path.read_bytes() for path in any_lake.lake.rglob("*") if path.is_file()}

    before = files()
    any_lake.eigenlake("sql", "select count(*) from vqe_results join ml_run_summary using (experiment_id)")
    any_lake.eigenlake("tables")
    any_lake.eigenlake("snapshots", "molecules")
    any_lake.eigenlake("maintain", "check")
    assert files() == before


class Continued:
    """What is read from an older lake after each step of its continuation."""

    def __init__(self, lake, folder):
        self.lake, self.expected = lake, lake.expected
        self.experiments = len(self.expected["experiments"])
        self.old, self.reports = {}, {}
        self.step("run", self.run)
        self.step("ingest", self.ingest)
        self.step("features", lambda: lake.json("features")[0])
        self.views = {name: golden.differing(lake.view(view), view["digests"])
                      for name, view in golden.earlier_views(self.expected)}
        self.shown = shown_differences(lake, self.expected["featured"])
        self.faults = faults_of(lake, self.experiments + len(self.new_experiments()))
        self.step("maintain", lambda: lake.json("maintain"))
        self.exports = self.export(folder)
        self.step("expire", lambda: lake.json("maintain", *EXPIRE))
        self.kept_views = {name: golden.differing(lake.view(view), view["digests"])
                           for name, view in self.expected["views"].items() if name in ("tag paper", "branch draft")}
        self.faults_at_the_end = faults_of(lake, self.experiments + len(self.new_experiments()))
        self.expired = lake.eigenlake("sql", "select count(*) from molecules", "--batch", self.expected["batches"][2]["id"],
                                      exit_code=None)

    def new_experiments(self):
        """One of `run`, one of `ingest`, and those that the earlier version left in the raw store."""
        return ["run", "ingest", "pending"] if self.lake.name == "sqlite" else ["run", "ingest"]

    def step(self, name, call):
        self.reports[name] = call()
        self.old[name] = self.lake.old()

    def run(self):
        known = golden.run_molecule(self.lake, golden.KNOWN)
        return known, golden.run_molecule(self.lake, golden.ADDED)

    def ingest(self):
        """One raw object of another producer; `run` has ingested the pending ones."""
        golden.add_raw_object(self.lake, 4321)
        return self.lake.json("ingest")[0]

    def export(self, folder):
        """Digests of the old rows in each kind of dataset, read by DuckDB; only counts for CSV, which has no types."""
        for kind in ("parquet", "csv", "iceberg"):
            self.lake.eigenlake("export", folder / kind, "--format", kind, "--with-paths", "--quiet")
        connection = duckdb.connect()
        connection.execute("SET TimeZone = 'UTC'")
        parts, conditions = golden.parts_of(self.expected["columns"]), golden.old_rows(self.expected)

        def read(pattern):
            names = f"read_parquet('{folder}/{pattern}', hive_partitioning = false, union_by_name = true)"
            return golden.digests_of(connection.execute(golden.texts_query(parts, conditions, names)).to_arrow_table(), parts)

        counts = {table: connection.execute(
            f"select count(*) from read_csv('{folder}/csv/{table}.csv', all_varchar = true) where {condition}").fetchone()[0]
            for table, condition in conditions.items()}
        return {"parquet": read("parquet/{}/*.parquet"), "iceberg": read(f"iceberg/{golden.DATABASE}/{{}}/data/**/*.parquet"),
                "csv": counts}


@pytest.fixture(scope="module", params=golden.WHOLE)
def continued(request, run_eigenlake, tmp_path_factory):
    with golden.unpacked(request.param, run_eigenlake) as lake:
        done = Continued(lake, tmp_path_factory.mktemp("datasets"))
    return done


@pytest.mark.parametrize("step", ["run", "ingest", "features", "maintain", "expire"])
def test_old_rows_keep_their_values(continued, step):
    expected = continued.expected["views"]["now"]["digests"]
    assert golden.differing(golden.without_rewritten(continued.old[step]), golden.without_rewritten(expected)) == {}


@pytest.mark.parametrize("step", ["run", "ingest", "features", "maintain", "expire"])
def test_no_iteration_of_old_experiments_loses_its_features(continued, step):
    count = lambda digests: digests[golden.REWRITTEN].split(":")[0]
    assert count(continued.old[step]) == count(continued.expected["views"]["now"]["digests"])


def test_every_earlier_view_keeps_its_rows_when_the_lake_continues(continued):
    assert {name: differences for name, differences in continued.views.items() if differences} == {}
    assert len(continued.views) == len(continued.expected["views"]) - 1


def test_show_prints_old_experiments_unchanged_when_the_lake_continues(continued):
    assert continued.shown == {}


def test_experiment_of_the_earlier_version_is_not_computed_again(continued):
    known, added = continued.reports["run"]
    assert known["skipped"] and known["experiment_id"] in continued.expected["shown"]
    assert not added["skipped"] and added["experiment_id"] not in continued.expected["shown"]


def test_only_raw_objects_that_no_batch_had_read_are_ingested(continued):
    report = continued.reports["ingest"]
    assert (report["objects_new"], report["experiments_new"], report["experiments_duplicate"]) == (1, 1, 0)


def test_new_experiments_are_there_once_beside_the_old_ones(continued):
    assert continued.faults == []
    assert continued.faults_at_the_end == []


def test_user_tags_and_branches_survive_expiry_and_earlier_batches_are_reported_as_expired(continued):
    assert continued.kept_views == {"tag paper": {}, "branch draft": {}}
    assert continued.expired.returncode != 0
    assert continued.expected["batches"][2]["id"] in continued.expired.stderr


@pytest.mark.parametrize("kind", ["parquet", "iceberg"])
def test_exported_dataset_has_the_old_rows(continued, kind):
    expected = golden.without_rewritten(continued.expected["views"]["now"]["digests"])
    assert golden.differing(golden.without_rewritten(continued.exports[kind]), expected) == {}


def test_exported_csv_dataset_has_every_old_row(continued):
    expected = continued.expected["views"]["now"]["digests"]
    assert {table: str(count) for table, count in continued.exports["csv"].items()} == {
        table: expected[table].split(":")[0] for table in continued.expected["columns"]}


def test_raw_object_of_the_earlier_version_is_ingested_once(run_eigenlake):
    with golden.unpacked("sqlite", run_eigenlake) as lake:
        first, second = lake.json("ingest")[0], lake.json("ingest")[0]
        assert (first["objects_new"], first["experiments_new"], second["objects_new"]) == (1, 1, 0)
        assert lake.json("features")[0]["experiments_new"] == 1
        assert faults_of(lake, len(lake.expected["experiments"]) + 1) == []


def test_objects_quarantined_by_the_earlier_version_can_be_read_again(whole_lake):
    [entry] = whole_lake.json("quarantine", "list")
    golden.add_raw_object(whole_lake, 5)
    raw = whole_lake.lake / "raw-results" / "experiments" / "experiment.vqe"
    (raw / "5-1736600000000000000.json").rename(raw / entry["object_uri"].rsplit("/", 1)[1])
    assert whole_lake.json("quarantine", "retry")[0]["experiments_new"] == 1
    assert whole_lake.json("quarantine", "list") == []


@pytest.mark.parametrize("next_call", ["ingest", "features", "run", "maintain"])
def test_next_command_recovers_interrupted_batch_of_earlier_version(killed_lake, next_call):
    if next_call == "run":
        golden.run_molecule(killed_lake, golden.KNOWN)
    else:
        killed_lake.eigenlake(next_call, "--quiet")
    assert not (killed_lake.lake / ".eigenlake" / "pending.json").exists()
    killed_lake.eigenlake("ingest", "--quiet")
    killed_lake.eigenlake("features", "--quiet")
    assert faults_of(killed_lake, 2) == []
    expected = golden.without_rewritten(killed_lake.expected["views"]["now"]["digests"])
    assert golden.differing(golden.without_rewritten(killed_lake.old()), expected) == {}


def test_moved_older_lake_is_read_with_one_warning_and_continues(run_eigenlake, tmp_path):
    golden.unpack("folder", tmp_path)
    lake = golden.GoldenLake("folder", tmp_path, run_eigenlake, golden.expected_of("folder"))
    done = lake.eigenlake("sql", "select count(*) from molecules join vqe_results using (experiment_id)", "--json")
    assert done.stderr.count("was moved") == 1
    assert golden.differing(lake.view(lake.expected["views"]["now"]), lake.expected["views"]["now"]["digests"]) == {}
    golden.run_molecule(lake, golden.ADDED)
    lake.eigenlake("maintain", "--quiet")
    expected = golden.without_rewritten(lake.expected["views"]["now"]["digests"])
    assert golden.differing(golden.without_rewritten(lake.old()), expected) == {}
    assert faults_of(lake, len(lake.expected["experiments"]) + 1) == []
