# SPDX-License-Identifier: Apache-2.0
"""Measures what maintenance saves, and the cost of a commit before and after it.

Builds a lake of BATCHES batches of EXPERIMENTS experiments each, ingests 20 further records one by one, maintains the
lake, and ingests 20 more. Prints the report of `maintain`, the medians, and the size of the largest metadata file.
ROUNDS adds rounds of as many batches, each followed by maintenance that keeps 100 batches: metadata and the cost of a
commit must not grow. "Elsewhere" are records in a separate raw store, to exclude the listing of all other raw objects;
processor time is less noisy than the clock.

usage: maintain.py EIGENLAKE_PROGRAM WORK_FOLDER [BATCHES [EXPERIMENTS [ROUNDS]]]
"""

import json
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "ingest"))
from make_raw import make_raw  # noqa: E402

ITERATIONS, PARAMETERS, ADDED = 20, 12, 20
TOPIC = "raw-results/experiments/experiment.vqe"
KEEP = ("--keep-batches", "100", "--keep-days", "0", "--grace-minutes", "0", "--older-than", "0")


class Bench:
    def __init__(self, program, lake, experiments):
        self.program, self.lake, self.experiments = program, lake, experiments
        raw = lake / TOPIC
        # Sinks count up, and the lake lists only names after the last one.
        self.next_seed = 1 + max((int(file.stem.split("+")[2]) for file in raw.iterdir()), default=-1) if raw.exists() else 0

    def call(self, *arguments):
        start = time.perf_counter()
        done = subprocess.run([self.program, *arguments, "--lake", self.lake], check=True, capture_output=True, text=True)
        return time.perf_counter() - start, done.stdout

    def ingest(self, records, raw=None):
        make_raw(raw / "experiments/experiment.vqe" if raw else self.lake / TOPIC, records, ITERATIONS, PARAMETERS, self.next_seed)
        self.next_seed += records
        return self.call("ingest", "--quiet", *(("--raw", raw) if raw else ()))[0]

    def grow(self, batches):
        for _ in range(batches):
            self.ingest(self.experiments)

    def cpu_seconds(self):
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    def one_record(self, raw=None):
        """Median seconds of an ingest of one record, and of processor time."""
        self.ingest(1, raw)
        seconds, cpu = [], []
        for _ in range(ADDED):
            before = self.cpu_seconds()
            seconds.append(self.ingest(1, raw))
            cpu.append(self.cpu_seconds() - before)
        return f"{statistics.median(seconds):.3f} s ({statistics.median(cpu):.3f} s CPU)"

    def one_record_elsewhere(self):
        with tempfile.TemporaryDirectory() as raw:
            return self.one_record(pathlib.Path(raw))

    def largest_metadata(self):
        files = self.lake.glob("features/warehouse/quantum_features/*/metadata/*.metadata.json")
        return max(file.stat().st_size for file in files)

    def files(self):
        return sum(1 for file in self.lake.glob("features/warehouse/**/*") if file.is_file())

    def maintain(self, *arguments):
        seconds, out = self.call("maintain", "--json", *arguments)
        tables = [json.loads(line) for line in out.splitlines()]
        total = {key: sum(table[key] for table in tables) for key in ("files_before", "files_after", "bytes_before", "bytes_after",
                 "snapshots_expired", "expired_files", "manifests_before", "manifests_after")}
        errors = [table["error"] for table in tables if table["error"]]
        return seconds, total, errors

    def report(self, name, *arguments):
        before = self.one_record()
        files, metadata = self.files(), self.largest_metadata()
        seconds, total, errors = self.maintain(*arguments)
        print(f"{name}: maintain {seconds:.1f} s {total} {errors or ''}")
        print(f"  one record: {before} before, {self.one_record()} after, {self.one_record_elsewhere()} elsewhere; objects {files} -> {self.files()}; "
              f"largest metadata file {metadata / 1e3:.0f} -> {self.largest_metadata() / 1e3:.0f} kB", flush=True)


def main(program, work, batches=100, experiments=10, rounds=0):
    bench = Bench(pathlib.Path(program).resolve(), pathlib.Path(work).resolve() / f"{batches}x{experiments}", experiments)
    start = time.perf_counter()
    bench.grow(batches)
    print(f"{batches} batches of {experiments} experiments ingested in {time.perf_counter() - start:.0f} s", flush=True)
    bench.report("first", "--grace-minutes", "0")
    bench.report("first, expired", *KEEP)
    for number in range(rounds):
        bench.grow(batches)
        bench.report(f"round {number + 1}", *KEEP)


if __name__ == "__main__":
    if not 3 <= len(sys.argv) <= 6:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
