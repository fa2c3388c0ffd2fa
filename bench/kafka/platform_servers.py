# SPDX-License-Identifier: Apache-2.0
"""The servers of tests/servers for benchmarks, and a topic full of records."""

import contextlib
import pathlib
import struct
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "servers"), str(ROOT / "bench" / "ingest")]

from installed import listed  # noqa: E402

sys.path.append(listed()["clients"][2])

import fastavro  # noqa: E402
import numpy as np  # noqa: E402
from kafka_servers import Broker, Connect, Registry  # noqa: E402
from make_raw import SCHEMA, hamiltonian, record  # noqa: E402

TOPIC = "experiment.vqe"
MARK = 12345.6789012345  # A coordinate that is unique in the record.


class Template:
    """Values of a record of about 20 KB, each a separate experiment: a coordinate is patched into the bytes."""

    def __init__(self, schema_id, iterations=10, parameters=84, terms=330):
        import io
        rng = np.random.default_rng(0)
        made = record(rng, 0, hamiltonian(rng)[:terms], iterations, parameters)
        made["molecule"]["molecule_data"]["coords"][0][0] = MARK
        body = io.BytesIO()
        fastavro.schemaless_writer(body, fastavro.schema.load_schema(SCHEMA), made)
        self.value = bytearray(b"\0" + struct.pack(">I", schema_id) + body.getvalue())
        self.place = self.value.index(struct.pack("<d", MARK))

    def __call__(self, number):
        self.value[self.place:self.place + 8] = struct.pack("<d", 1000.0 + number / 1024)
        return bytes(self.value)


@contextlib.contextmanager
def platform(partitions, with_connect=False):
    """(broker, registry, connect or None, template, folder) with the topic and its dead letters."""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = pathlib.Path(name)
        broker = Broker(folder / "kafka")
        stack.callback(broker.stop)
        registry = Registry(folder / "registry")
        stack.callback(registry.stop)
        broker.create_topic(TOPIC, partitions)
        broker.create_topic(f"{TOPIC}.dead-letter")
        schema_id = registry.register(f"{TOPIC}-value", SCHEMA.read_text())
        connect = None
        if with_connect:
            connect = Connect(folder / "connect", broker, registry)
            stack.callback(connect.stop)
        yield broker, registry, connect, Template(schema_id), folder


def producer_of(broker, **settings):
    from confluent_kafka import Producer
    return Producer({"bootstrap.servers": broker.servers, "linger.ms": 5, "compression.type": "lz4",
                     "message.max.bytes": 1 << 26, "log_level": 0, "queue.buffering.max.kbytes": 1 << 18, **settings})


def fill(broker, template, count):
    producer = producer_of(broker, **{"batch.size": 1 << 20})
    for number in range(count):
        while True:
            try:
                producer.produce(TOPIC, key=str(number), value=template(number))
                break
            except BufferError:
                producer.poll(0.1)
        producer.poll(0)
    assert producer.flush(300) == 0


def environment(broker, registry):
    import os
    return {**os.environ, "KAFKA_SERVERS": broker.servers, "SCHEMA_REGISTRY_URL": registry.url}


def now():
    return time.perf_counter()
