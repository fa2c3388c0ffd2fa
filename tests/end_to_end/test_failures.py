# SPDX-License-Identifier: Apache-2.0
"""Failed molecules are rows of failed_runs; `--label` labels experiments."""

import pytest

from samples import H2, HEH, objects

NO_MOLECULE = {"name": "clash", "symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.01]]}
NO_ELEMENT = {"symbols": ["Xx"], "coords": [[0, 0, 0]]}


def test_run_writes_failed_molecules(eigenlake, molecules, sql):
    file = molecules(H2, NO_MOLECULE, NO_ELEMENT)
    eigenlake("run", file, exit_code=4)
    rows = sql("from failed_runs order by input")
    assert [row["input"].split(", ")[-1] for row in rows] == ["molecule 1", "molecule 2"]
    assert all(str(file) in row["input"] and row["kind"] == "invalid_input" and row["command"] == "run" for row in rows)
    assert "0.1" in rows[0]["reason"] and "Xx" in rows[1]["reason"]
    assert sql("select count(*) n from molecules") == [{"n": 1}]
    assert [row["reason"] for row in objects(eigenlake("failures", "--json").stdout)] == [row["reason"] for row in rows]
    assert "Xx" in eigenlake("failures").stdout


def test_input_without_valid_molecule_reports_every_reason(eigenlake, molecules, sql):
    eigenlake("run", molecules(NO_MOLECULE), exit_code=3)
    assert sql("select count(*) n from failed_runs") == [{"n": 1}]
    (batch,) = sql("select table_names, source_data_info from processing_metadata")
    assert "failed_runs" in batch["table_names"] and "1 failures" in batch["source_data_info"]


def test_invalid_combination_names_the_molecule(eigenlake, molecules, sql):
    eigenlake("run", molecules(H2), "--active-space", "2,2", "--active-space", "2,9", exit_code=4)
    (row,) = sql("select molecule, reason, kind from failed_runs")
    assert row["molecule"] == "H2" and "orbitals" in row["reason"]


def test_object_of_simulate_is_ingested_once(eigenlake, molecules, lake, sql):
    eigenlake("simulate", molecules(NO_MOLECULE), exit_code=3)
    assert len(list((lake / "raw-results/failures/experiment.vqe").iterdir())) == 1
    assert not list((lake / "raw-results").glob("experiments/experiment.vqe/*"))
    (report,) = objects(eigenlake("ingest", "--json").stdout)
    assert report["failures"] == 1 and report["records"] == 0 and report["rows"]["failed_runs"] == 1
    (report,) = objects(eigenlake("ingest", "--json").stdout)
    assert report["objects_new"] == 0
    assert sql("select command from failed_runs") == [{"command": "simulate"}]
    (seen,) = sql("select status, format, records from source_objects")
    assert seen == {"status": "ingested", "format": "json", "records": 0}


@pytest.mark.parametrize("options", [["--seed", "9..0"], ["--basis", "nonsense"], ["--label", "ab"], ["--label", "a="]])
def test_invalid_command_line_is_no_failed_run(eigenlake, molecules, lake, options):
    eigenlake("run", molecules(H2), *options, exit_code=None)
    assert not (lake / "raw-results/failures").exists() or options[0] == "--basis"


def test_missing_file_is_no_failed_run(eigenlake, lake, tmp_path):
    eigenlake("run", tmp_path / "nothing.json", exit_code=3)
    assert not lake.exists()


def test_dry_runs_write_nothing(eigenlake, molecules, lake):
    eigenlake("run", molecules(H2, NO_MOLECULE), "--dry-run", exit_code=4)
    assert not lake.exists()


def test_labels_of_a_run_are_set_on_new_and_known_experiments(eigenlake, molecules, sql):
    eigenlake("run", molecules(H2))
    eigenlake("run", molecules(H2, HEH), "--label", "series=a", "--label", "series=b", "--label", "who=me")
    labels = [row["labels"] for row in sql("select labels from runs")]
    assert labels == [{"series": "b", "who": "me"}] * 2
    (options,) = sql("select run_options from vqe_results join molecules using (experiment_id) where formula = 'HHe'")
    assert '"labels":{"series":"b","who":"me"}' in options["run_options"]
    assert sql("select count(*) n from labels") == [{"n": 4}]


def test_label_changes_no_identity_and_first_name_stays(eigenlake, molecules, sql):
    (first,) = objects(eigenlake("run", molecules({**H2, "name": "one"}), "--json").stdout)
    (second,) = objects(eigenlake("run", molecules({**H2, "name": "two"}), "--label", "a=b", "--force", "--json").stdout)
    assert first["experiment_id"] == second["experiment_id"] and not second["skipped"]
    assert sql("select name, labels from runs") == [{"name": "one", "labels": {"a": "b"}}]


def test_figures_of_the_machine_are_stored(eigenlake, molecules, sql):
    eigenlake("run", molecules(H2))
    (row,) = sql("select performance_start::json ->> 'num_processors' n, (performance_end::json ->> 'timestamp')::bigint - "
                 "(performance_start::json ->> 'timestamp')::bigint ms, performance_start::json ->> 'memory_total_bytes' m "
                 "from performance_metrics")
    assert int(row["n"]) >= 1 and 0 <= row["ms"] < 60_000 and int(row["m"]) > 2**20
