# SPDX-License-Identifier: Apache-2.0
"""Measures how soon a record can be queried with `eigenlake land --direct`.

Produces RATE records of 20 KB a second for SECONDS seconds while a landing runs, and polls the audit table's metadata for the
offsets in the tables: a record's age is the time from its production to the first metadata that have it. Before that, BATCHES batches
of a few records each are landed, so that the lake has as many snapshots as after an hour of landing (3,600). Goal: 95 % of
the records within 3 s.

usage: freshness.py EIGENLAKE_PROGRAM [SECONDS [BATCHES [RATE]]]
"""

import json
import pathlib
import signal
import subprocess
import sys
import threading
import time

from platform_servers import TOPIC, environment, now, platform, producer_of

SEEN = "features/warehouse/quantum_features/processing_metadata/metadata"


def landed_offset(lake):
    """The last offset in the newest audit snapshot, -1 without one."""
    folder = lake / SEEN
    try:
        version = (folder / "version-hint.text").read_text()
        text = (folder / f"v{version}.metadata.json").read_text()
    except OSError:
        return -1
    # The newest snapshot is the last that names them; parsing megabytes of JSON would slow the landing down.
    place = text.rfind('"eigenlake.kafka-direct"')
    if place < 0:
        return -1
    value = json.JSONDecoder().raw_decode(text, text.index('"', text.index(":", place)))[0]
    return json.loads(value)[TOPIC]["0"][1]


def produce(broker, template, first, count, rate, sent):
    producer = producer_of(broker)
    begun = now()
    for number in range(count):
        time.sleep(max(0.0, begun + number / rate - now()))
        sent.append(now())
        producer.produce(TOPIC, key=str(first + number), value=template(first + number))
        producer.poll(0)
    producer.flush(60)


def main(program, seconds=120, batches=200, rate=100):
    with platform(1) as (broker, registry, _, template, folder):
        lake = folder / "lake"
        command = [str(pathlib.Path(program).resolve()), "land", "--direct", "--lake", lake, "--quiet"]
        landing = subprocess.Popen([*command, "--batch-seconds", "0.01"], env=environment(broker, registry))
        producer = producer_of(broker)
        for number in range(batches):
            producer.produce(TOPIC, key="before", value=template(number))
            producer.flush(10)
            while landed_offset(lake) < number:
                time.sleep(0.005)
        landing.send_signal(signal.SIGTERM)
        landing.wait(60)
        landing = subprocess.Popen(command, env=environment(broker, registry))
        sent, ages = [], []
        thread = threading.Thread(target=produce, args=(broker, template, batches, seconds * rate, rate, sent))
        thread.start()
        while len(ages) < seconds * rate:
            time.sleep(0.02)
            last, at = landed_offset(lake), now()
            while len(ages) <= last - batches and len(ages) < len(sent):
                ages.append(at - sent[len(ages)])
        thread.join()
        landing.send_signal(signal.SIGTERM)
        landing.wait(60)
        ages.sort()
        share = [ages[int(len(ages) * part)] for part in (0.5, 0.95, 0.99)]
        count = subprocess.run([command[0], "sql", "select count(distinct experiment_id) from molecules", "--lake", lake,
                                "--format", "csv"], capture_output=True, text=True, check=True).stdout.split()[-1]
        print(f"{len(ages)} records at {rate} a second into a lake of {batches} batches: half within {share[0]:.2f} s, 95 % within "
              f"{share[1]:.2f} s, 99 % within {share[2]:.2f} s, worst {ages[-1]:.2f} s; {count} experiments in all")


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 5:
        sys.exit(__doc__)
    main(sys.argv[1], *map(int, sys.argv[2:]))
