# SPDX-License-Identifier: Apache-2.0
"""Compares an earlier and a later program at the same work in turns: median seconds of the whole process, and the ratio.

- rows: 200 records of 200 iterations × 84 parameters, 3,360,000 parameter rows, ingested into an empty lake.
- record: one such record ingested into a lake of 10,000 experiments in 100 batches, which both programs continue.
- N2, CH4, H2O: a UCCSD simulation on two threads; the last in 6-31G with a frozen core.

The earlier program makes the lake, so both must be able to write it. Goal for rows and record: within 5 % of each other.

usage: pairs.py EARLIER_PROGRAM LATER_PROGRAM WORK_FOLDER [PAIRS] [CASE ...]      (default: 5 pairs of every case)
"""

import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "ingest"))

from make_raw import make_raw  # noqa: E402

ITERATIONS, PARAMETERS, RECORDS = 200, 84, 200
BATCH, BATCHES, ITERATIONS_BEFORE = 100, 100, 10
TOPIC = "raw-results/experiments/experiment.vqe"
MOLECULES = {
    "N2": ([], {"symbols": ["N", "N"], "coords": [[0, 0, 0], [0, 0, 1.0977]]}),
    "CH4": ([], {
        "symbols": ["C", "H", "H", "H", "H"],
        "coords": [[0, 0, 0], [0.629, 0.629, 0.629], [-0.629, -0.629, 0.629], [-0.629, 0.629, -0.629], [0.629, -0.629, -0.629]],
    }),
    "H2O": (["--basis", "6-31g", "--frozen-core"], {
        "symbols": ["O", "H", "H"], "coords": [[0, 0, 0.1173], [0, 0.7572, -0.4692], [0, -0.7572, -0.4692]],
    }),
}


def seconds_of(*command):
    start = time.perf_counter()
    subprocess.run([*command, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def ingest(program, lake):
    return seconds_of(program, "ingest", "--lake", lake)


def rows(programs, work):
    raw, lake = work / "raw", work / "lake"
    make_raw(raw, RECORDS, ITERATIONS, PARAMETERS, 0)

    def step(program):
        shutil.rmtree(lake, ignore_errors=True)
        shutil.copytree(raw, lake / TOPIC)
        return ingest(program, lake)

    return step


def record(programs, work):
    lake = work / "lake"
    for batch in range(BATCHES):
        make_raw(lake / TOPIC, BATCH, ITERATIONS_BEFORE, PARAMETERS, batch * BATCH)
        ingest(programs[0], lake)

    def step(program):
        make_raw(lake / TOPIC, 1, ITERATIONS, PARAMETERS, len(list((lake / TOPIC).iterdir())))
        return ingest(program, lake)

    step(programs[1])  # The tables get the columns that the later program adds.
    return step


def simulation(name):
    options, molecule = MOLECULES[name]

    def make(programs, work):
        file, lake = work / "molecule.json", work / "lake"
        file.write_text(json.dumps({"name": name, **molecule}))

        def step(program):
            shutil.rmtree(lake, ignore_errors=True)
            return seconds_of(program, "simulate", file, "--lake", lake, "--threads", "2", *options)

        return step

    return make


CASES = {"rows": rows, "record": record, **{name: simulation(name) for name in MOLECULES}}


def main(earlier, later, work, pairs="5", *cases):
    programs = [str(pathlib.Path(program).resolve()) for program in (earlier, later)]
    for case in cases or CASES:
        folder = pathlib.Path(work) / case
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        step = CASES[case](programs, folder)
        seconds = ([], [])
        for pair in range(int(pairs)):
            for i in (0, 1) if pair % 2 == 0 else (1, 0):
                seconds[i].append(step(programs[i]))
        before, after = map(statistics.median, seconds)
        print(f"{case}: {before:.3f} s, {after:.3f} s, ratio {after / before:.3f} ({pairs} pairs)", flush=True)
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
