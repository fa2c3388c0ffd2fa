"""Publishing one record of 2 MB: how much later than the broker's own acknowledgement `eigenlake publish` has it.

Publishes ROUNDS records one by one, each with a call of the program, beside a client that sends the same value by librdkafka and
waits for the acknowledgement, each time with a new connection; and the same client over a connection that stays. The program's call
reads the file, writes the spool durably, asks the registry, connects, sends, and leaves. Goal: at most 50 ms more.

usage: publish.py EIGENLAKE_PROGRAM [ROUNDS]
"""

import pathlib
import statistics
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


def main(program, rounds=20):
    with platform(1) as (broker, registry, _, template, folder):
        large = Template(1, **MESSAGE)
        body = large(0)[5:]
        import io
        record = fastavro.schemaless_reader(io.BytesIO(body), fastavro.schema.load_schema(SCHEMA))
        times = {"eigenlake publish": [], "client, new connection": [], "client, same connection": []}
        stays = producer_of(broker, **{"compression.type": "zstd", "enable.idempotence": True})
        send(stays, bytes(large(0)))
        for number in range(rounds):
            file = folder / f"{number}.avro"
            record["molecule"]["molecule_data"]["coords"][0][0] = float(number)
            with open(file, "wb") as out:
                fastavro.writer(out, fastavro.schema.load_schema(SCHEMA), [record])
            begun = now()
            subprocess.run([str(pathlib.Path(program).resolve()), "publish", file, "--spool", folder / "spool", "--quiet"],
                           check=True, env=environment(broker, registry))
            times["eigenlake publish"].append(now() - begun)
            begun = now()
            send(producer_of(broker, **{"compression.type": "zstd", "enable.idempotence": True}), bytes(large(number)))
            times["client, new connection"].append(now() - begun)
            times["client, same connection"].append(send(stays, bytes(large(number))))
        print(f"{rounds} records of {len(body) / 1e6:.2f} MB")
        for name, seconds in times.items():
            print(f"{name:24} median {statistics.median(seconds) * 1000:7.1f} ms, worst {max(seconds) * 1000:7.1f} ms")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(sys.argv[1], *map(int, sys.argv[2:]))
