# SPDX-License-Identifier: Apache-2.0
"""Measures the delay of publishing one record of 2 MB beyond the broker's own acknowledgement.

In turns, ROUNDS times each:
- `eigenlake simulate --kafka`, which is connected before its record is complete: from the first byte in the spool to the
  acknowledgement, when the record leaves it. Goal: at most 50 ms more than the next.
- a client that sends a value of that size by librdkafka and waits for the acknowledgement, over an open connection;
- the same client with a new connection;
- a whole `eigenlake publish`, from the start of the process to its end: it reads the file, writes the spool durably, queries the
  registry, connects, sends, and exits.

usage: publish.py EIGENLAKE_PROGRAM [ROUNDS]
"""

import ctypes
import json
import os
import pathlib
import statistics
import struct
import subprocess
import sys

import fastavro
from platform_servers import TOPIC, SCHEMA, environment, now, platform, producer_of, Template

MESSAGE = {"iterations": 1000, "parameters": 240, "terms": 1086}


def send(producer, value):
    begun = now()
    done = []
    producer.produce(TOPIC, key="peer", value=value, on_delivery=lambda error, _: done.append(error))
    assert producer.flush(30) == 0 and done == [None]
    return now() - begun


class SpoolWatch:
    """Reports by inotify when files of a folder are created and removed."""

    CREATED, DELETED = 0x100, 0x200

    def __init__(self, folder):
        libc = ctypes.CDLL(None, use_errno=True)
        self.file = libc.inotify_init1(os.O_CLOEXEC)
        assert libc.inotify_add_watch(self.file, str(folder).encode(), self.CREATED | self.DELETED) >= 0, os.strerror(ctypes.get_errno())

    def next(self, kind):
        """The time of the event."""
        while True:
            events = os.read(self.file, 4096)
            came = now()
            while events:
                _, mask, _, length = struct.unpack_from("iIII", events)
                events = events[16 + length:]
                if mask & kind:
                    return came


H2 = {"name": "H2", "symbols": ["H", "H"], "coords": [[0.0, 0.0, 0.0], [0.0, 0.0, 0.74]], "charge": 0, "multiplicity": 1,
      "units": "angstrom"}
# 4 qubits, so 2 * 4 * 30 parameters; nearly all of the time is spent before the record is complete.
SIMULATION = ["--ansatz", "EfficientSU2", "--ansatz-reps", "29", "--optimizer", "Nelder-Mead", "--max-iterations", "1000", "--threshold", "0"]


def simulate(program, folder, number, environment_):
    """Seconds between the record's first byte in the spool and its leaving it."""
    molecule = folder / "h2.json"
    molecule.write_text(json.dumps(H2))
    spool = folder / "spool-of-simulate"
    (spool / TOPIC).mkdir(parents=True, exist_ok=True)
    watch = SpoolWatch(spool / TOPIC)
    process = subprocess.Popen([program, "simulate", molecule, *SIMULATION, "--seed", str(number), "--lake", folder / "lake", "--kafka",
                                "--spool", spool, "--quiet"], env=environment_,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    begun = watch.next(SpoolWatch.CREATED)
    seconds = watch.next(SpoolWatch.DELETED) - begun
    assert process.wait() == 0
    os.close(watch.file)
    return seconds


def main(program, rounds=20):
    program = str(pathlib.Path(program).resolve())
    with platform(1) as (broker, registry, _, template, folder):
        large = Template(1, **MESSAGE)
        body = large(0)[5:]
        import io
        record = fastavro.schemaless_reader(io.BytesIO(body), fastavro.schema.load_schema(SCHEMA))
        times = {"eigenlake simulate": [], "client, same connection": [], "client, new connection": [], "eigenlake publish": []}
        stays = producer_of(broker, **{"compression.type": "zstd", "enable.idempotence": True})
        send(stays, bytes(large(0)))
        for number in range(rounds):
            times["eigenlake simulate"].append(simulate(program, folder, number, environment(broker, registry)))
            times["client, same connection"].append(send(stays, bytes(large(number))))
            begun = now()
            send(producer_of(broker, **{"compression.type": "zstd", "enable.idempotence": True}), bytes(large(number)))
            times["client, new connection"].append(now() - begun)
            file = folder / f"{number}.avro"
            record["molecule"]["molecule_data"]["coords"][0][0] = float(number)
            with open(file, "wb") as out:
                fastavro.writer(out, fastavro.schema.load_schema(SCHEMA), [record])
            begun = now()
            subprocess.run([program, "publish", file, "--spool", folder / "spool", "--quiet"], check=True,
                           env=environment(broker, registry))
            times["eigenlake publish"].append(now() - begun)
        print(f"{rounds} records of {len(body) / 1e6:.2f} MB; of simulate {sizes(broker)}")
        for name, seconds in times.items():
            print(f"{name:24} median {statistics.median(seconds) * 1000:7.1f} ms, worst {max(seconds) * 1000:7.1f} ms")
        above = statistics.median(times["eigenlake simulate"]) - statistics.median(times["client, same connection"])
        print(f"a run above the acknowledgement: {above * 1000:.1f} ms")


def sizes(broker):
    """The first record of simulate, read back from the topic, after the client's first."""
    from confluent_kafka import Consumer, TopicPartition
    consumer = Consumer({"bootstrap.servers": broker.servers, "group.id": "sizes", "fetch.message.max.bytes": 1 << 26})
    consumer.assign([TopicPartition(TOPIC, 0, 1)])
    message = consumer.poll(30)
    assert message is not None and message.error() is None
    consumer.close()
    return f"{len(message.value()) / 1e6:.2f} MB"


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(sys.argv[1], *map(int, sys.argv[2:]))
