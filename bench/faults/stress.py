# SPDX-License-Identifier: Apache-2.0
"""Runs writers and readers on one lake at once: nothing is lost or doubled, and no reader sees part of a batch.

Each writer puts raw objects into the lake, some with its own experiments, some with experiments that other writers may add
too, and calls `ingest` (now and then `features`) after each. Each reader asks one SQL query at a time and checks that
the nine tables are consistent with each other and the audit log, and that nothing disappears. At the end every added
experiment is in every table once.

usage: stress.py EIGENLAKE_PROGRAM LAKE [--seconds N] [--writers N] [--readers N] [--seed N] [-- OPTIONS OF EIGENLAKE…]

Options after -- are passed to every command, for example --catalog-uri postgresql://user@host/database. Prints one line of figures and
exits with 1 on a violation. Needs fastavro.
"""

import argparse
import csv
import io
import json
import pathlib
import random
import subprocess
import sys
import threading
import time

import fastavro

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOPIC = "raw-results/experiments/experiment.vqe"
SHARED_SEEDS = 50  # Experiments that several writers may add.
# One statement sees one state, whatever batches are committed meanwhile. The tables have 40 iterations, 16 parameters and
# 15 terms of each copy of the example record.
QUERY = """
select (select count(*) from molecules) as experiments,
       (select count(distinct experiment_id) from molecules) as ids,
       (select count(*) from ansatz_info) as ansatz_info,
       (select count(*) from performance_metrics) as performance_metrics,
       (select count(*) from vqe_results) as vqe_results,
       (select count(*) from initial_parameters) / 16.0 as initial_parameters,
       (select count(*) from optimal_parameters) / 16.0 as optimal_parameters,
       (select count(*) from vqe_iterations) / 40.0 as vqe_iterations,
       (select count(*) from iteration_parameters) / 640.0 as iteration_parameters,
       (select count(*) from hamiltonian_terms) / 15.0 as hamiltonian_terms,
       (select coalesce(sum(experiments_new), 0) from source_objects) as ledger,
       (select coalesce(sum(list_extract(record_counts, list_position(table_names, 'molecules'))), 0)
          from processing_metadata where processing_name = 'quantum_base_processing') as audit
"""


class Lake:
    """The program under test on one lake."""

    def __init__(self, program, folder, options):
        self.program, self.folder, self.options = str(program), pathlib.Path(folder), options
        self.raw = self.folder / TOPIC
        self.raw.mkdir(parents=True, exist_ok=True)

    def call(self, *arguments):
        command = [self.program, *arguments, "--lake", str(self.folder), "--threads", "1", *self.options]
        return subprocess.run(command, capture_output=True, text=True)

    def query(self, sql):
        done = self.call("sql", sql, "--format", "csv")
        if done.returncode:
            raise RuntimeError(done.stderr)
        return list(csv.DictReader(io.StringIO(done.stdout)))


class Records:
    """Raw objects of the example record; each seed is a separate experiment."""

    def __init__(self):
        with open(ROOT / "tests/data/record_example.avro", "rb") as file:
            reader = fastavro.reader(file)
            self.record, self.schema = next(reader), fastavro.parse_schema(reader.writer_schema)

    def put(self, path, seeds):
        records = []
        for seed in seeds:
            record = json.loads(json.dumps(self.record))
            record["vqe_result"]["initial_data"]["seed"] = seed
            records.append(record)
        temporary = path.with_name("." + path.name)
        with open(temporary, "wb") as file:
            fastavro.writer(file, self.schema, records)
        temporary.rename(path)


class Stress:
    def __init__(self, lake, seconds, seed):
        self.lake, self.records = lake, Records()
        self.end = time.monotonic() + seconds
        self.seed, self.lock = seed, threading.Lock()
        self.put_seeds, self.faults = set(), []
        self.ingests = self.reads = self.refused = 0

    def running(self):
        return time.monotonic() < self.end and not self.faults

    def note(self, fault):
        with self.lock:
            self.faults.append(fault)

    def write(self, number):
        generator = random.Random(f"{self.seed}/{number}")
        own = 0
        while self.running():
            seeds = [1_000_000 * (number + 1) + own + i for i in range(generator.randint(0, 2))]
            own += len(seeds)
            seeds.append(generator.randrange(SHARED_SEEDS))
            self.records.put(self.lake.raw / f"writer{number}-{own:06d}-{generator.randrange(10**9)}.avro", seeds)
            with self.lock:
                self.put_seeds.update(seeds)
            self.batch("features" if generator.random() < 0.1 else "ingest")

    def batch(self, command):
        done = self.lake.call(command, "--quiet")
        with self.lock:
            self.ingests += done.returncode == 0
            self.refused += done.returncode != 0
        # A wait of more than a minute for another writer is no fault.
        if done.returncode and "another" not in done.stderr:
            self.note(f"{command}: exit code {done.returncode}: {done.stderr}")

    def read(self):
        seen = 0
        while self.running():
            if not (self.lake.folder / "features").exists():
                time.sleep(0.05)
                continue
            try:
                rows = self.lake.query(QUERY)
            except RuntimeError as error:
                if "no table" not in str(error).lower() and "does not exist" not in str(error):
                    self.note(f"sql: {error}")
                continue
            figures = {name: float(value) for name, value in rows[0].items()}
            if len(set(figures.values())) != 1 or figures["experiments"] < seen:
                self.note(f"a reader saw {figures} after {seen} experiments")
            seen = figures["experiments"]
            with self.lock:
                self.reads += 1

    def run(self, writers, readers):
        threads = [threading.Thread(target=self.write, args=(number,)) for number in range(writers)]
        threads += [threading.Thread(target=self.read) for _ in range(readers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.check_end()

    def check_end(self):
        self.batch("ingest")
        rows = self.lake.query("select seed, count(*) as n from vqe_results group by seed")
        if any(int(row["n"]) != 1 for row in rows):
            self.note(f"twice in vqe_results: {[row['seed'] for row in rows if int(row['n']) != 1]}")
        found = {int(row["seed"]) for row in rows}
        if found != self.put_seeds:
            self.note(f"lost: {sorted(self.put_seeds - found)[:10]}, unknown: {sorted(found - self.put_seeds)[:10]}")
        for name, value in self.lake.query(QUERY)[0].items():
            if float(value) != len(self.put_seeds):
                self.note(f"{name}: expected {len(self.put_seeds)} experiments, found {value}")


def main(arguments):
    options = arguments[arguments.index("--") + 1:] if "--" in arguments else []
    own = arguments[:arguments.index("--")] if "--" in arguments else arguments
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("program", type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("lake", type=pathlib.Path)
    for name, default in (("--seconds", 30), ("--writers", 4), ("--readers", 4), ("--seed", 1)):
        parser.add_argument(name, type=int, default=default)
    given = parser.parse_args(own)
    stress = Stress(Lake(given.program, given.lake, options), given.seconds, given.seed)
    stress.run(given.writers, given.readers)
    print(f"{given.seconds} s, {given.writers} writers, {given.readers} readers, seed {given.seed}: "
          f"{stress.ingests} batches or looks for one, {stress.refused} refused, {stress.reads} reads, "
          f"{len(stress.put_seeds)} experiments, {len(stress.faults)} faults")
    for fault in stress.faults:
        print(fault, file=sys.stderr)
    return 1 if stress.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
