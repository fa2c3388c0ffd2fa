# SPDX-License-Identifier: Apache-2.0
"""Lakes of an earlier version get the columns, ids and formulas of this one, and never mix two formulas.

Compares the lakes of tests/data/golden_lakes with the definitions in docs/formats/tables.md.
"""

import json
import os
import random
import signal
import subprocess
import time

import golden_lakes as golden
import pytest
from pyiceberg.table import StaticTable

NEW_COLUMNS = {
    "vqe_results": ["exact_estimator", "total_energy", "energy_error_millihartree", "chemical_accuracy", "run_options",
                    "engine_version", "frozen_core", "active_electrons", "active_orbitals", "scf_method", "mapping",
                    "max_iterations", "max_evaluations", "threshold", "restarts", "penalty", "jitter"],
    "molecules": ["name", "formula"],
    "performance_metrics": ["performance_start", "performance_end"],
    "ml_run_summary": ["total_energy", "hf_total_energy", "fci_total_energy", "energy_error_millihartree",
                       "chemical_accuracy", "in_sector", "name"],
}
NOT_REWRITTEN = tuple(table for table in NEW_COLUMNS if table not in golden.ML_TABLES)
FEATURES_BATCH = "quantum_ml_feature_processing"

# The definition of mean_param_change beside the table's value, for every row.
MEANS = """
select f.experiment_id, f.iteration_step, f.mean_param_change as found, twin.expected
from ml_iteration_features as f join (
    select experiment_id, iteration_step,
           avg(parameter_delta_norm) over (partition by experiment_id order by iteration_step) as expected
    from vqe_iterations) as twin using (experiment_id, iteration_step)
"""


def wrong_means(lake):
    """Rows whose mean_param_change is not the mean of the norms so far."""
    rows = lake.sql(MEANS)
    assert len(rows) == lake.value("select count(*) from ml_iteration_features")
    return [row for row in rows if row["found"] != (
        None if row["expected"] is None else pytest.approx(row["expected"], rel=1e-12, abs=1e-15))]


def formula_of(lake):
    """"earlier" or "present" if all rows of one query follow one formula, otherwise the number that differs.

    From a run's second norm on the two differ in every row, because the first evaluation has no norm.
    """
    [counts] = lake.sql(f"""select count(*) as rows, count(*) filter (
        found is null or abs(found - expected) > 1e-12 * expected) as others from ({MEANS}) where expected > 0""")
    return {0: "present", counts["rows"]: "earlier"}.get(counts["others"], f"{counts['others']} of {counts['rows']}")


def features_batches(lake):
    return lake.sql(f"select * from processing_metadata where processing_name = '{FEATURES_BATCH}' order by processing_timestamp")


def metadata_of(lake, table):
    return StaticTable.from_metadata(str(lake.metadata_file(table)))


def data_files(lake, table):
    return {task.file.file_path for task in metadata_of(lake, table).scan().plan_files()}


@pytest.fixture(params=golden.WHOLE)
def lake(request, run_eigenlake):
    with golden.unpacked(request.param, run_eigenlake) as lake:
        yield lake


@pytest.fixture(params=golden.NAMES)
def any_lake(request, run_eigenlake):
    with golden.unpacked(request.param, run_eigenlake) as lake:
        yield lake


# Columns


def test_next_write_adds_new_columns_at_the_end_in_order(lake):
    golden.run_molecule(lake, golden.ADDED)
    definitions = json.loads((golden.ROOT / "schemas" / "tables.json").read_text())["tables"]
    for table, columns in lake.expected["columns"].items():
        expected = columns + NEW_COLUMNS.get(table, [])
        assert [column["name"] for column in definitions[table]["columns"]] == expected, table
        fields = metadata_of(lake, table).schema().fields
        assert [field.name for field in fields] == expected, table
        assert not any(field.required for field in fields[len(columns):]), table


def test_only_data_files_of_the_ml_tables_are_rewritten(lake):
    before = {table: data_files(lake, table) for table in lake.expected["columns"]}
    golden.run_molecule(lake, golden.ADDED)
    golden.add_raw_object(lake, 77)
    lake.eigenlake("ingest", "--quiet")
    lake.eigenlake("features", "--quiet")
    for table, files in before.items():
        if table not in golden.ML_TABLES:
            assert files < data_files(lake, table), table
    assert not before["ml_iteration_features"] & data_files(lake, "ml_iteration_features")


