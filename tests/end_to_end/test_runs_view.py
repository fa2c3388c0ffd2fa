# SPDX-License-Identifier: Apache-2.0
"""The view `runs`, labels, tags of users, prefixes of batches and tags, and the batch of features."""

import pytest

from samples import H2, HEH, objects

COLUMNS = ["name", "formula", "basis_set", "ansatz_name", "optimizer", "seed", "num_qubits", "total_energy", "hf_total_energy",
           "fci_total_energy", "energy_error_millihartree", "in_sector", "converged", "stop_reason", "evaluations", "seconds",
           "experiment_id", "processing_timestamp", "quality_flags", "unchecked_minimum", "labels"]


@pytest.fixture
def runs(eigenlake, molecules):
    """Two experiments in one batch; the rows that `run` printed."""
    return objects(eigenlake("run", molecules({**H2, "name": "dihydrogen"}, HEH), "--json").stdout)


def test_view_runs_has_the_expected_columns(runs, sql):
    rows = sql("from runs order by num_qubits, name desc")
    assert [list(row) for row in rows] == [COLUMNS, COLUMNS]
    by_id = {row["experiment_id"]: row for row in rows}
    for run in runs:
        row = by_id[run["experiment_id"]]
        assert row["total_energy"] == run["total_energy"] and row["fci_total_energy"] == run["fci_total_energy"]
        assert row["energy_error_millihartree"] == run["error_millihartree"]
        assert row["evaluations"] == run["evaluations"] and row["converged"] and not row["unchecked_minimum"]
        assert row["quality_flags"] is None and row["labels"] == {}
    assert {row["name"] for row in rows} == {"dihydrogen", "HeH+"}
    assert {row["formula"] for row in rows} == {"H2", "HHe"}


def test_seconds_are_the_total_time(runs, sql):
    rows = sql("select seconds, p.total_time t, hamiltonian_time + mapping_time + vqe_time s from runs join "
               "performance_metrics p using (experiment_id)")
    assert len(rows) == 2 and all(row["seconds"] == row["t"] == pytest.approx(row["s"]) for row in rows)


def test_newest_label_of_a_key_counts_and_null_removes_it(runs, eigenlake, sql):
    id = runs[0]["experiment_id"]
    eigenlake("label", id[:12], "series=a", "note=with = signs")
    eigenlake("label", id[:12], "series=b")
    labels = "select labels from runs where experiment_id = '%s'" % id
    assert sql(labels) == [{"labels": {"note": "with = signs", "series": "b"}}]
    eigenlake("label", id, "series=")
    assert sql(labels) == [{"labels": {"note": "with = signs"}}]
    assert sql("select key, value from labels order by set_at, key") == [
        {"key": "note", "value": "with = signs"}, {"key": "series", "value": "a"}, {"key": "series", "value": "b"},
        {"key": "series", "value": None}]
    assert sql("select experiment_id from runs where labels['note'] is not null") == [{"experiment_id": id}]


@pytest.mark.parametrize("operands, code, word", [
    (["ffff", "a=b"], 3, "ffff"), (["", "a=b"], 2, "empty"), (["0", "ab"], 2, "key=value"), (["0", "=b"], 2, "key=value"),
    (["0", "a=1", "a=2"], 2, "twice"), (["0", "a\n=1"], 2, "control"), (["0"], 2, ""),
])
def test_invalid_labels_are_rejected(runs, eigenlake, sql, operands, code, word):
    done = eigenlake("label", *operands, exit_code=code)
    assert word in done.stderr
    assert sql("select count(*) n from labels") == [{"n": 0}]


def test_tag_names_a_state_of_all_tables(runs, eigenlake, molecules, sql):
    eigenlake("tag", "create", "paper")
    eigenlake("run", molecules(H2), "--seed", "7")
    eigenlake("label", runs[0]["experiment_id"], "a=b")
    count = "select (select count(*) from runs) r, (select count(*) from ml_run_summary) s"
    assert sql(count) == [{"r": 3, "s": 3}]
    assert sql(count, "--tag", "paper") == [{"r": 2, "s": 2}]
    (tag,) = objects(eigenlake("tag", "list", "--json").stdout)
    assert tag["tag"] == "paper" and len(tag["tables"]) == 13
    assert "paper" in eigenlake("tag", "create", "paper", exit_code=2).stderr
    eigenlake("tag", "delete", "paper")
    assert eigenlake("tag", "list", "--json").stdout == ""
    eigenlake("tag", "delete", "paper", exit_code=3)
    assert "paper" in eigenlake("sql", "select 1 from molecules", "--tag", "paper", exit_code=3).stderr


@pytest.mark.parametrize("name", ["", "a b", "-a", "main", "v_" + 32 * "0", "v_incr_" + 32 * "a", "a/b", 101 * "a"])
def test_tag_of_another_form_is_rejected(runs, eigenlake, name):
    eigenlake("tag", "create", "--", name, exit_code=2)
    assert eigenlake("tag", "list", "--json").stdout == ""


def test_tag_may_name_an_earlier_batch(runs, eigenlake, molecules, sql):
    (first,) = sql("select processing_batch_id id from processing_metadata where processing_name = 'quantum_base_processing'")
    eigenlake("run", molecules(H2), "--seed", "7")
    eigenlake("tag", "create", "before", "--batch", first["id"][:8])
    assert sql("select (select count(*) from runs) r, (select count(*) from ml_run_summary) s", "--tag", "bef") == [{"r": 2, "s": 2}]


def test_features_of_a_batch_belong_to_it(runs, eigenlake, molecules, sql):
    eigenlake("run", molecules(H2), "--seed", "7")
    batches = [row["id"] for row in sql("select processing_batch_id id from processing_metadata where processing_name = "
                                        "'quantum_base_processing' order by processing_timestamp")]
    count = "select (select count(*) from molecules) m, (select count(*) from ml_run_summary) s"
    for batch, rows in zip(batches, [2, 3]):
        assert sql(count, "--batch", batch) == sql(count, "--batch", batch[:8]) == [{"m": rows, "s": rows}]
    tags = ["v_" + batches[0].replace("-", ""), "v_incr_" + batches[1].replace("-", "")]
    for tag, rows in zip(tags, [2, 3]):
        assert sql(count, "--tag", tag) == sql(count, "--tag", tag[:-20]) == [{"m": rows, "s": rows}]


def test_ambiguous_prefix_lists_its_matches(runs, eigenlake, molecules, sql):
    eigenlake("run", molecules(H2), "--seed", "7")
    done = eigenlake("sql", "select 1 from molecules", "--tag", "v_", exit_code=2)
    assert done.stderr.count("v_") >= 4 and "v_incr_" in done.stderr
    eigenlake("tag", "create", "v_")  # An exact name wins over a prefix.
    assert sql("select count(*) n from molecules", "--tag", "v_") == [{"n": 3}]
    eigenlake("sql", "select 1 from molecules", "--batch", "zz", exit_code=3)


def test_view_binds_without_rows(eigenlake, molecules, lake, sql):
    (lake / "raw-results/experiments/experiment.vqe").mkdir(parents=True)
    (lake / "raw-results/experiments/experiment.vqe/x.json").write_text("nothing")
    eigenlake("ingest", exit_code=7)
    assert sql("select count(*) n from runs") == [{"n": 0}]
