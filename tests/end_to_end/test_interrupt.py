# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C keeps finished experiments; during the exact reference it loses only the reference."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import time

import pytest

WATER = {"name": "H2O", "symbols": ["O", "H", "H"], "coords": [[0, 0, 0.1173], [0.05, 0.8, -0.4692], [0, -0.7572, -0.4692]]}
H2 = {"name": "H2", "symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.7414]]}
# 1,656,369 determinants without symmetry: some ten seconds of reference after a second of VQE.
SLOW_REFERENCE = ["--basis", "6-31g", "--fci-limit", "2000000", "--max-evaluations", "2"]
SOON = 3.0  # seconds; it takes some tenths, but machines that run tests are busy


@pytest.fixture
def molecules(tmp_path):
    """Writes molecules into a file and returns its path."""

    def write(*entries):
        file = tmp_path / "molecules.json"
        file.write_text(json.dumps(list(entries)))
        return file

    return write


@pytest.fixture
def start(eigenlake_binary, lake):
    """Starts the program on the lake of this test; processes that still run at the end are killed."""
    processes = []

    def popen(*arguments, **options):
        command = list(map(str, [eigenlake_binary, *arguments, "--lake", lake, "--threads", "1"]))
        processes.append(subprocess.Popen(command, text=True, **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}))
        return processes[-1]

    yield popen
    for process in processes:
        if process.poll() is None:
            process.kill()
            process.wait()


class Terminal:
    """A pseudo-terminal as the standard error of a process."""

    def __init__(self):
        self.own, self.others = pty.openpty()
        self.text = ""

    def read_until(self, pattern, process, seconds):
        """Waits for a match of `pattern` in all text so far; fails after so many seconds, or if the process ends without it."""
        end = time.monotonic() + seconds
        while (found := re.search(pattern, self.text)) is None:
            ended = process.poll() is not None
            ready, _, _ = select.select([self.own], [], [], 0.0 if ended else 0.05)
            if ready:
                self.text += os.read(self.own, 65536).decode(errors="replace")
            else:
                assert not ended and time.monotonic() < end, f"no {pattern!r} in {self.text!r}"
        return found

    def close(self):
        os.close(self.own)
        os.close(self.others)


@pytest.fixture
def terminal():
    opened = Terminal()
    yield opened
    opened.close()


def end_by_interrupt(process):
    """Interrupts the process; returns (standard output, standard error, seconds until its end)."""
    begin = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    return out, err, time.monotonic() - begin


def stored_diagnostics(lake):
    fastavro = pytest.importorskip("fastavro")
    objects = sorted((lake / "raw-results/experiments/experiment.vqe").glob("[0-9]*.avro"))
    for path in objects:
        with path.open("rb") as file:
            (record,) = fastavro.reader(file)
        yield json.loads(record["diagnostics"])


@pytest.mark.parametrize("command", ["run", "simulate"])
def test_interrupted_reference_keeps_the_experiment(start, eigenlake, molecules, lake, terminal, command):
    process = start(command, molecules(WATER, H2), *SLOW_REFERENCE, "--json", stderr=terminal.others)
    shown = terminal.read_until(r"\[1/2\] H2O: exact reference: round \d+, residual \de-\d+, (\d+) of (\d+) s", process, 120)
    assert int(shown[1]) <= int(shown[2])
    out, _, seconds = end_by_interrupt(process)
    terminal.read_until("--force computes and prints it", process, 5)
    assert process.returncode == 130 and seconds < SOON
    (row,) = map(json.loads, out.splitlines())
    assert row["molecule"] == "H2O" and row["fci_total_energy"] is None and row["total_energy"] < row["hf_total_energy"]
    (diagnostics,) = stored_diagnostics(lake)
    assert "fci_total_energy" not in diagnostics and "reference_time" not in diagnostics
    assert diagnostics["hf_total_energy"] == row["hf_total_energy"]


def test_tables_are_written_for_an_experiment_without_reference(start, eigenlake, molecules, lake, terminal):
    process = start("run", molecules(WATER), *SLOW_REFERENCE, stderr=terminal.others)
    terminal.read_until("exact reference: round", process, 120)
    out, _, _ = end_by_interrupt(process)
    assert process.returncode == 130 and "H2O" in out
    eigenlake("ingest")
    rows = eigenlake("sql", "select fci_total_energy, hf_total_energy from vqe_results", "--json").stdout
    (row,) = map(json.loads, rows.splitlines())
    assert row["fci_total_energy"] is None and row["hf_total_energy"] < -75


def test_interrupted_reference_is_reported_once_without_a_terminal(start, molecules, lake):
    process = start("run", molecules(WATER), *SLOW_REFERENCE)
    time.sleep(2.5)  # no progress to wait for: beyond the VQE, or within it on a busy machine
    out, err, seconds = end_by_interrupt(process)
    assert process.returncode == 130 and seconds < 3 * SOON, "it may be within an evaluation of 860 parameters"
    kept = list(stored_diagnostics(lake)) if out else []
    assert err.count("the exact reference was interrupted") == len(kept)
    assert "exact reference:" not in err.replace("the exact reference was", "")


def test_integrals_and_scf_stop_soon(start, molecules, terminal):
    process = start("simulate", molecules({**WATER, "basis": "cc-pvqz"}), "--active-space", "2,2", "--scf", "rhf", stderr=terminal.others)
    terminal.read_until("integrals", process, 60)
    _, _, seconds = end_by_interrupt(process)
    terminal.read_until("interrupted", process, 5)
    assert process.returncode == 130 and seconds < SOON
