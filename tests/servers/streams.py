# SPDX-License-Identifier: Apache-2.0
"""A topic and its lake for tests of streaming."""

import json
import signal
import subprocess
import time

from lakes import fresh_name
from records import SCHEMA_JSON, another_experiment, framed, read_container, write_container

DELIVERED_LATER = 8
RAW = "raw-results/experiments/experiment.vqe"


class Stream:
    """This test's topic with its schema, and the program with the settings for both."""

    def __init__(self, broker, registry, run, folder, partitions=1):
        self.broker, self.registry, self.run, self.folder = broker, registry, run, folder
        self.topic = broker.create_topic(fresh_name("runs"), partitions)
        self.dead_letters = broker.create_topic(f"{self.topic}.dead-letter")
        self.schema_id = registry.register(f"{self.topic}-value", SCHEMA_JSON)
        self.lake, self.spool = folder / "lake", folder / "spool"

    def options(self, **changes):
        options = {"servers": self.broker.servers, "schema-registry-url": self.registry.url, "topic": self.topic, **changes}
        return [word for name, value in options.items() for word in (f"--{name}", value)]

    def eigenlake(self, *words, settings=None, **options):
        return self.run(*words, *self.options(**(settings or {})), **options)

    def publish(self, *words, **options):
        return self.eigenlake("publish", "--spool", self.spool, *words, **options)

    def publish_records(self, records, *words, **options):
        return self.publish(write_container(self.folder / f"{fresh_name('records')}.avro", records), *words, **options)

    def land(self, *words, **options):
        return self.eigenlake("land", "--lake", self.lake, "--until-end", *words, **options)

    def produce(self, values):
        """Produces like any other client, without the program."""
        from confluent_kafka import Producer
        producer = Producer({"bootstrap.servers": self.broker.servers, "message.max.bytes": 1 << 26})
        for key, value in values:
            producer.produce(self.topic, key=key, value=value)
            producer.poll(0)
        assert producer.flush(60) == 0

    def consume(self, count, topic=None):
        from confluent_kafka import Consumer
        consumer = Consumer({"bootstrap.servers": self.broker.servers, "group.id": fresh_name("reader"),
                             "auto.offset.reset": "earliest"})
        consumer.subscribe([topic or self.topic])
        messages, deadline = [], time.monotonic() + 30
        while len(messages) < count and time.monotonic() < deadline:
            message = consumer.poll(0.2)
            if message is not None and message.error() is None:
                messages.append(message)
        consumer.close()
        return messages

    def consume_all(self):
        """All messages of the topic."""
        from confluent_kafka import Consumer, TopicPartition
        consumer = Consumer({"bootstrap.servers": self.broker.servers, "group.id": fresh_name("reader")})
        partitions = consumer.list_topics(self.topic, timeout=30).topics[self.topic].partitions
        ends = [consumer.get_watermark_offsets(TopicPartition(self.topic, partition), timeout=30) for partition in partitions]
        consumer.close()
        return self.consume(sum(high - low for low, high in ends))

    def count(self, table="molecules"):
        done = self.run("sql", f"select count(*), count(distinct experiment_id) from {table}", "--lake", self.lake,
                        "--format", "csv")
        rows, ids = map(int, done.stdout.splitlines()[1].split(","))
        assert rows == ids, "an experiment is there more than once"
        return rows

    def landed(self):
        """(partition, offset) of every record of every object, from their names and headers."""
        offsets = []
        for file in sorted((self.lake / RAW).glob("*.avro")):
            topic, partition, first = file.stem.split("+")
            assert topic == self.topic
            offsets += [(int(partition), int(first) + i) for i in range(len(read_container(file)))]
        return offsets


class S3Stream(Stream):
    """The same with the lake in a bucket."""

    def __init__(self, store, *arguments):
        super().__init__(*arguments)
        self.lake = f"s3://{store.bucket(fresh_name('stream').replace('_', '-'))}/lake"
        self.run_locally = self.run
        self.environment = {"S3_ENDPOINT": store.endpoint, "S3_REGION": store.region, "S3_ACCESS_KEY": store.access_key,
                            "S3_SECRET_KEY": store.secret_key}
        self.run = lambda *words, **options: self.run_locally(*words, **{"env": self.environment, **options})


def kill_members_while_producing(stream, record, command, per_burst, rng):
    """Produces six bursts of records while two members run `command`; after each, one is killed and replaced."""
    members = [subprocess.Popen(command, stderr=subprocess.DEVNULL) for _ in range(2)]
    try:
        for burst in range(6):
            stream.produce((str(number), framed(another_experiment(record, 100 * burst + number), stream.schema_id))
                           for number in range(per_burst))
            time.sleep(rng.uniform(0.2, 1.2))
            victim = rng.randrange(len(members))
            members[victim].kill()
            members[victim].wait()
            members[victim] = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    finally:
        for member in members:
            member.send_signal(signal.SIGTERM)
        for member in members:
            member.wait(60)


def audit_offsets(stream):
    """The topic's offsets in the newest audit snapshot, read without the program."""
    metadata = sorted((stream.lake / "features/warehouse/quantum_features/processing_metadata/metadata").glob("v*.json"),
                      key=lambda file: int(file.name[1:].split(".")[0]))[-1]
    table = json.loads(metadata.read_text())
    [newest] = [each for each in table["snapshots"] if each["snapshot-id"] == table["current-snapshot-id"]]
    return json.loads(newest["summary"]["eigenlake.kafka-direct"])[stream.topic]
