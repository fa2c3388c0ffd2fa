# SPDX-License-Identifier: Apache-2.0
"""Rejected objects are named, kept, and read again on request."""

import copy
import gzip
import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

DATA = pathlib.Path(__file__).parents[1] / "data"
EXAMPLE = json.loads((DATA / "record_example.json").read_text())
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


def test_valid_records_of_an_object_are_ingested_and_the_others_named(eigenlake, raw):
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


def test_object_is_read_again_once_permitted(eigenlake, raw):
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


def test_retry_reports_results_and_missing_objects_leave_the_list(eigenlake, raw):
    for seed in (1, 2, 3):
        (raw / f"{seed}.json").write_text(json.dumps(record(seed, minimum="NaN")))
    eigenlake("ingest", exit_code=QUARANTINED)
    (raw / "1.json").write_text(json.dumps(record(1)))
    (raw / "3.json").unlink()
    left = eigenlake("quarantine", "list", "--json")
    assert [json.loads(line)["object_uri"][-6:] for line in left.stdout.splitlines()] == ["1.json", "2.json"]
    assert "1 more were quarantined and are no longer in the raw store" in left.stderr
    done = eigenlake("quarantine", "retry", "1.json", "2.json", "3.json", "--json", exit_code=QUARANTINED)
    outcomes = {outcome["object_uri"][-6:]: outcome for outcome in json.loads(done.stdout)["outcomes"]}
    assert {name: outcome["outcome"] for name, outcome in outcomes.items()} == {
        "1.json": "ingested", "2.json": "refused", "3.json": "gone"}
    assert outcomes["1.json"]["experiments_new"] == 1 and "minimum" in outcomes["2.json"]["error"]
    again = eigenlake("quarantine", "retry", exit_code=QUARANTINED)
    assert "2.json: still refused: record 1: minimum" in again.stdout


def test_dropped_entry_leaves_the_list_and_ledger_says_who_and_why(eigenlake, raw):
    for seed in (1, 2):
        (raw / f"{seed}.json").write_text(json.dumps(record(seed, minimum="NaN")))
    eigenlake("ingest", exit_code=QUARANTINED)
    for words in (["drop"], ["drop", "1.json"], ["drop", "--reason", "x"], ["drop", "1.json", "--reason", " "],
                  ["retry", "--reason", "x"]):
        eigenlake("quarantine", *words, exit_code=2)
    eigenlake("quarantine", "drop", "3.json", "--reason", "x", exit_code=3)
    uri = listed(eigenlake)[0]["object_uri"]
    assert "would drop" in eigenlake("quarantine", "drop", uri, "--reason", "x", "--dry-run").stdout
    row = json.loads(eigenlake("quarantine", "drop", uri, "--reason", "a test of the sink", "--json").stdout)
    assert row["object_uri"] == uri and row["batch_id"]
    assert [entry["object_uri"][-6:] for entry in listed(eigenlake)] == ["2.json"]
    ledger = json.loads(eigenlake("sql", "select status, error from source_objects where object_uri like '%/1.json' "
                                  "order by processing_timestamp desc limit 1", "--json").stdout)
    assert ledger["status"] == "quarantined"
    assert ledger["error"].startswith("dropped by ") and ": a test of the sink (was: record 1: " in ledger["error"]
    audit = json.loads(eigenlake("sql", "select source_data_info from processing_metadata "
                                 "order by processing_timestamp desc limit 1", "--json").stdout)
    assert "dropped by" in audit["source_data_info"] and "a test of the sink" in audit["source_data_info"]
    assert json.loads(eigenlake("ingest", "--json").stdout)["objects_new"] == 0


