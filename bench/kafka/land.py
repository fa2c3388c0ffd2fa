# SPDX-License-Identifier: Apache-2.0
"""Compares landing a topic as container files: `eigenlake land` and Kafka Connect with the sink of the tests.

Fills a topic of four partitions with COUNT records of 20 KB (default 100,000), then each lands all of it in a local folder:
ours from program start to end, the connector from its creation on a running worker until its files have all records. Goals: at least
5 times as fast, in at most 300 MB. Needs the servers kafka, registry and clients (tools/servers install).

usage: land.py EIGENLAKE_PROGRAM [COUNT]
"""

import contextlib
import pathlib
import subprocess
import sys
import time

import fastavro
from platform_servers import TOPIC, environment, fill, now, platform

FLUSH = 1000


def land(program, broker, registry, lake):
    """Seconds and peak memory in MB."""
    begun = now()
    child = subprocess.Popen([program, "land", "--until-end", "--lake", str(lake), "--quiet"], env=environment(broker, registry))
    memory = 0.0
    while child.poll() is None:
        with contextlib.suppress(OSError, IndexError):
            memory = max(memory, resident_mb(child.pid))
        time.sleep(0.02)
    assert child.returncode == 0
    return now() - begun, memory


def num_records(folder):
    count = 0
    for file in folder.glob("**/[!.]*.avro"):
        with open(file, "rb") as opened:
            count += sum(block.num_records for block in fastavro.block_reader(opened))
    return count


def resident_mb(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1000


def land_by_connect(connect, folder, count, partitions):
    begun = now()
    connect.request("POST", "/connectors", {"name": "sink", "config": {
        "connector.class": "eigenlake.tests.AvroSinkConnector", "topics": TOPIC, "tasks.max": str(partitions),
        "store.url": f"file://{folder}", "topics.dir": "topics", "flush.size": str(FLUSH),
        "rotate.schedule.interval.ms": "10000"}})
    # Counting reads every file, so it waits until the sizes no longer change.
    last, size = now(), 0
    while True:
        time.sleep(0.5)
        found = sum(file.stat().st_size for file in folder.glob("**/[!.]*.avro"))
        if found != size:
            last, size = now(), found
        elif size and now() - last > 15:
            break
        assert now() - begun < 1800
    assert num_records(folder) >= count
    return last - begun, resident_mb(connect.server.process.pid)


def main(program, count=100_000, partitions=4):
    with platform(partitions, with_connect=True) as (broker, registry, connect, template, folder):
        fill(broker, template, count)
        print(f"{count} records of {len(template(0))} bytes", flush=True)
        seconds, memory = land(pathlib.Path(program).resolve(), broker, registry, folder / "lake")
        assert num_records(folder / "lake") == count
        print(f"eigenlake land  {seconds:7.1f} s  {count / seconds:9.0f} records/s  {memory:5.0f} MB", flush=True)
        theirs, memory = land_by_connect(connect, folder / "sink", count, partitions)
        print(f"Kafka Connect   {theirs:7.1f} s  {count / theirs:9.0f} records/s  {memory:5.0f} MB")
        print(f"ratio {theirs / seconds:.1f}")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(sys.argv[1], *map(int, sys.argv[2:]))
