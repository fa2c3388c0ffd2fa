# SPDX-License-Identifier: Apache-2.0
"""Measures the memory of ingesting many raw objects, and one object that exceeds the memory limit.

many: GIGABYTES of raw objects of one record each (200 iterations × 84 parameters), each a separate experiment: the
      same record with another molecule, patched into its bytes. one: a single container of GIGABYTES with such records.
json: one JSON document of GIGABYTES, that is, one record; beyond the limit of 256 MiB it is quarantined.
Goals: a peak of at most 1 GiB, and flat: the peak of the second half of the time at most 10 % above that of the first.

usage: memory.py EIGENLAKE_PROGRAM WORK_FOLDER many|one|json GIGABYTES [OPTIONS OF EIGENLAKE…]

Prints one line of figures and the resident memory over time in twenty steps. The lake is removed at the end. The
coordinates are doubles in the Avro body, so patching eight bytes makes another experiment.
"""

import json
import pathlib
import shutil
import struct
import subprocess
import sys
import time

import fastavro
import numpy as np

import make_raw

ITERATIONS, PARAMETERS = 200, 84
TOPIC = "raw-results/experiments/experiment.vqe"
QUARANTINED = 7  # The exit code.
JSON_BYTES_MAX = 256 << 20
MARK = 12345.6789012345  # A coordinate that is unique in the record.


class Template:
    """A container file of one record whose marked coordinate can be replaced."""

    def __init__(self, folder):
        path = folder / "template"
        make_raw.make_raw(path, 1, ITERATIONS, PARAMETERS)
        (source,) = path.iterdir()
        with open(source, "rb") as file:
            reader = fastavro.reader(file)
            record, self.schema = next(reader), reader.writer_schema
        shutil.rmtree(path)
        record["molecule"]["molecule_data"]["coords"][0][0] = MARK
        target = folder / "template.avro"
        with open(target, "wb") as file:
            fastavro.writer(file, self.schema, [record], codec="null", sync_interval=1 << 30)
        self.bytes = target.read_bytes()
        target.unlink()
        mark = struct.pack("<d", MARK)
        self.place = self.bytes.index(mark)
        assert self.bytes.count(mark) == 1
        # header, then the block: count, size, datum, and the sync marker of 16 bytes.
        self.header = self.bytes[:self.bytes.index(self.bytes[-16:]) + 16]

    def experiment(self, number):
        return (self.bytes[:self.place], struct.pack("<d", 1.0 + number * 1e-6), self.bytes[self.place + 8:])


def make_many(template, folder, total_bytes):
    count = total_bytes // len(template.bytes)
    for number in range(count):
        with open(folder / f"experiment.vqe+0+{number:010d}.avro", "wb") as file:
            file.writelines(template.experiment(number))
    return count


def make_one(template, folder, total_bytes):
    """One file: the header once, then all blocks."""
    count = total_bytes // len(template.bytes)
    with open(folder / "1-1.avro", "wb") as file:
        file.write(template.header)
        for number in range(count):
            file.write(b"".join(template.experiment(number))[len(template.header):])
    return count


def make_json(template, folder, total_bytes):
    """One document with a trajectory of the required length."""
    rng = np.random.default_rng(1)
    record = make_raw.record(rng, 1, make_raw.hamiltonian(rng), 1, PARAMETERS)
    (entry,) = record["vqe_result"]["iteration_list"]
    record["vqe_result"]["iteration_list"] = []
    before, after = json.dumps(record).split('"iteration_list": []')
    with open(folder / "1-1.json", "w") as file:
        file.write(before + '"iteration_list": [')
        number = 0
        while file.tell() < total_bytes - len(after):
            number += 1
            file.write(("," if number > 1 else "") + json.dumps({**entry, "iteration": number}))
        file.write("]" + after)
    return 1 if (folder / "1-1.json").stat().st_size <= JSON_BYTES_MAX else 0


def resident_bytes(pid):
    try:
        with open(f"/proc/{pid}/status") as file:
            return next(int(line.split()[1]) << 10 for line in file if line.startswith("VmRSS"))
    except (OSError, StopIteration):
        return 0


def watch(command):
    """Seconds of the command and its memory, sampled ten times a second."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    samples = []
    while process.poll() is None:
        samples.append(resident_bytes(process.pid))
        time.sleep(0.1)
    if process.returncode not in (0, QUARANTINED):
        sys.exit(f"ingest failed with status {process.returncode}")
    return time.perf_counter() - start, samples


def main(program, work, kind, gigabytes, *options):
    lake = pathlib.Path(work).resolve() / "lake"
    shutil.rmtree(lake, ignore_errors=True)
    raw = lake / TOPIC
    raw.mkdir(parents=True)
    try:
        template = Template(raw.parent)
        total = int(float(gigabytes) * 1e9)
        count = {"many": make_many, "one": make_one, "json": make_json}[kind](template, raw, total)
        program = pathlib.Path(program).resolve()
        seconds, samples = watch([program, "ingest", "--lake", lake, "--quiet", *options])
        done = subprocess.run([program, "sql", "select count(*) as n, count(distinct experiment_id) from molecules",
                               "--lake", lake, "--format", "csv"], check=True, capture_output=True, text=True)
        assert done.stdout.splitlines()[1] == f"{count},{count}", done.stdout
    finally:
        shutil.rmtree(lake, ignore_errors=True)
    half = len(samples) // 2
    first, second = max(samples[:half]), max(samples[half:])
    print(f"{kind}: {count} records, {gigabytes} GB in {seconds:.1f} s, peak {max(samples) / 2**20:.0f} MiB, "
          f"first half {first / 2**20:.0f}, second half {second / 2**20:.0f}")
    step = max(1, len(samples) // 20)
    print("MiB over time:", *(max(samples[i:i + step]) >> 20 for i in range(0, len(samples), step)))


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
