# SPDX-License-Identifier: Apache-2.0
"""Finished experiments are not computed again, even if the process that computed them was killed.

EIGENLAKE_SCAN_KILLS sets how often the scan is killed before it runs to its end (4).
"""

import collections
import json
import os
import random
import signal
import socket
import subprocess
import time

import pytest

KILLS = int(os.environ.get("EIGENLAKE_SCAN_KILLS", "4"))
DISTANCES = [round(0.5 + 0.1 * i, 2) for i in range(20)]
TABLES = ["molecules", "ansatz_info", "performance_metrics", "vqe_results", "initial_parameters", "optimal_parameters",
          "vqe_iterations", "iteration_parameters", "hamiltonian_terms", "ml_run_summary", "ml_iteration_features"]
WATER = {"name": "H2O", "symbols": ["O", "H", "H"], "coords": [[0, 0, 0.117], [0, 0.757, -0.469], [0, -0.757, -0.469]],
         "units": "angstrom"}
# Without these limits water takes minutes; with them a second or two.
SLOW = ["--basis", "6-31g", "--fci-limit", "0"]
BRIEF = [*SLOW, "--frozen-core", "--max-evaluations", "3"]
# Some tens of milliseconds for each distance, so that kills happen in between.
MODERATE = ["--basis", "cc-pvdz", "--optimizer", "COBYLA", "--max-iterations", "40"]
# Fields of a computed row that the tables do not have.
ONLY_COMPUTED = {"scf", "lowest_curvature", "saddles_escaped", "dipole_moment", "natural_occupations"}
INTERRUPTED, NOT_CONVERGED, DELIVERED_LATER = 130, 5, 8


