# SPDX-License-Identifier: Apache-2.0
"""Compares the decoding of Avro into columns on one core: ours, fastavro and arrow-avro, in turn on the same files.

The file has RECORDS records of ITERATIONS × PARAMETERS in one object container file (bench/ingest/make_raw.py), once
for each codec. All read it from memory. GB/s are bytes of the Avro encoding before compression (the size of
the file with codec null) in 10^9 per processor second of the fastest of REPEATS repetitions (of two for fastavro),
decompression included. Processor time is less sensitive to a busy machine. Goal: at least 1 GB/s with codec null.

usage: compare.py AVRO_DECODE_PERF WORK_FOLDER [DECODE_ARROW_AVRO]

AVRO_DECODE_PERF is bench's target of that name; DECODE_ARROW_AVRO comes from
`cargo build --release --manifest-path bench/avro/arrow_avro/Cargo.toml` and is optional. Needs
fastavro, cramjam, backports.zstd and numpy.
"""

import io
import json
import pathlib
import subprocess
import sys
import time

import fastavro
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "ingest"))
import make_raw  # noqa: E402

RECORDS, ITERATIONS, PARAMETERS = 200, 200, 84
REPEATS = 10
CODECS = ("null", "deflate", "snappy", "zstandard")


def records():
    terms = make_raw.hamiltonian(np.random.default_rng(7))
    for seed in range(RECORDS):
        yield make_raw.record(np.random.default_rng([7, seed]), seed, terms, ITERATIONS, PARAMETERS)


def make_file(path, codec):
    if not path.exists():
        with open(path, "wb") as out:
            fastavro.writer(out, fastavro.schema.load_schema(make_raw.SCHEMA), records(), codec=codec)
    return path


def run_program(program, path):
    done = subprocess.run([program, path, str(REPEATS)], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def run_fastavro(path):
    data, best, count = path.read_bytes(), float("inf"), 0
    for _ in range(2):
        start = time.process_time()
        count = sum(1 for _ in fastavro.reader(io.BytesIO(data)))
        best = min(best, time.process_time() - start)
    return {"records": count, "seconds": best}


def main(program, work, arrow_avro=None):
    work = pathlib.Path(work)
    work.mkdir(parents=True, exist_ok=True)
    files = {codec: make_file(work / f"{codec}.avro", codec) for codec in CODECS}
    size = files["null"].stat().st_size
    print(f"{RECORDS} records of {ITERATIONS} × {PARAMETERS}, {size / 1e6:.1f} MB of Avro")
    for codec, path in files.items():
        figures = {"eigenlake": run_program(program, path)}
        if arrow_avro:
            figures["arrow-avro"] = run_program(arrow_avro, path)
        figures["fastavro"] = run_fastavro(path)
        assert all(figure["records"] == RECORDS for figure in figures.values()), figures
        for name, figure in figures.items():
            ratio = figure["seconds"] / figures["eigenlake"]["seconds"]
            print(f"{codec:10} {name:11} {size / figure['seconds'] / 1e9:7.3f} GB/s  ratio {ratio:6.1f}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:])
