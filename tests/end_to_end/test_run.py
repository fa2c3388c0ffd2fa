# SPDX-License-Identifier: Apache-2.0
"""From molecules to tables and SQL, and the errors on the way."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import time

import pytest

from samples import H2, HEH, objects

# Full configuration interaction of H2 in STO-3G at 0.7414 angstrom: tests/data/reference_energies.json.
H2_FCI = -1.1372701746609035

RUN_KEYS = {"molecule", "experiment_id", "basis", "num_qubits", "num_parameters", "hf_total_energy",
            "fci_total_energy", "minimum", "nuclear_repulsion_energy", "total_energy", "in_sector", "evaluations",
            "success", "stop_reason", "seconds"}
NORMALIZED = ["molecules", "ansatz_info", "performance_metrics", "vqe_results", "initial_parameters",
              "optimal_parameters", "vqe_iterations", "iteration_parameters", "hamiltonian_terms"]


def test_h2_reaches_its_exact_energy(eigenlake, molecules):
    done = eigenlake("run", molecules(H2), "--json")
    (run,) = objects(done.stdout)
    assert RUN_KEYS <= run.keys()
    assert run["molecule"] == "H2" and run["basis"] == "sto3g" and run["num_qubits"] == 4
    assert abs(run["total_energy"] - H2_FCI) < 1e-6
    assert abs(run["fci_total_energy"] - H2_FCI) < 1e-8
    assert run["total_energy"] == pytest.approx(run["minimum"] + run["nuclear_repulsion_energy"], abs=1e-12)
    assert run["in_sector"] and run["success"]
    assert re.fullmatch("[0-9a-f]{64}", run["experiment_id"])


def test_each_experiment_is_once_in_every_table(eigenlake, molecules, sql):
    (run,) = objects(eigenlake("run", molecules(H2), "--json").stdout)
    for table in ["molecules", "ansatz_info", "performance_metrics", "vqe_results", "ml_run_summary"]:
        assert sql(f"select experiment_id from {table}") == [{"experiment_id": run["experiment_id"]}], table
    (count,) = sql("select count(*) n, max(iteration_step) last_step from vqe_iterations")
    assert count == {"n": run["evaluations"], "last_step": run["evaluations"]}
    (count,) = sql("select count(*) n from iteration_parameters")
    assert count["n"] == run["evaluations"] * run["num_parameters"]
    (count,) = sql("select count(*) n from quantum_features.hamiltonian_terms")
    assert count["n"] == 15
    (result,) = sql("select * from vqe_results")
    assert result["minimum_energy"] == run["minimum"]
    assert result["fci_total_energy"] == run["fci_total_energy"]
    assert result["in_sector"] is True and result["stop_reason"] == run["stop_reason"]
    (molecule,) = sql("select * from molecules")
    assert molecule["atom_symbols"] == ["H", "H"] and molecule["coordinates"] == [[0, 0, 0], [0, 0, 0.7414]]


def test_table_output_names_the_next_step(eigenlake, molecules, lake):
    done = eigenlake("run", molecules(H2))
    assert "VQE energy" in done.stdout and "-1.13727017" in done.stdout
    assert str(lake) in done.stdout and "eigenlake sql" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
    quiet = eigenlake("run", molecules(HEH), "--quiet")
    assert "eigenlake sql" not in quiet.stdout


def test_known_experiment_is_skipped_unless_forced(eigenlake, molecules, sql):
    file = molecules(H2)
    (first,) = objects(eigenlake("run", file, "--json").stdout)
    done = eigenlake("run", file, "--json")
    assert "already" in done.stderr
    (second,) = objects(done.stdout)
    assert second["skipped"] and second["experiment_id"] == first["experiment_id"]
    assert second["total_energy"] == first["total_energy"]
    (forced,) = objects(eigenlake("run", file, "--json", "--force").stdout)
    assert not forced["skipped"] and forced["minimum"] == first["minimum"]
    assert sql("select count(*) n from molecules") == [{"n": 1}]
    ledger = sql("select sum(experiments_new) fresh, sum(experiments_duplicate) known from source_objects")
    assert ledger == [{"fresh": 1, "known": 1}]


def test_simulate_ingest_and_features_are_the_steps_of_run(eigenlake, molecules, lake, sql):
    (run,) = objects(eigenlake("simulate", molecules(H2), "--json").stdout)
    (raw,) = (lake / "raw-results/experiments/experiment.vqe").iterdir()
    assert re.fullmatch(rf"\d+-{run['experiment_id']}\.avro", raw.name)
    (ingested,) = objects(eigenlake("ingest", "--json").stdout)
    assert ingested["experiments_new"] == 1 and not ingested["quarantined"]
    assert sql("select count(*) n from ml_run_summary") == [{"n": 0}]
    (features,) = objects(eigenlake("features", "--json").stdout)
    assert features["experiments_new"] == 1
    assert sql("select final_energy from ml_run_summary") == [{"final_energy": run["minimum"]}]
    (again,) = objects(eigenlake("ingest", "--json").stdout)
    assert again["objects_new"] == 0 and again["batch_id"] == ""


def test_records_do_not_depend_on_threads_or_jobs(eigenlake, molecules, tmp_path):
    results = []
    for i, options in enumerate([["--threads", "1"], ["--threads", "4", "--jobs", "2"]]):
        done = eigenlake("run", molecules(H2, HEH), "--json", "--lake", tmp_path / f"lake{i}", *options)
        results.append([{**run, "seconds": 0} for run in objects(done.stdout)])
    assert results[0] == results[1]
    assert [run["molecule"] for run in results[0]] == ["H2", "HeH+"]


def test_state_outside_its_sector_is_reported(eigenlake, molecules):
    done = eigenlake("run", molecules(HEH), "--json", "--ansatz", "EfficientSU2", "--init-strategy", "random",
                     "--max-iterations", 3)
    (run,) = objects(done.stdout)
    assert run["in_sector"] is False and "electron sector" in done.stderr


def test_strict_names_what_did_not_converge(eigenlake, molecules):
    done = eigenlake("run", molecules(H2), "--json", "--max-evaluations", 1, "--init-strategy", "hf", "--strict", exit_code=5)
    (run,) = objects(done.stdout)
    assert run["success"] is False and run["stop_reason"] == "max_evaluations"


# The fault of each file, and what the message must name.
BAD_MOLECULES = {
    "unknown_element": ({"symbols": ["Hx"], "coords": [[0, 0, 0]]}, ["Hx"]),
    "coordinate_no_number": ({"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, "far"]]}, ["coordinate", "far"]),
    "coordinate_no_triple": ({"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0]]}, ["coordinates", "[0,0]"]),
    "atoms_too_close": ({"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.05]]}, ["0.1", "0.05"]),
    "impossible_multiplicity": ({**H2, "multiplicity": 2}, ["multiplicity", "2"]),
    "basis_without_the_element": ({"symbols": ["U"], "coords": [[0, 0, 0]]}, ["U", "6-31g"]),
}


@pytest.mark.parametrize("case", BAD_MOLECULES)
def test_bad_molecule_is_named(case, eigenlake, molecules, sql):
    molecule, parts = BAD_MOLECULES[case]
    file = molecules(molecule, name="bad.json")
    done = eigenlake("run", file, "--json", "--basis", "6-31g", exit_code=3)
    assert [row["kind"] for row in sql("select kind from failed_runs")] == ["invalid_input"]
    (failed,) = objects(done.stdout)
    assert failed["success"] is False
    for part in ["bad.json", "molecule 0", *parts]:
        assert part in done.stderr, done.stderr
        assert part in failed["error"], failed


@pytest.mark.parametrize("content, parts", [("", ["empty"]), ("{\"symbols\": [", ["JSON"]), ("3", ["must"])])
def test_file_without_molecules_is_named(content, parts, eigenlake, tmp_path):
    file = tmp_path / "broken.json"
    file.write_text(content)
    done = eigenlake("run", file, exit_code=3)
    for part in ["broken.json", *parts]:
        assert part in done.stderr, done.stderr


@pytest.mark.parametrize("options, parts", [
    (["--basis", "sto-3h"], ["sto-3h", "sto"]),
    (["--ansatz", "UCCD"], ["--ansatz", "UCCD", "UCCSD"]),
    (["--optimizer", "BFGS"], ["--optimizer", "BFGS", "L-BFGS-B"]),
    (["--max-iterations", "-1"], ["--max-iterations", "at least 1", "-1"]),
    (["--max-evaluations", "-1"], ["--max-evaluations", "at least 1", "-1"]),
    (["--threshold", "-1"], ["--threshold", "at least 0", "-1"]),
])
def test_invalid_options_are_named_before_anything_is_done(options, parts, eigenlake, molecules, lake):
    done = eigenlake("run", molecules(H2), *options, exit_code=None)
    assert done.returncode in (2, 3) and not lake.exists()
    for part in parts:
        assert part in done.stderr, done.stderr


def test_too_many_qubits_for_the_memory_report_the_figure(eigenlake, molecules):
    chain = {"symbols": ["H"] * 24, "coords": [[0, 0, i] for i in range(24)]}
    done = eigenlake("run", molecules(chain), "--ansatz", "EfficientSU2", exit_code=3)
    assert "48 qubits" in done.stderr and re.search(r"need \d+\.\d GiB", done.stderr)


def test_one_bad_molecule_does_not_stop_the_others(eigenlake, molecules, sql):
    bad, _ = BAD_MOLECULES["unknown_element"]
    done = eigenlake("run", molecules(bad, H2), "--json", exit_code=4)
    failed, good = objects(done.stdout)
    assert "molecule 0" in failed["molecule"] and failed["success"] is False
    assert good["molecule"] == "H2"
    assert sql("select molecule_id from molecules") == [{"molecule_id": 1}]


def test_unwritable_lake_is_named(eigenlake, molecules, tmp_path):
    file = tmp_path / "no_folder"
    file.write_text("")
    done = eigenlake("run", molecules(H2), "--lake", file / "lake", exit_code=6)
    assert "no_folder" in done.stderr


def test_lake_of_a_newer_version_is_rejected(eigenlake, molecules, lake):
    eigenlake("run", molecules(H2))
    marker = lake / ".eigenlake" / "format.json"
    found = json.loads(marker.read_text())
    marker.write_text(json.dumps({key: value + 1000 if isinstance(value, int) else value for key, value in found.items()}))
    for command in [["run", molecules(HEH)], ["ingest"], ["sql", "select 1"]]:
        done = eigenlake(*command, exit_code=None)
        assert done.returncode not in (0, 1) and "newer" in done.stderr, done.stderr


def test_unreadable_raw_object_is_quarantined_and_the_rest_ingested(eigenlake, molecules, lake, sql):
    eigenlake("simulate", molecules(H2, HEH))
    raw = lake / "raw-results/experiments/experiment.vqe"
    first, second = sorted(raw.iterdir())
    whole = first.read_bytes()
    first.write_bytes(whole[: len(whole) // 2])
    (raw / "1-noise.avro").write_bytes(b"this is not Avro at all")
    (report,) = objects(eigenlake("ingest", "--json", exit_code=7).stdout)
    assert report["experiments_new"] == 1 and len(report["quarantined"]) == 2
    rows = sql("select object_uri, status, error from source_objects order by status, object_uri")
    assert [row["status"] for row in rows] == ["ingested", "quarantined", "quarantined"]
    assert all(row["error"] for row in rows[1:])
    assert eigenlake("doctor", exit_code=7).stdout.count("BAD") == 1


def test_read_only_lake_can_be_queried(eigenlake, molecules, lake, sql):
    eigenlake("run", molecules(H2))
    for folder, _, _ in os.walk(lake):
        os.chmod(folder, 0o555)
    try:
        assert sql("select count(*) n from molecules") == [{"n": 1}]
        eigenlake("tables")
    finally:
        for folder, _, _ in os.walk(lake):
            os.chmod(folder, 0o755)


def test_interrupt_ends_cleanly_and_loses_nothing(eigenlake_binary, eigenlake, molecules, lake, sql):
    water = {"symbols": ["O", "H", "H"], "coords": [[0, 0, 0.117], [0, 0.757, -0.469], [0, -0.757, -0.469]]}
    command = [eigenlake_binary, "run", molecules(H2, water), "--lake", lake, "--basis", "6-31g", "--fci-limit", "0"]
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    raw = lake / "raw-results/experiments/experiment.vqe"
    while not list(raw.glob("[0-9]*.avro")) and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert "interrupted" in err and "H2" in out
    eigenlake("ingest")
    assert sql("select molecule_name from molecules") == [{"molecule_name": "HH"}]


def test_formats_of_results(eigenlake, molecules, tmp_path):
    eigenlake("run", molecules(H2))
    query = ("select m.molecule_name, v.num_qubits, v.default_shots, v.fci_total_energy, m.coordinates "
             "from molecules m join vqe_results v using (experiment_id)")
    text = eigenlake("sql", query).stdout
    assert text.splitlines()[0].split("\t")[0] == "molecule_name" and len(text.splitlines()) == 2 and "NULL" in text
    (row,) = csv.DictReader(io.StringIO(eigenlake("sql", query, "--format", "csv").stdout))
    assert row["molecule_name"] == "HH" and row["default_shots"] == "" and row["coordinates"] == "[[0.0, 0.0, 0.0], [0.0, 0.0, 0.7414]]"
    assert abs(float(row["fci_total_energy"]) - H2_FCI) < 1e-8
    file = tmp_path / "result.parquet"
    eigenlake("sql", query, "--format", "parquet", "--output", file)
    pq = pytest.importorskip("pyarrow.parquet")
    assert pq.read_table(file).to_pylist()[0]["num_qubits"] == 4
    assert eigenlake("sql", "select 1 as one", "--format", "csv", "--output", tmp_path / "one.csv").stdout == ""
    assert (tmp_path / "one.csv").read_text() == "one\n1\n"


def test_sql_errors_are_duckdbs_and_the_lake_is_read_only(eigenlake, molecules):
    eigenlake("run", molecules(H2))
    assert "nowhere" in eigenlake("sql", "select * from nowhere", exit_code=2).stderr
    assert "only statements that read" in eigenlake("sql", "copy molecules to 'x.csv'", exit_code=2).stderr
    eigenlake("sql", "drop table molecules", exit_code=2)


def test_misspelled_table_gets_the_nearest_name(eigenlake, molecules):
    eigenlake("run", molecules(H2))
    assert "molecules" in eigenlake("sql", "select * from molecule", exit_code=2).stderr


def test_moved_lake_is_read_at_its_new_place(eigenlake, molecules, lake, tmp_path):
    eigenlake("run", molecules(H2))
    moved = tmp_path / "a lake [moved]"
    lake.rename(moved)
    done = eigenlake("sql", "select molecule_name from molecules", "--json", "--lake", moved)
    assert objects(done.stdout) == [{"molecule_name": "HH"}]
    assert done.stderr.count("warning") == 1 and str(lake) in done.stderr


def test_shell_runs_statements_and_its_own_commands(eigenlake, molecules):
    eigenlake("run", molecules(H2))
    done = eigenlake("sql", input=".tables\nselect molecule_name\nfrom molecules;\n.schema molecules\n.quit\nselect 1;\n")
    assert "ml_run_summary" in done.stdout and "HH" in done.stdout and "DOUBLE[][]" in done.stdout
    assert "molecule_name\nHH\n" in done.stdout


def test_time_travel_reads_complete_batches(eigenlake, molecules, sql):
    eigenlake("run", molecules(H2))
    (first,) = sql("select processing_batch_id id from processing_metadata where processing_name = 'quantum_base_processing'")
    moment = objects(eigenlake("snapshots", "processing_metadata", "--json").stdout)[-1]["committed_at"]
    eigenlake("run", molecules(HEH))
    count = "select count(*) n from molecules"
    assert sql(count) == [{"n": 2}]
    assert sql(count, "--batch", first["id"]) == [{"n": 1}]
    assert sql(count, "--as-of", moment) == [{"n": 1}]
    assert "first state" in eigenlake("sql", count, "--as-of", "2000-01-01", exit_code=3).stderr
    eigenlake("sql", count, "--batch", "no-such-batch", exit_code=3)


def test_tables_describe_snapshots_and_show(eigenlake, molecules):
    (run,) = objects(eigenlake("run", molecules(H2), "--json").stdout)
    rows = {row["table"]: row for row in objects(eigenlake("tables", "--json").stdout)}
    assert rows["molecules"]["rows"] == 1 and rows["molecules"]["files"] == 1 and rows["molecules"]["bytes"] > 0
    assert set(NORMALIZED) <= set(rows) and len(rows) == 16
    (described,) = objects(eigenlake("describe", "vqe_results", "--json").stdout)
    assert described["partition"] == ["processing_date", "basis_set", "backend"]
    assert {"name": "hf_total_energy", "type": "double"}.items() <= {
        key: value for column in described["columns"] if column["name"] == "hf_total_energy" for key, value in column.items()}.items()
    (snapshot,) = objects(eigenlake("snapshots", "molecules", "--json").stdout)
    assert snapshot["added_rows"] == 1 and snapshot["visible"]
    assert snapshot["tags"] == ["v_" + snapshot["batch_id"].replace("-", "")]
    (shown,) = objects(eigenlake("show", run["experiment_id"][:10], "--json").stdout)
    assert shown["minimum_energy"] == run["minimum"] and len(shown["iterations"]) == run["evaluations"]
    assert f"VQE\t{run['total_energy']:.8f}\t0.000000\n" in eigenlake("show", run["experiment_id"][:10]).stdout
    eigenlake("show", "zzzz", exit_code=3)


def test_scf_prints_the_reference_figures(eigenlake, repository, tmp_path):
    (reference,) = [entry for entry in json.loads((repository / "tests/data/reference_energies.json").read_text())
                    if entry["molecule"] == "H2" and entry["basis"] == "sto-3g"]
    file = tmp_path / "h2.json"
    file.write_text(json.dumps({key: reference[key] for key in ["symbols", "coords", "units", "charge", "multiplicity"]}))
    (figures,) = objects(eigenlake("scf", file, "--mp2", "--fci", "--jordan-wigner", "--json").stdout)
    for key in ["nuclear_repulsion_energy", "hf_total_energy", "uhf_total_energy", "overlap_frobenius",
                "core_hamiltonian_trace_S_inv", "fci_total_energy", "jordan_wigner_identity_coefficient"]:
        assert abs(figures[key] - reference[key]) < 1e-8, key
    assert figures["jordan_wigner_terms"] == reference["jordan_wigner_terms"]
    assert abs(figures["jordan_wigner_one_norm"] - reference["jordan_wigner_one_norm"]) < 1e-6
    assert figures["mp2_total_energy"] < figures["hf_total_energy"]


def test_doctor_finds_everything(eigenlake, molecules):
    eigenlake("run", molecules(H2))
    checks = {check["check"]: check for check in objects(eigenlake("doctor", "--json").stdout)}
    assert {"Arrow", "DuckDB", "basis sets", "processor", "memory", "lake", "batches", "quarantine"} <= checks.keys()
    assert all(check["good"] for check in checks.values())


def test_dry_run_prints_the_plan_and_does_nothing(eigenlake, molecules, lake):
    (plan,) = objects(eigenlake("run", molecules(H2), "--dry-run", "--json").stdout)
    assert not plan["in_lake"] and not lake.exists()
    (run,) = objects(eigenlake("run", molecules(H2), "--json").stdout)
    assert plan["experiment_id"] == run["experiment_id"] and plan["num_parameters"] == run["num_parameters"]
    (plan,) = objects(eigenlake("run", molecules(H2), "--dry-run", "--json").stdout)
    assert plan["in_lake"]


def test_other_feature_windows_are_rejected_before_simulating(eigenlake, molecules, lake):
    eigenlake("run", molecules(H2))
    done = eigenlake("run", molecules(HEH), "--rolling-window", 7, exit_code=2)
    assert "7" in done.stderr and "5" in done.stderr
    assert len(list((lake / "raw-results/experiments/experiment.vqe").iterdir())) == 1


def test_features_creates_no_lake(eigenlake, tmp_path):
    missing = tmp_path / "missing"
    done = eigenlake("features", "--lake", missing, exit_code=3)
    assert "no lake at" in done.stderr and not missing.exists()


def test_ingest_creates_the_lake_and_names_it(eigenlake, tmp_path):
    missing = tmp_path / "missing"
    done = eigenlake("ingest", "--lake", missing, "--dry-run")
    assert f"there was no lake at {missing}" in done.stderr and not missing.exists()
    done = eigenlake("ingest", "--lake", missing, "--catalog-uri", f"sqlite:{tmp_path}/catalog.db")
    assert f"there was no lake at {missing}" in done.stderr
    assert "no lake" not in eigenlake("ingest", "--lake", missing).stderr