@pytest.mark.parametrize("maintained", [False, True])
def test_foreign_readers_see_old_values_and_null_in_new_columns(
        lake, duckdb_connection, maintained):
    new = golden.run_molecule(lake, golden.ADDED)["experiment_id"]
    if maintained:
        lake.eigenlake("maintain", "--quiet")
    expected = lake.expected["views"]["now"]["digests"]
    conditions = golden.old_rows(lake.expected)
    for table in NOT_REWRITTEN:
        duckdb_connection.register("by_pyiceberg", metadata_of(lake, table).scan().to_arrow())
        for name in ("by_pyiceberg", f"iceberg_scan('{lake.metadata_file(table)}')"):
            parts = golden.parts_of({table: lake.expected["columns"][table]})
            query = golden.texts_query(parts, conditions, name.replace("{", "{{"))
            found = golden.digests_of(duckdb_connection.execute(query).to_arrow_table(), parts)
            assert found[table] == expected[table], (table, name)
            counts = ", ".join(f"count({column})" for column in NEW_COLUMNS[table])
            filled = duckdb_connection.execute(f"select {counts} from {name} where {conditions[table]}").fetchone()
            assert filled == (0,) * len(NEW_COLUMNS[table]), (table, name)
            assert duckdb_connection.execute(
                f"select count(*) from {name} where experiment_id = '{new}'").fetchone() == (1,), (table, name)


def test_new_rows_have_values_in_the_new_columns(lake):
    new = golden.run_molecule(lake, golden.ADDED)["experiment_id"]
    [row] = lake.sql(f"select * from vqe_results join molecules using (experiment_id) where experiment_id = '{new}'")
    assert row["total_energy"] == row["minimum_energy"] + row["nuclear_repulsion_energy"]
    assert row["energy_error_millihartree"] == pytest.approx(1000 * (row["total_energy"] - row["fci_total_energy"]), abs=1e-9)
    assert row["chemical_accuracy"] is True and row["exact_estimator"] is True
    assert (row["name"], row["formula"], row["frozen_core"]) == ("H2", "H2", False)
    assert json.loads(row["run_options"])["identity"]


def test_ordinary_new_rows_have_no_flags_and_old_rows_keep_theirs(lake):
    new = golden.run_molecule(lake, golden.ADDED)["experiment_id"]
    assert lake.value(f"select quality_flags from vqe_results where experiment_id = '{new}'") is None
    expected = lake.expected["views"]["now"]["digests"]["vqe_results"]
    assert lake.old(["vqe_results"])["vqe_results"] == expected


def test_parameter_ids_of_new_rows_have_the_new_form_beside_the_old_one(lake):
    new = golden.run_molecule(lake, golden.ADDED)["experiment_id"]
    [counts] = lake.sql(f"""select count(*) as rows, count(distinct parameter_id) as ids,
        count(*) filter (experiment_id = '{new}') as new_rows,
        count(*) filter (experiment_id = '{new}' and parameter_id = iteration_id || '_p' || parameter_index) as new_form,
        count(*) filter (parameter_id = iteration_id || '_param_' || parameter_index) as old_form from iteration_parameters""")
    assert counts["rows"] == counts["ids"]
    assert counts["new_rows"] == counts["new_form"] > 0 and counts["old_form"] > 0


@pytest.mark.parametrize("options", [(), ("--as-of", "2025-01-11")])
def test_view_runs_binds_on_an_older_lake(any_lake, options):
    rows = any_lake.sql("select experiment_id, total_energy, hf_total_energy, evaluations, unchecked_minimum from runs", *options)
    expected = any_lake.sql("select experiment_id, minimum_energy + nuclear_repulsion_energy as total_energy, hf_total_energy, "
                            "total_iterations as evaluations from vqe_results", *options)
    by_id = {row["experiment_id"]: row for row in rows}
    assert len(rows) == len(by_id) == len(expected) > 0
    for row in expected:
        assert {key: by_id[row["experiment_id"]][key] for key in row} == row
        if row["hf_total_energy"] is None:  # of another producer, without `search`
            assert by_id[row["experiment_id"]]["unchecked_minimum"] is True