def test_faulty_objects_of_other_producers_are_quarantined(eigenlake, raw):
    for file in (DATA / "raw_objects").iterdir():
        shutil.copy(file, raw)
    (raw / "record.avro.gz").write_bytes(gzip.compress((DATA / "record_example.avro").read_bytes()))
    report = json.loads(eigenlake("ingest", "--json", exit_code=QUARANTINED).stdout)
    assert (report["records"], report["records_faulty"]) == (5, 2)
    errors = {entry["object_uri"].rsplit("/", 1)[1]: entry["error"] for entry in listed(eigenlake)}
    assert set(errors) == {"basis_blank.json", "key_twice.json"}
    assert "basis_set is blank" in errors["basis_blank.json"]
    place = (DATA / "raw_objects" / "key_twice.json").read_text().rindex('"basis_set"')
    assert f"duplicate key basis_set, again at byte {place}" in errors["key_twice.json"]
    formats = eigenlake("sql", "select format from source_objects where object_uri like '%.gz' order by object_uri", "--json")
    assert [json.loads(line)["format"] for line in formats.stdout.splitlines()] == ["json", "avro"]


def test_every_name_is_ingested_or_left_out_by_a_rule(eigenlake, raw):
    names = [b"a b.json", b"a\nb.json", b"a\x01\x7fb.json", b"\xff\xc3.json", "\u00fc+%41.json".encode()]
    for seed, name in enumerate(names):
        (raw / os.fsdecode(name)).write_text(json.dumps(record(seed)))
    left_out = ["_SUCCESS", "x.json.tmp", "x.avro.part", "x.inprogress", "x.json~", "_temporary/0/x.json"]
    (raw / "_temporary" / "0").mkdir(parents=True)
    for name in [*left_out, ".hidden.json"]:
        (raw / name).write_text("{")
    report = json.loads(eigenlake("ingest", "--json").stdout)
    assert (report["experiments_new"], report["objects_left_out"]) == (len(names), len(left_out))
    rows = eigenlake("sql", "select object_uri from source_objects", "--json").stdout.splitlines()
    uris = sorted(json.loads(row)["object_uri"].rsplit("/", 1)[1] for row in rows)
    assert uris == sorted(["a b.json", "a%0Ab.json", "a%01%7Fb.json", "%FF%C3.json", "\u00fc+%41.json"])
    assert json.loads(eigenlake("ingest", "--json").stdout)["objects_new"] == 0


# Runs a program and prints its peak memory in MiB.
PEAK = ("import resource, subprocess, sys; code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode; "
        "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)")


def test_record_beyond_the_limit_is_quarantined_in_bounded_memory(eigenlake, eigenlake_binary, lake, raw):
    # 512 MiB in one string, as a sequence of gzip members that are quick to make.
    piece = gzip.compress(b"x" * (32 << 20), 1)
    with open(raw / "1.json.gz", "wb") as file:
        file.write(gzip.compress(b'{"ansatz": "'))
        for _ in range(16):
            file.write(piece)
        file.write(gzip.compress(b'"}'))
    (raw / "2.json").write_text(json.dumps(record(1)))
    done = subprocess.run([sys.executable, "-c", PEAK, eigenlake_binary, "ingest", "--lake", lake], capture_output=True, text=True,
                          check=True)
    code, mebibytes = map(int, done.stdout.split())
    assert code == QUARANTINED and mebibytes < 700
    (entry,) = listed(eigenlake)
    assert "the JSON document at byte 0 is longer than 256 MiB" in entry["error"]
    assert json.loads(eigenlake("sql", "select count(*) as n from molecules", "--json").stdout) == {"n": 1}


def test_unusual_but_possible_result_is_a_flag(eigenlake, raw):
    lowest = min(step["result"] for step in EXAMPLE["vqe_result"]["iteration_list"])
    (raw / "1-1.json").write_text(json.dumps(record(1, minimum=lowest + 1e-6)))
    (raw / "2-1.json").write_text(json.dumps({**record(2), "run_options": '{"identity": {"search": 2}}'}))
    eigenlake("ingest")
    rows = [json.loads(line) for line in eigenlake(
        "sql", "select quality_flags from vqe_results order by seed", "--json").stdout.splitlines()]
    assert rows == [{"quality_flags": ["minimum_differs", "unchecked_minimum"]}, {"quality_flags": None}]
