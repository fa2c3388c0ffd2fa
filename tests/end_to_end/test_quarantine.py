"""What ingestion refuses: named, kept, and read again on request."""

import copy
import json
import os
import pathlib

import pytest

EXAMPLE = json.loads((pathlib.Path(__file__).parents[1] / "data" / "record_example.json").read_text())
QUARANTINED = 7


def record(seed, **changes):
    changed = copy.deepcopy(EXAMPLE)
    changed["vqe_result"]["initial_data"]["seed"] = {"int": seed}
    changed["vqe_result"].update(changes)
    return changed


@pytest.fixture
def raw(lake):
    folder = lake / "raw-results" / "experiments" / "experiment.vqe"
    folder.mkdir(parents=True)
    return folder


def listed(eigenlake):
    return [json.loads(line) for line in eigenlake("quarantine", "list", "--json").stdout.splitlines()]


def test_the_good_records_of_an_object_are_ingested_and_the_others_named(eigenlake, raw):
    lines = [record(1), record(2, iteration_list=[]), record(3), record(4, optimal_parameters=[0.0])]
    (raw / "1-1.json").write_text("\n".join(json.dumps(line) for line in lines))
    (raw / "2-2.json").write_text(json.dumps(record(5)))
    done = eigenlake("ingest", "--json", exit_code=QUARANTINED)
    report = json.loads(done.stdout)
    assert (report["records"], report["records_faulty"], report["experiments_new"]) == (5, 2, 3)
    (entry,) = listed(eigenlake)
    assert entry["object_uri"].endswith("/1-1.json") and entry["records"] == 4
    assert entry["error"].startswith("record 2: iteration_list") and "; record 4: optimal_parameters" in entry["error"]
    row = json.loads(eigenlake("sql", "select status, error, records, experiments_new from source_objects "
                               "where object_uri like '%1-1.json'", "--json").stdout)
    assert row == {"status": "quarantined", "error": entry["error"], "records": 4, "experiments_new": 2}
    assert "iteration_list" in eigenlake("quarantine", "list").stdout


def test_an_object_is_read_again_when_it_may_be_read(eigenlake, raw):
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    path = raw / "1-1.json"
    path.write_text(json.dumps(record(1)))
    path.chmod(0)
    eigenlake("ingest", exit_code=QUARANTINED)
    path.chmod(0o644)
    assert json.loads(eigenlake("ingest", "--json").stdout)["objects_new"] == 0
    assert json.loads(eigenlake("quarantine", "retry", "--json").stdout)["experiments_new"] == 1
    assert listed(eigenlake) == []


def test_retry_reads_the_named_objects_only(eigenlake, raw):
    for seed in (1, 2):
        (raw / f"{seed}-1.json").write_text(json.dumps(record(seed, minimum="NaN")))
    eigenlake("ingest", exit_code=QUARANTINED)
    first, second = listed(eigenlake)
    (raw / "1-1.json").write_text(json.dumps(record(1)))
    assert json.loads(eigenlake("quarantine", "retry", first["object_uri"], "--json").stdout)["experiments_new"] == 1
    assert listed(eigenlake) == [second]
    eigenlake("quarantine", "retry", "file:///nowhere.json", exit_code=3)
    eigenlake("quarantine", "forget", exit_code=2)


def test_what_is_odd_but_possible_is_a_flag(eigenlake, raw):
    lowest = min(step["result"] for step in EXAMPLE["vqe_result"]["iteration_list"])
    (raw / "1-1.json").write_text(json.dumps(record(1, minimum=lowest + 1e-6)))
    (raw / "2-1.json").write_text(json.dumps({**record(2), "run_options": '{"identity": {"search": 2}}'}))
    eigenlake("ingest")
    rows = [json.loads(line) for line in eigenlake(
        "sql", "select quality_flags from vqe_results order by seed", "--json").stdout.splitlines()]
    assert rows == [{"quality_flags": ["minimum_differs", "unchecked_minimum"]}, {"quality_flags": None}]