# The formula of mean_param_change


@pytest.mark.parametrize("call", ["features", "run"])
def test_features_rewrites_all_rows_to_the_mean_of_existing_norms(lake, call):
    assert formula_of(lake) == "earlier"
    if call == "run":
        golden.run_molecule(lake, golden.ADDED)
    else:
        lake.eigenlake("features", "--quiet")
    assert wrong_means(lake) == []
    expected = lake.expected["views"]["now"]["digests"]
    assert golden.differing(golden.without_rewritten(lake.old()), golden.without_rewritten(expected)) == {}


def test_gap_in_the_norms_counts_neither_in_sum_nor_in_number(lake):
    """The foreign record with gaps: null while all norms are null, then the mean of the existing ones."""
    lake.eigenlake("features", "--quiet")
    rows = lake.sql("""select mean_param_change, parameter_delta_norm from ml_iteration_features where experiment_id =
        (select experiment_id from vqe_results where seed = 1234) order by iteration_step""")
    norms = []
    for row in rows:
        norms += [] if row["parameter_delta_norm"] is None else [row["parameter_delta_norm"]]
        assert row["mean_param_change"] == (pytest.approx(sum(norms) / len(norms), rel=1e-12) if norms else None)
    assert rows[3]["mean_param_change"] is None and len(norms) < len(rows) - 4


def test_one_audited_batch_rewrites_and_a_second_call_does_nothing(lake):
    before = features_batches(lake)
    lake.eigenlake("features", "--quiet")
    after = features_batches(lake)
    unfeatured = len(lake.expected["experiments"]) - len(lake.expected["featured"])
    assert len(after) - len(before) in ((1, 2) if unfeatured else (1,)), "the rewrite, and what it appends"
    rewrite = after[len(before)]
    assert set(golden.ML_TABLES) <= set(rewrite["table_names"])
    for table, tag in zip(rewrite["table_names"], rewrite["table_versions"]):
        metadata = metadata_of(lake, table).metadata
        snapshot = metadata.snapshot_by_id(metadata.refs[tag].snapshot_id)
        assert snapshot.summary["eigenlake.batch-id"] == rewrite["processing_batch_id"]
    report = lake.json("features")[0]
    assert (report["batch_id"], report["experiments_new"]) == ("", 0)
    assert features_batches(lake) == after


def test_rewrite_fills_the_labels_of_old_experiments(lake):
    lake.eigenlake("features", "--quiet")
    rows = lake.sql("""select s.experiment_id, s.total_energy, r.minimum_energy + r.nuclear_repulsion_energy as expected,
        s.hf_total_energy is not distinct from r.hf_total_energy and s.in_sector is not distinct from r.in_sector as same
        from ml_run_summary as s join vqe_results as r using (experiment_id)""")
    assert len(rows) == len(lake.expected["experiments"])
    for row in rows:
        assert row["same"] and row["total_energy"] == pytest.approx(row["expected"], abs=1e-12), row


def test_earlier_views_keep_the_earlier_formula(lake):
    lake.eigenlake("features", "--quiet")
    for name, view in golden.earlier_views(lake.expected):
        if golden.REWRITTEN in view["digests"]:
            found = lake.digests(["ml_iteration_features"], view["options"])
            assert found[golden.REWRITTEN] == view["digests"][golden.REWRITTEN], name


def test_maintenance_changes_no_formula(lake):
    lake.eigenlake("features", "--quiet")
    lake.eigenlake("maintain", "--quiet")
    assert formula_of(lake) == "present"
    assert ": 0 faults" in lake.eigenlake("maintain", "check", "--deep").stdout


def test_batch_includes_its_features_and_earlier_batches_do_not(lake):
    new = golden.run_molecule(lake, golden.ADDED)["experiment_id"]
    ingested = lake.value(f"select processing_batch_id from molecules where experiment_id = '{new}'")
    metadata = metadata_of(lake, "ml_run_summary").metadata
    assert metadata.current_snapshot().summary["eigenlake.parent-batch-id"] == ingested
    count = f"select count(*) from ml_run_summary where experiment_id = '{new}'"
    assert lake.value(count, "--batch", ingested) == 1
    earlier = [batch["id"] for batch in lake.expected["batches"]][-1]
    assert lake.value(count, "--batch", earlier) == 0


