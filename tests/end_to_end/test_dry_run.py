# SPDX-License-Identifier: Apache-2.0
"""--dry-run predicts time and memory, and computes nothing."""

import json
import subprocess
import sys

import pytest

# A small separate process, so that the parent's peak memory does not hide that of the program.
PEAK_OF = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""


def objects(text):
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def examples(repository, tmp_path):
    """Writes named molecules of the examples into a file and returns its path."""
    known = {entry["name"]: entry for entry in json.loads((repository / "examples/molecules.json").read_text())}

    def write(*names):
        file = tmp_path / "molecules.json"
        file.write_text(json.dumps([known[name] for name in names]))
        return file

    return write


@pytest.mark.parametrize("name, arguments", [
    ("H2", []),
    ("NH3", []),
    ("BeH2", ["--basis", "6-31g", "--frozen-core"]),
    ("H2O", ["--basis", "6-31g", "--frozen-core", "--max-evaluations", "2"]),
    ("H2O", ["--basis", "aug-cc-pvtz", "--active-space", "2,2"]),
    ("NH3", ["--ansatz", "RealAmplitudes", "--max-evaluations", "3", "--fci-limit", "0"]),
])
@pytest.mark.parametrize("command", ["simulate", "run"])
def test_peak_memory_is_predicted(eigenlake, eigenlake_binary, examples, lake, command, name, arguments):
    call = [command, examples(name), "--threads", "1", *arguments]
    (plan,) = objects(eigenlake(*call, "--dry-run", "--json").stdout)
    measured = subprocess.run([sys.executable, "-S", "-c", PEAK_OF, *map(str, [eigenlake_binary, *call, "--lake", lake])],
                              capture_output=True, text=True, check=True, timeout=300)
    assert 0.7 < plan["memory_bytes"] / int(measured.stdout) < 1.3


def test_predicted_time_is_of_the_right_order(eigenlake, examples):
    call = ["simulate", examples("BeH2", "NH3"), "--basis", "6-31g", "--active-space", "4,10", "--threads", "1"]
    plans = objects(eigenlake(*call, "--dry-run", "--json").stdout)
    rows = objects(eigenlake(*call, "--json").stdout)
    for plan, row in zip(plans, rows, strict=True):
        assert plan["predicted_seconds"] == pytest.approx(sum(plan["predicted_phases"].values()))
        assert row["seconds"] / 20 < plan["predicted_seconds"] < 20 * row["seconds"]  # machines that run tests are busy
        assert row["evaluations"] / 3 < plan["assumed_evaluations"] < 3 * row["evaluations"]


def test_reference_counts_only_if_computed(eigenlake, examples):
    call = ["simulate", examples("H2O"), "--basis", "6-31g", "--frozen-core", "--dry-run", "--json"]
    (with_it,) = objects(eigenlake(*call).stdout)
    (without,) = objects(eigenlake(*call, "--fci-limit", "1000").stdout)
    assert with_it["predicted_phases"]["reference"] > 0.05 and without["predicted_phases"]["reference"] == 0.0
    assert with_it["memory_bytes"] - without["memory_bytes"] > 10 * 8 * with_it["determinants"]


@pytest.mark.parametrize("command", ["simulate", "run"])
def test_plan_says_what_the_lake_has(eigenlake, examples, command):
    eigenlake("run", examples("H2"))
    file = examples("H2", "LiH")
    assert [plan["in_lake"] for plan in objects(eigenlake(command, file, "--dry-run", "--json").stdout)] == [True, False]
    lines = eigenlake(command, file, "--dry-run").stdout.splitlines()
    assert ["H2", "yes"] == [lines[1].split()[0], lines[1].split()[-2]] and "no" == lines[2].split()[-2]
    assert lines[-1].startswith("total: 1 to simulate") and "1 in the lake already" in lines[-1]


def test_jobs_share_the_time_and_add_up_in_memory(eigenlake, examples):
    call = ["simulate", examples("BeH2", "BeH2"), "--basis", "6-31g", "--frozen-core", "--threads", "2", "--dry-run"]

    def total(*arguments):
        words = eigenlake(*call, *arguments).stdout.splitlines()[-1].split()
        return int(words[words.index("MiB") - 1])

    assert total("--jobs", "2") > total("--jobs", "1")
