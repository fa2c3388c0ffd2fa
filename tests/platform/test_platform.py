# SPDX-License-Identifier: Apache-2.0
"""The shipped settings of services are consistent with each other and with the program."""

import json
import pathlib
import re

import pytest

PLATFORM = pathlib.Path(__file__).resolve().parents[2] / "platform"
TOPIC = "experiment.vqe"
RECORD_MAX = 64 << 20


def properties(file):
    lines = (line.strip() for line in (PLATFORM / file).read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_record_of_64_mib_passes_everywhere():
    broker, topic = properties("kafka/broker.properties"), properties("kafka/topic.properties")
    producer, consumer = properties("kafka/producer.properties"), properties("kafka/consumer.properties")
    worker = properties("kafka_connect/worker.properties")
    limits = [broker["message.max.bytes"], broker["replica.fetch.max.bytes"], broker["socket.request.max.bytes"],
              topic["max.message.bytes"], producer["max.request.size"], consumer["max.partition.fetch.bytes"],
              consumer["fetch.max.bytes"], worker["consumer.max.partition.fetch.bytes"], worker["consumer.fetch.max.bytes"],
              worker["producer.max.request.size"]]
    assert all(int(limit) > RECORD_MAX for limit in limits)
    assert int(producer["buffer.memory"]) >= int(producer["max.request.size"])
    assert int(broker["socket.request.max.bytes"]) > int(topic["max.message.bytes"])


@pytest.mark.parametrize("file", sorted(path.name for path in (PLATFORM / "kafka_connect").glob("*.json")))
def test_connectors_land_where_ingest_looks(file):
    connector = json.loads((PLATFORM / "kafka_connect" / file).read_text())["config"]
    assert connector["topics"] == TOPIC
    assert connector["errors.deadletterqueue.topic.name"] == f"{TOPIC}.dead-letter"
    assert "AvroConverter" in connector["value.converter"]
    assert "raw-results" in (connector.get("s3.bucket.name"), connector.get("aws.s3.bucket.name"))
    folder = connector.get("topics.dir") or connector["file.name.template"].split("/")[0]
    assert folder == "experiments"
    assert not any("secret" in name for name in connector), "keys come from the worker's environment"


def test_redpanda_connect_reads_and_writes_what_the_platform_names():
    text = (PLATFORM / "redpanda_connect/s3_sink.yaml").read_text()
    for part in ("consumer_group: redpanda-s3-sink", "avro_raw_json: true", "bucket: raw-results", "0.0.0.0:4195",
                 'path: experiments/experiment.vqe/${!count("s3_objects")}-${!timestamp_unix_nano()}.json'):
        assert part in text, part
    assert int(re.search(r"fetch_max_partition_bytes: (\d+)B", text)[1]) > RECORD_MAX


def test_topics_are_created_as_the_shipped_file_says(run_eigenlake):
    shipped = properties("kafka/topic.properties")
    howto = run_eigenlake("topics", "--help").stdout
    assert int(shipped["retention.ms"]) == 168 * 3600 * 1000 and "[default: 168]" in howto