# Interrupted rewrites


@pytest.fixture(scope="module")
def dies_at(tmp_path_factory):
    """The environment in which the program dies instead of its Nth commit of the Hadoop catalog."""
    library = tmp_path_factory.mktemp("preload") / "another_clock.so"
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", library, golden.DATA / "another_clock.c", "-ldl"], check=True)
    return lambda commit: {"LD_PRELOAD": str(library), "GOLDEN_DIE_AT_COMMIT": str(commit)}


def check_settled(lake):
    """The next command leaves one formula; `features` then rewrites to the present one, once."""
    assert formula_of(lake) in ("earlier", "present")
    lake.eigenlake("ingest", "--quiet")
    assert formula_of(lake) in ("earlier", "present")
    lake.eigenlake("features", "--quiet")
    assert formula_of(lake) == "present"
    expected = lake.expected["views"]["now"]["digests"]
    assert golden.differing(golden.without_rewritten(lake.old()), golden.without_rewritten(expected)) == {}
    assert lake.json("features")[0]["batch_id"] == ""
    assert ": 0 faults" in lake.eigenlake("maintain", "check", "--deep").stdout


@pytest.mark.parametrize("commit", range(1, 11))
def test_killed_rewrite_is_finished_or_undone(run_eigenlake, dies_at, commit):
    with golden.unpacked("folder", run_eigenlake) as lake:
        died = run_eigenlake("features", "--quiet", "--lake", lake.lake, env=dies_at(commit), exit_code=None)
        assert died.returncode in (-signal.SIGKILL, 0)
        assert commit > 1 or died.returncode == -signal.SIGKILL
        check_settled(lake)


@pytest.fixture(scope="module")
def undisturbed_seconds(run_eigenlake):
    with golden.unpacked("sqlite", run_eigenlake) as lake:
        start = time.monotonic()
        lake.eigenlake("features", "--quiet")
        return time.monotonic() - start


@pytest.mark.parametrize("seed", range(int(os.environ.get("EIGENLAKE_KILL_ROUNDS", "4"))))
def test_killed_rewrite_in_a_catalog_is_finished_or_undone(
        eigenlake_binary, run_eigenlake, undisturbed_seconds, seed):
    with golden.unpacked("sqlite", run_eigenlake) as lake:
        process = subprocess.Popen([eigenlake_binary, "features", "--quiet", "--lake", lake.lake],
                                   env={**os.environ, **lake.environment}, stdout=subprocess.DEVNULL)
        try:
            process.wait(timeout=random.Random(seed).uniform(0.0, 1.1 * undisturbed_seconds))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        check_settled(lake)


@pytest.mark.parametrize("name", golden.KILLED)
@pytest.mark.parametrize("first", ["ingest", "features", "maintain", "run"])
def test_interrupted_batch_of_earlier_version_leaves_no_mixture(run_eigenlake, name, first):
    with golden.unpacked(name, run_eigenlake) as lake:
        if first == "run":
            golden.run_molecule(lake, golden.ADDED)
        else:
            lake.eigenlake(first, "--quiet")
        assert formula_of(lake) in ("earlier", "present")
        lake.eigenlake("features", "--quiet")
        assert wrong_means(lake) == []
        assert lake.value("select count(*) from ml_run_summary") == lake.value("select count(*) from vqe_results")


@pytest.mark.parametrize("name", golden.WHOLE)
def test_reader_during_the_rewrite_sees_one_formula(eigenlake_binary, run_eigenlake, name):
    with golden.unpacked(name, run_eigenlake) as lake:
        process = subprocess.Popen([eigenlake_binary, "features", "--quiet", "--lake", lake.lake],
                                   env={**os.environ, **lake.environment}, stdout=subprocess.DEVNULL)
        seen = []
        while process.poll() is None:
            seen.append(formula_of(lake))
        seen.append(formula_of(lake))
        assert process.returncode == 0
        assert set(seen) <= {"earlier", "present"} and seen[-1] == "present"
        assert seen == sorted(seen), "never back to the earlier one"

