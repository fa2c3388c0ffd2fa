# SPDX-License-Identifier: Apache-2.0
"""Measures the ingestion of one new record into a small and a large lake.

Builds a lake of 100 experiments in 10 batches and one of 10,000 in 1,000 batches, calls `maintain` on both, then adds
20 records of 200 iterations × 84 parameters to each, one call at a time, warm and durable. Goals: a median of at most
0.3 s, and at most 1.5 times as long in the large lake as in the small one.

The existing experiments have only ITERATIONS_BEFORE iterations each, so that building takes minutes instead of an hour.
An ingestion reads only their files, snapshots and manifests, whose number is the same.

usage: incremental.py EIGENLAKE_PROGRAM WORK_FOLDER [BATCHES]
"""

import pathlib
import statistics
import subprocess
import sys
import time

from make_raw import make_raw

BATCH, ITERATIONS, PARAMETERS, ADDED = 10, 200, 84, 20
ITERATIONS_BEFORE = 10
SMALL_BATCHES, LARGE_BATCHES = 10, 1000
TOPIC = "raw-results/experiments/experiment.vqe"


def ingest(program, lake):
    start = time.perf_counter()
    subprocess.run([program, "ingest", "--lake", lake, "--quiet"], check=True)
    return time.perf_counter() - start


def build_lake(program, lake, batches):
    """Resumes where an earlier call stopped."""
    for batch in range(batches):
        first = batch * BATCH
        if (lake / TOPIC / f"experiment.vqe+0+{first + BATCH - 1:010d}.avro").exists():
            continue
        make_raw(lake / TOPIC, BATCH, ITERATIONS_BEFORE, PARAMETERS, first)
        ingest(program, lake)


def add_records(program, lakes):
    """Seconds of each of ADDED ingestions of one new record, for each lake, in turns, so that load affects all equally."""
    firsts = [len(list((lake / TOPIC).iterdir())) for lake in lakes]
    seconds = [[] for _ in lakes]
    for number in range(ADDED):
        for lake, first, its in zip(lakes, firsts, seconds):
            make_raw(lake / TOPIC, 1, ITERATIONS, PARAMETERS, first + number)
            its.append(ingest(program, lake))
    return seconds


def maintain(program, lake):
    start = time.perf_counter()
    subprocess.run([program, "maintain", "--lake", lake, "--quiet"], check=True)
    print(f"{lake.name:6} maintain took {time.perf_counter() - start:.1f} s", flush=True)


def main(program, work, batches=LARGE_BATCHES):
    program, work = pathlib.Path(program).resolve(), pathlib.Path(work).resolve()
    counts = {"small": SMALL_BATCHES, "large": batches}
    lakes = [work / name for name in counts]
    for lake, count in zip(lakes, counts.values()):
        build_lake(program, lake, count)
        maintain(program, lake)
    add_records(program, lakes)  # warm
    seconds = add_records(program, lakes)
    medians = [statistics.median(its) for its in seconds]
    for (name, count), its, median in zip(counts.items(), seconds, medians):
        print(f"{name:6} {count * BATCH:6} experiments in {count:3} batches: median {median:.3f} s, "
              f"best {min(its):.3f} s, worst {max(its):.3f} s")
    print(f"ratio {medians[1] / medians[0]:.2f}")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