def h2(distance, name="H2"):
    return {"name": name, "symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, distance]], "units": "angstrom"}


def objects(text):
    return [json.loads(line) for line in text.splitlines()]


def raw_names(lake):
    return [file.name for file in (lake / "raw-results/experiments/experiment.vqe").glob("[0-9]*.avro")]


def raw_ids(lake):
    """The number of raw objects of each experiment."""
    return collections.Counter(name.removesuffix(".avro").split("-")[1] for name in raw_names(lake))


def claims(lake):
    return sorted((lake / ".eigenlake/claims").glob("*.json"))


def claimed(lake):
    return {claim.name.split(".")[0] for claim in claims(lake)}


def wait_until(condition, process=None, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline and (process is None or process.poll() is None):
        time.sleep(0.002)


@pytest.fixture
def write(tmp_path):
    """Writes molecules into a file and returns its path."""

    def write_molecules(*molecules, name="molecules.json"):
        file = tmp_path / name
        file.write_text(json.dumps(list(molecules)))
        return file

    return write_molecules


@pytest.fixture
def scan(write):
    return write(*map(h2, DISTANCES), name="scan.json")


@pytest.fixture
def start(eigenlake_binary, lake):
    """Starts the program on the lake of this test; processes that still run at the end are killed."""
    processes = []

    def begin(*words, target=lake):
        command = [str(word) for word in (eigenlake_binary, *words, "--lake", target)]
        processes.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return processes[-1]

    yield begin
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


def contents(eigenlake, lake):
    """The rows of each table, without times and batch ids."""

    def bare(row):
        return {key: value for key, value in row.items() if "time" not in key and not key.startswith(("processing", "performance"))}

    tables = {}
    for table in TABLES:
        rows = objects(eigenlake("sql", f"select * from {table}", "--json", "--lake", lake).stdout)
        tables[table] = sorted(json.dumps(bare(row), sort_keys=True) for row in rows)
    return tables


def test_repeatedly_killed_scan_computes_each_geometry_once(eigenlake, start, scan, lake, tmp_path):
    undisturbed = tmp_path / "undisturbed"
    began = time.monotonic()
    eigenlake("run", scan, *MODERATE, "--lake", undisturbed)
    each = (time.monotonic() - began) / len(DISTANCES)
    seed = int(os.environ.get("EIGENLAKE_SCAN_SEED", "1"))
    print("seed", seed)
    generator = random.Random(seed)
    finished = collections.Counter()
    for _ in range(KILLS):
        process = start("run", scan, *MODERATE, "--quiet")
        goal = len(raw_names(lake)) + generator.randint(0, 2 * len(DISTANCES) // KILLS)
        wait_until(lambda: len(raw_names(lake)) >= min(goal, len(DISTANCES)), process)
        time.sleep(generator.uniform(0.0, each))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert finished <= raw_ids(lake)
        finished = raw_ids(lake)
        assert set(finished.values()) <= {1}
        print(sum(finished.values()), "finished")
    rows = objects(eigenlake("run", scan, *MODERATE, "--json").stdout)
    assert len(rows) == len(DISTANCES)
    assert {row["experiment_id"] for row in rows if row["skipped"]} == set(finished)
    assert set(raw_ids(lake).values()) == {1} and len(raw_ids(lake)) == len(DISTANCES)
    assert contents(eigenlake, lake) == contents(eigenlake, undisturbed)


def test_interrupted_run_resumes(eigenlake, start, write, lake):
    file = write(h2(0.7), h2(0.8), WATER)
    process = start("run", file, *SLOW)
    wait_until(lambda: len(raw_names(lake)) == 2, process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED and "the 2 finished records are kept" in err, err
    assert out.count("H2") == 2 and claims(lake) == []
    (plan, _, water) = objects(eigenlake("run", file, *SLOW, "--dry-run", "--json").stdout)
    assert plan["in_lake"] and not water["in_lake"]
    first, second = objects(eigenlake("run", write(h2(0.7), h2(0.8)), *SLOW, "--json").stdout)
    assert first["skipped"] and second["skipped"] and set(raw_ids(lake).values()) == {1}


def test_simulate_skips_records_in_the_raw_store_unless_forced(eigenlake, write, lake):
    file = write(h2(0.7))
    (computed,) = objects(eigenlake("simulate", file, "--json").stdout)
    done = eigenlake("simulate", file, "--json")
    (known,) = objects(done.stdout)
    assert known.pop("skipped") and not computed.pop("skipped") and known == computed
    assert "the lake has this experiment already" in done.stderr and len(raw_names(lake)) == 1
    eigenlake("ingest")
    assert objects(eigenlake("simulate", file, "--json").stdout)[0]["skipped"] and len(raw_names(lake)) == 1
    eigenlake("simulate", file, "--force")
    assert list(raw_ids(lake).values()) == [2]


def test_record_of_a_sink_is_not_computed_again(eigenlake, write, lake, tmp_path):
    file = write(h2(0.7))
    eigenlake("simulate", file, "--lake", tmp_path / "elsewhere")
    (name,) = raw_names(tmp_path / "elsewhere")
    raw = "raw-results/experiments/experiment.vqe"
    (lake / raw).mkdir(parents=True)
    os.rename(tmp_path / "elsewhere" / raw / name, lake / raw / "experiment.vqe+0+0000000000.avro")
    assert objects(eigenlake("simulate", file, "--json").stdout)[0]["skipped"]
    assert objects(eigenlake("run", file, "--json").stdout)[0]["skipped"] and raw_names(lake) == []


def test_computed_and_stored_experiments_print_the_same_digits(eigenlake, write):
    file = write(*map(h2, DISTANCES[:6]), {"symbols": ["Li", "H"], "coords": [[0, 0, 0], [0, 0, 1.6]]},
                 {"symbols": ["O"], "coords": [[0, 0, 0]]})
    for options in ([], ["--restarts", "3", "--jitter", "0.1"], ["--ansatz", "RealAmplitudes", "--max-iterations", "2"]):
        computed = objects(eigenlake("run", file, "--json", *options).stdout)
        stored = objects(eigenlake("run", file, "--json", *options).stdout)
        for before, after in zip(computed, stored, strict=True):
            assert before.keys() == after.keys() and after["skipped"] and not before["skipped"]
            for key in before.keys() - ONLY_COMPUTED - {"skipped"}:
                assert before[key] == after[key], key


def test_seconds_are_the_total_time_of_the_record(eigenlake, write):
    (run,) = objects(eigenlake("run", write(h2(0.7)), "--json").stdout)
    shown = json.loads(eigenlake("show", run["experiment_id"], "--json").stdout)
    assert run["seconds"] == shown["total_time"]
    parts = [shown[key] for key in ("hamiltonian_time", "mapping_time", "vqe_time")]
    assert run["seconds"] == pytest.approx(sum(parts), rel=1e-12)


def test_strict_also_reports_stored_experiments(eigenlake, write):
    words = ["run", write(h2(0.7)), "--max-evaluations", 1, "--init-strategy", "hf"]
    eigenlake(*words)
    eigenlake(*words, "--strict", exit_code=NOT_CONVERGED)
    eigenlake(*words)


def test_experiment_given_twice_is_computed_once(eigenlake, write, lake):
    file = write(h2(0.7), h2(0.9), h2(0.7, name="again"))
    done = eigenlake("run", file, "--json")
    first, _, second = objects(done.stdout)
    assert second["molecule"] == "again" and second["skipped"] and not first["skipped"]
    assert {**second, "molecule": "H2", "skipped": False} == first
    assert "1 of 3 runs repeat an experiment" in done.stderr and len(raw_names(lake)) == 2
    eigenlake("run", file, "--force")
    assert sorted(raw_ids(lake).values()) == [2, 2]
    text = eigenlake("run", file, "--force").stdout
    assert "same as" in text and "molecule 0 (H2)" in text


def test_concurrent_commands_compute_each_experiment_once(start, scan, lake):
    processes = [start("run", scan, "--basis", "cc-pvdz", "--jobs", jobs, "--json") for jobs in (1, 1, 2)]
    computed = collections.Counter()
    for process in processes:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        rows = objects(out)
        assert [row["molecule"] for row in rows] == ["H2"] * len(DISTANCES)
        computed.update(row["experiment_id"] for row in rows if not row["skipped"])
    assert set(computed.values()) == {1} and len(computed) == len(DISTANCES)
    assert raw_ids(lake) == computed and claims(lake) == []


def test_command_waits_for_claimed_experiment_and_names_the_owner(start, write, lake):
    owner = start("run", write(WATER), *BRIEF)
    wait_until(lambda: claims(lake), owner)
    other = start("run", write(h2(0.7), WATER, name="both.json"), *BRIEF, "--json")
    out, err = other.communicate(timeout=120)
    owner.communicate(timeout=120)
    assert owner.returncode == 0 and other.returncode == 0, err
    assert f"waiting for 1 experiment of other calls: process {owner.pid} on" in err
    assert [row["skipped"] for row in objects(out)] == [False, True]
    assert sorted(raw_ids(lake).values()) == [1, 1]


def test_claim_of_a_killed_process_is_taken_over_at_once(eigenlake, start, write, lake):
    file = write(h2(0.7), WATER)
    process = start("run", file, *BRIEF)
    wait_until(lambda: raw_names(lake) and claimed(lake) - set(raw_ids(lake)), process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    (dead,) = claimed(lake) - set(raw_ids(lake))
    done = eigenlake("run", file, *BRIEF, "--json")
    assert [row["skipped"] for row in objects(done.stdout)] == [True, False]
    assert "waiting for" not in done.stderr and dead not in claimed(lake)


def claim_elsewhere(lake, experiment_id, seconds):
    """A claim as of a process on another machine."""
    (lake / ".eigenlake/claims").mkdir(parents=True, exist_ok=True)
    claim = {"host": "elsewhere", "space": "x", "pid": 7, "expires_ms": int((time.time() + seconds) * 1000)}
    (lake / f".eigenlake/claims/{experiment_id}.1.json").write_text(json.dumps(claim))


def test_claim_of_another_machine_expires(eigenlake, write, lake):
    file = write(h2(0.7), h2(0.8))
    plans = objects(eigenlake("run", file, "--dry-run", "--json").stdout)
    assert not lake.exists(), "a dry run claims nothing"
    expiry = time.time() + 2
    claim_elsewhere(lake, plans[0]["experiment_id"], 2)
    done = eigenlake("run", file, "--json")
    assert time.time() >= expiry - 0.01
    assert "process 7 on elsewhere" in done.stderr
    assert [row["skipped"] for row in objects(done.stdout)] == [False, False] and claims(lake) == []


def test_interrupt_ends_the_wait_at_once(eigenlake, start, write, lake):
    file = write(h2(0.7), h2(0.8))
    plans = objects(eigenlake("run", file, "--dry-run", "--json").stdout)
    claim_elsewhere(lake, plans[0]["experiment_id"], 3600)
    process = start("run", file)
    wait_until(lambda: len(raw_names(lake)) == 1, process)
    time.sleep(0.2)
    interrupted = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == INTERRUPTED and time.monotonic() - interrupted < 2, err
    assert out.count("H2") == 1 and len(claims(lake)) == 1


def test_force_waits_for_nobody(eigenlake, write, lake):
    file = write(h2(0.7))
    (plan,) = objects(eigenlake("run", file, "--dry-run", "--json").stdout)
    claim_elsewhere(lake, plan["experiment_id"], 3600)
    assert "waiting for" not in eigenlake("run", file, "--force").stderr


def test_store_without_claims_stops_no_command(eigenlake, write, lake):
    (lake / ".eigenlake").mkdir(parents=True)
    (lake / ".eigenlake/claims").write_text("in the way")
    assert not objects(eigenlake("run", write(h2(0.7)), "--json").stdout)[0]["skipped"]


def test_maintenance_removes_only_claims_of_dead_processes(eigenlake, start, write, lake):
    process = start("run", write(WATER), *SLOW)
    wait_until(lambda: claims(lake), process)
    eigenlake("maintain")
    assert len(claims(lake)) == 1, "its owner is alive"
    process.send_signal(signal.SIGKILL)
    process.wait()
    claim_elsewhere(lake, "0" * 64, 3600)
    done = eigenlake("maintain")
    assert "removed 1 claims" in done.stderr and [file.name[:4] for file in claims(lake)] == ["0000"]


@pytest.fixture
def no_broker(tmp_path):
    """Settings of a broker and a registry that do not respond."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return ["--kafka", "--servers", f"127.0.0.1:{port}", "--schema-registry-url", f"http://127.0.0.1:{port}",
            "--timeout", "1", "--spool", tmp_path / "spool"]


def spooled(tmp_path):
    return sorted(file.stem for file in (tmp_path / "spool").glob("*/*.avro"))


def test_record_in_the_spool_becomes_a_raw_object(eigenlake, write, lake, tmp_path, no_broker):
    file = write(h2(0.7))
    (computed,) = objects(eigenlake("simulate", file, "--json", *no_broker, exit_code=DELIVERED_LATER).stdout)
    assert not lake.exists() and spooled(tmp_path) == [computed["experiment_id"]]
    done = eigenlake("simulate", file, "--json", *no_broker, exit_code=DELIVERED_LATER)
    assert {**computed, "skipped": True} == objects(done.stdout)[0]
    assert "the spool has this experiment already" in done.stderr
    (row,) = objects(eigenlake("run", file, "--json", *no_broker, exit_code=DELIVERED_LATER).stdout)
    assert row == {**computed, "skipped": True} and list(raw_ids(lake)) == [computed["experiment_id"]]
    assert spooled(tmp_path) == [computed["experiment_id"]]


def test_kill_between_spool_and_raw_object_recomputes_nothing(eigenlake, start, scan, lake, tmp_path, no_broker):
    generator = random.Random(7)
    for _ in range(KILLS):
        process = start("run", scan, "--quiet", *no_broker)
        goal = len(spooled(tmp_path)) + generator.randint(1, 2 * len(DISTANCES) // KILLS)
        wait_until(lambda: len(spooled(tmp_path)) >= min(goal, len(DISTANCES)), process)
        process.send_signal(signal.SIGKILL)
        process.wait()
    finished = set(spooled(tmp_path))
    assert set(raw_ids(lake)) <= finished, "a raw object that would never be published"
    rows = objects(eigenlake("run", scan, "--json", *no_broker, exit_code=DELIVERED_LATER).stdout)
    assert {row["experiment_id"] for row in rows if row["skipped"]} == finished
    assert set(raw_ids(lake).values()) == {1} and len(raw_ids(lake)) == len(DISTANCES)
    assert spooled(tmp_path) == sorted(raw_ids(lake))


def test_record_without_room_in_the_spool_is_kept(eigenlake, write, lake, tmp_path, no_broker):
    (tmp_path / "spool/other").mkdir(parents=True)
    with open(tmp_path / "spool/other/x.avro", "wb") as file:
        file.truncate(1 << 20)
    done = eigenlake("run", write(h2(0.7)), *no_broker, "--spool-size", "1", exit_code=None)
    assert done.returncode not in (0, 1) and "that is kept in" in done.stderr
    assert len(raw_names(lake)) == 1
