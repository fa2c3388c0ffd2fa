# SPDX-License-Identifier: Apache-2.0
"""Kills producer, landing, broker and registry at random moments; at the end every record is in the tables exactly once.

Each round publishes RECORDS records through `eigenlake publish` while a landing runs (raw objects and, in odd rounds, straight into the
tables of a second lake), and kills one of them with SIGKILL at a random moment: the publisher, the landing, or the broker, which is
restarted; every tenth round the registry. After the last round the spool is delivered, the landings run to the end, the raw
objects are ingested, and the records of both lakes are counted.

usage: stream_faults.py EIGENLAKE_PROGRAM [ROUNDS [SEED]]

Prints one line of figures and exits with 1 on a violation. Needs the servers kafka, registry and clients.
"""

import pathlib
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "kafka"))

import fastavro  # noqa: E402
from platform_servers import SCHEMA, environment, platform  # noqa: E402

RECORDS = 5


class Round:
    def __init__(self, program, broker, registry, folder, rng):
        self.program, self.broker, self.registry, self.folder, self.rng = program, broker, registry, folder, rng
        self.landings = {"land": None, "direct": None}
        self.kills = {"publisher": 0, "landing": 0, "broker": 0, "registry": 0}

    def start(self, *words):
        return subprocess.Popen([self.program, *map(str, words), "--quiet"], env=environment(self.broker, self.registry),
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def words(self, way):
        words = ["land", "--lake", self.folder / way, "--kafka-property", "session.timeout.ms=6000"]
        return words + (["--direct", "--batch-seconds", "0.2"] if way == "direct"
                        else ["--flush-seconds", "0.5", "--records-per-object", "7"])

    def keep_landing(self):
        for way, child in self.landings.items():
            if child is None or child.poll() is not None:
                self.landings[way] = self.start(*self.words(way))

    def play(self, number, file):
        self.keep_landing()
        publisher = self.start("publish", file, "--spool", self.folder / "spool", "--timeout", 3)
        time.sleep(self.rng.uniform(0.0, 1.2))
        victim = "registry" if number % 10 == 9 else self.rng.choice(["publisher", "landing", "broker"])
        self.kills[victim] += 1
        if victim == "publisher":
            publisher.kill()
        elif victim == "landing":
            self.landings[self.rng.choice(["land", "direct"])].kill()
        else:
            server = self.broker if victim == "broker" else self.registry
            server.kill()
            time.sleep(self.rng.uniform(0.0, 1.0))
            server.start()
        publisher.wait(120)
        # A publisher that was killed before it read its file has published nothing: repeat it.
        if victim == "publisher":
            self.start("publish", file, "--spool", self.folder / "spool", "--timeout", 3).wait(120)

    def finish(self):
        for child in self.landings.values():
            if child is not None and child.poll() is None:
                child.send_signal(signal.SIGTERM)
                child.wait(120)
        self.run("publish", "--spool", self.folder / "spool", "--timeout", 30)
        for way in self.landings:
            self.run(*self.words(way), "--until-end")
        self.run("ingest", "--lake", self.folder / "land")

    def run(self, *words):
        done = subprocess.run([self.program, *map(str, words)], env=environment(self.broker, self.registry), capture_output=True,
                              text=True, timeout=600)
        assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stderr}"
        return done.stdout

    def counts(self, way):
        query = ("select (select count(*) from molecules), (select count(distinct experiment_id) from molecules), "
                 "(select count(*) from vqe_results)")
        return tuple(map(int, self.run("sql", query, "--lake", self.folder / way, "--format", "csv").splitlines()[-1].split(",")))


def write_records(file, template, first):
    import io
    schema = fastavro.schema.load_schema(SCHEMA)
    records = [fastavro.schemaless_reader(io.BytesIO(template(first + number)[5:]), schema) for number in range(RECORDS)]
    with open(file, "wb") as out:
        fastavro.writer(out, schema, records)
    return file


def main(program, rounds=100, seed=1):
    rng = random.Random(seed)
    with platform(4) as (broker, registry, _, template, folder):
        game = Round(str(pathlib.Path(program).resolve()), broker, registry, folder, rng)
        for number in range(rounds):
            game.play(number, write_records(folder / f"{number}.avro", template, number * RECORDS))
        game.finish()
        expected = rounds * RECORDS
        counts = {way: game.counts(way) for way in game.landings}
        kills = ", ".join(f"{what} {count}" for what, count in game.kills.items())
        print(f"{rounds} rounds, seed {seed}, killed: {kills}; {expected} experiments published; in the tables {counts}")
        return 0 if all(found == (expected,) * 3 for found in counts.values()) else 1


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3, 4):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
