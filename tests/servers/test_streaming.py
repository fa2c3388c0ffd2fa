# SPDX-License-Identifier: Apache-2.0
"""Records pass a real broker and a real Schema Registry: published, spooled, landed, and once in the tables."""

import contextlib
import http.server
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest
from installed import BINARIES, ROOT
from lakes import fresh_name
from records import SCHEMA, SCHEMA_JSON, another_experiment, framed, read_container, write_container
from streams import DELIVERED_LATER, RAW, S3Stream, Stream, kill_members_while_producing

QUARANTINED = 7


def test_published_records_read_back_with_every_field_equal(stream, record):
    import fastavro
    import io
    records = [another_experiment(record, number) for number in range(3)]
    assert "3 records" in stream.publish_records(records).stdout
    messages = stream.consume(3)
    for message, expected in zip(messages, records, strict=True):
        value = message.value()
        assert value[0] == 0 and int.from_bytes(value[1:5], "big") == stream.schema_id
        assert fastavro.schemaless_reader(io.BytesIO(value[5:]), SCHEMA) == expected
        assert len(message.key()) == 64
    assert list(stream.spool.glob("*/*")) == []


def test_keys_go_to_the_partitions_that_java_clients_choose(broker, registry, run_eigenlake, tmp_path, record):
    from confluent_kafka import Producer
    stream = Stream(broker, registry, run_eigenlake, tmp_path, partitions=12)
    stream.publish_records([another_experiment(record, number) for number in range(20)])
    ours = {message.key(): message.partition() for message in stream.consume(20)}
    other = Stream(broker, registry, run_eigenlake, tmp_path / "other", partitions=12)
    producer = Producer({"bootstrap.servers": broker.servers, "partitioner": "murmur2_random"})
    for key in ours:
        producer.produce(other.topic, key=key, value=b"x")
    producer.flush(30)
    assert {message.key(): message.partition() for message in other.consume(20)} == ours
    assert len(set(ours.values())) > 3


def test_simulate_publishes_and_run_also_writes_a_raw_object(stream):
    molecules = ROOT / "examples/molecules.json"
    options = ["--spool", stream.spool, "--lake", stream.lake, "--quiet"]
    stream.eigenlake("simulate", molecules, "--molecule-index", 0, "--kafka", *options)
    assert not stream.lake.exists()
    stream.eigenlake("run", molecules, "--molecule-index", 1, "--kafka", *options)
    assert stream.count() == 1
    assert len(stream.consume(2)) == 2
    stream.land()
    stream.run("ingest", "--lake", stream.lake)
    assert stream.count() == 2, "the record that was there already is no second experiment"


@pytest.mark.parametrize("words", [(), ("--land-format", "json"), ("--land-codec", "zstd")], ids=["avro", "json", "zstd"])
def test_landed_records_are_ingested_with_every_field(broker, registry, run_eigenlake, tmp_path, record, words):
    stream = Stream(broker, registry, run_eigenlake, tmp_path, partitions=3)
    records = [another_experiment(record, number) for number in range(25)]
    stream.produce((None, framed(each, stream.schema_id)) for each in records)
    stream.land(*words, "--records-per-object", 4)
    stream.run("ingest", "--lake", stream.lake)
    direct = tmp_path / "direct"
    (direct / RAW).mkdir(parents=True)
    write_container(direct / RAW / "all.avro", records)
    run_eigenlake("ingest", "--lake", direct)
    columns = "* exclude (processing_timestamp, processing_date, processing_batch_id)"
    for table in ("molecules", "vqe_iterations", "hamiltonian_terms", "performance_metrics"):
        query = f"select {columns} from {table} order by all"
        ours, expected = (run_eigenlake("sql", query, "--lake", lake, "--format", "csv").stdout
                          for lake in (stream.lake, direct))
        assert ours == expected, table


def test_schema_of_connect_or_a_predecessor_is_read_by_field_name(stream, record):
    """Other record names, another order of fields, without our additional fields."""
    import fastavro
    schema = json.loads(SCHEMA_JSON)
    schema["name"] = "ConnectDefault"
    schema["fields"] = [field for field in reversed(schema["fields"]) if field["name"] not in ("run_options", "diagnostics")]
    schema_id = stream.registry.register(f"{stream.topic}-value", json.dumps(schema))
    old = {name: value for name, value in record.items() if name not in ("run_options", "diagnostics")}
    stream.produce([(None, framed(old, schema_id, fastavro.parse_schema(schema))),
                    (None, framed(another_experiment(record, 1), stream.schema_id))])
    stream.land()
    assert len(list((stream.lake / RAW).glob("*.avro"))) == 2, "one object for each schema"
    stream.run("ingest", "--lake", stream.lake)
    assert stream.count() == 2


def test_record_of_quantum_pipeline_lands_with_every_field(stream, clients):
    done = subprocess.run([sys.executable, ROOT / "tests/servers/predecessor_producer.py", stream.broker.servers, stream.topic,
                           clients], env={**os.environ, "SCHEMA_REGISTRY_URL": stream.registry.url}, capture_output=True,
                          text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    sent = json.loads(done.stdout.splitlines()[-1])
    stream.land()
    [file] = (stream.lake / RAW).glob("*.avro")
    assert read_container(file) == [sent]
    stream.run("ingest", "--lake", stream.lake)
    query = ("select minimum_energy, nuclear_repulsion_energy, optimizer, init_strategy, seed, ansatz_name, total_iterations "
             "from vqe_results")
    answer = stream.run("sql", query, "--lake", stream.lake, "--format", "csv").stdout.splitlines()[1]
    result, initial = sent["vqe_result"], sent["vqe_result"]["initial_data"]
    assert answer == ",".join(map(str, (result["minimum"], result["nuclear_repulsion_energy"], initial["optimizer"],
                                        initial["init_strategy"], initial["seed"], initial["ansatz_name"], 3)))
    parameters = stream.run("sql", "select parameter_value from iteration_parameters order by iteration_step, parameter_index",
                            "--lake", stream.lake, "--format", "csv").stdout.splitlines()[1:]
    assert list(map(float, parameters)) == [value for step in result["iteration_list"] for value in step["parameters"]]


def test_invalid_messages_become_dead_letters_and_the_rest_lands(stream, record):
    body = framed(record, stream.schema_id)
    other_schema = stream.registry.register(f"{fresh_name('other')}-value", json.dumps({"type": "string"}))
    poison = [b'{"a": 1}', b"", None, framed(record, 99_999_999), body[:-5], body + b"x", b"\0" + other_schema.to_bytes(4, "big") + b"\2a"]
    stream.produce([("good", framed(another_experiment(record, 1), stream.schema_id)),
                    *((f"bad {i}", value) for i, value in enumerate(poison)),
                    ("good", framed(another_experiment(record, 2), stream.schema_id))])
    stream.land()
    letters = stream.consume(len(poison), stream.dead_letters)
    assert [letter.value() for letter in letters] == [value or b"" for value in poison]
    headers = [dict(letter.headers()) for letter in letters]
    assert [int(header["eigenlake.offset"]) for header in headers] == list(range(1, len(poison) + 1))
    assert b"0x7b" in headers[0]["eigenlake.reason"] and b"99999999" in headers[3]["eigenlake.reason"]
    stream.run("ingest", "--lake", stream.lake, exit_code=QUARANTINED)
    assert stream.count() == 2
    listed = stream.run("quarantine", "list", "--lake", stream.lake, "--json").stdout
    assert all(f"message {offset} of partition 0 of topic {stream.topic}" in listed for offset in range(1, 8))


@pytest.mark.parametrize("partitions", [1, 12])
def test_killed_and_restarted_members_land_each_offset_once(broker, registry, run_eigenlake, tmp_path, record,
                                                                      partitions):
    stream = Stream(broker, registry, run_eigenlake, tmp_path, partitions)
    rng = random.Random(partitions)
    command = [str(word) for word in (BINARIES / "eigenlake", "land", "--lake", stream.lake, "--records-per-object", 7,
                                      "--flush-seconds", 0.3, "--quiet", "--kafka-property", "session.timeout.ms=6000",
                                      *stream.options())]
    kill_members_while_producing(stream, record, command, 50, rng)
    stream.land("--records-per-object", 7, timeout=120)
    landed = stream.landed()
    assert len(landed) == len(set(landed)) == 300
    stream.run("ingest", "--lake", stream.lake)
    assert stream.count() == 300


def test_records_wait_in_the_spool_without_a_broker_and_are_delivered_later(stream, record):
    molecules = ROOT / "examples/molecules.json"
    done = stream.eigenlake("simulate", molecules, "--molecule-index", 0, "--kafka", "--spool", stream.spool, "--timeout", 2,
                            settings={"servers": "127.0.0.1:1"}, exit_code=DELIVERED_LATER)
    assert "1 record waits in the spool" in done.stderr and "127.0.0.1:1" in done.stderr
    assert "H2" in done.stdout, "what was simulated is shown"
    [file] = stream.spool.glob("*/*.avro")
    assert len(read_container(file)) == 1
    assert "1 record " in stream.publish().stdout
    assert len(stream.consume(1)) == 1
    assert list(stream.spool.glob("*/*.avro")) == []


def test_repeatedly_killed_run_publishes_all_and_computes_once(stream, eigenlake_binary):
    count, kills = 20, 6
    scan = stream.folder / "scan.json"
    scan.write_text(json.dumps([{"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.5 + 0.1 * i]]} for i in range(count)]))
    words = ["run", scan, "--kafka", "--quiet", "--lake", stream.lake, "--spool", stream.spool]
    raw, rng = stream.lake / RAW, random.Random(3)
    for _ in range(kills):
        process = subprocess.Popen([eigenlake_binary, *words, *stream.options()])
        goal, deadline = len(list(raw.glob("*.avro"))) + rng.randint(0, 5), time.monotonic() + 30
        while process.poll() is None and len(list(raw.glob("*.avro"))) < goal and time.monotonic() < deadline:
            time.sleep(0.001)
        process.kill()
        process.wait()
    stream.eigenlake(*words)
    assert stream.count() == count
    ids = [file.stem.split("-")[1] for file in raw.glob("*.avro")]
    assert len(ids) == len(set(ids)) == count, "an experiment was computed twice"
    assert list(stream.spool.glob("*/[0-9a-f]*")) == []
    published = {message.key().decode() for message in stream.consume_all()}
    assert published == set(ids), "a record was not published"


def test_killed_or_paused_broker_loses_nothing(stream, record):
    stream.broker.pause()
    try:
        stream.publish_records([another_experiment(record, 1)], exit_code=DELIVERED_LATER, settings={"timeout": 3})
        done = stream.publish_records([another_experiment(record, 2)], exit_code=DELIVERED_LATER, settings={"timeout": 3})
        assert "wait in the spool" in done.stderr
    finally:
        stream.broker.go_on()
    stream.broker.kill()
    stream.publish_records([another_experiment(record, 3)], exit_code=DELIVERED_LATER, settings={"timeout": 3})
    stream.broker.start()
    stream.publish()
    stream.land()
    stream.run("ingest", "--lake", stream.lake)
    assert stream.count() == 3


class OddRegistry(http.server.BaseHTTPRequestHandler):
    """Responds as `behaviour` says."""

    behaviour = "500"

    def answer(self):
        if self.behaviour == "slow":
            time.sleep(20)
        status, body = {"500": (500, {"error_code": 50001, "message": "the store is gone"}),
                        "no": (401, {"error_code": 401, "message": "who are you"}),
                        "conflict": (409, {"error_code": 409, "message": "incompatible with version 1"}),
                        "slow": (200, {"id": 1})}[self.behaviour]
        if self.behaviour == "conflict" and not self.path.endswith("/versions"):
            status, body = 404, {"error_code": 40403, "message": "Schema not found"}
        if self.behaviour == "conflict" and self.command in ("GET", "PUT"):
            status, body = 200, {"id": 1, "version": 1, "schema": "\"string\""}
        payload = json.dumps(body).encode()
        with contextlib.suppress(BrokenPipeError):
            self.send_response(status)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *_):
        pass


@pytest.mark.parametrize("behaviour, message", [("500", "the store is gone"), ("no", "who are you"),
                                                ("conflict", "incompatible with version 1"), ("slow", "imed out")])
def test_failing_registry_is_named_and_loses_nothing(stream, record, behaviour, message):
    handler = type("Handler", (OddRegistry,), {"behaviour": behaviour})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        done = stream.publish_records(
            [record], exit_code=DELIVERED_LATER, timeout=60,
            settings={"schema-registry-url": f"http://127.0.0.1:{server.server_port}", "timeout": 3, "retries": 1,
                      "schema-registry-timeout": 1})
        assert message in done.stderr
    finally:
        server.shutdown()
    stream.publish()
    assert len(stream.consume(1)) == 1


def test_too_large_record_names_both_limits_and_stays(stream, record, broker):
    small = broker.create_topic(fresh_name("small"), **{"max.message.bytes": "1200000"})
    large = another_experiment(record, 1)
    large["vqe_result"]["optimal_parameters"] = [float(i) for i in range(200_000)]
    done = stream.publish_records([large, record], settings={"topic": small}, exit_code=DELIVERED_LATER)
    assert "67108864" in done.stderr and "1200000" in done.stderr and "max.message.bytes" in done.stderr
    assert len(list((stream.spool / small).glob("*.avro"))) == 1
    assert len(stream.consume(1, small)) == 1, "the other record went"


def test_full_spool_says_so(stream, record):
    large = another_experiment(record, 1)
    large["vqe_result"]["optimal_parameters"] = [float(i) for i in range(200_000)]
    done = stream.publish_records([large], settings={"spool-size": 1}, exit_code=None)
    assert done.returncode not in (0, DELIVERED_LATER)
    assert "spool-size" in done.stderr and str(stream.spool) in done.stderr


def may_make_namespaces():
    """True if this machine allows mounts and a namespace without network."""
    words = ["unshare", "-m", "-n", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return shutil.which("unshare") is not None and subprocess.run(words, capture_output=True).returncode == 0


@pytest.mark.skipif(not may_make_namespaces(), reason="needs the right to make namespaces of mounts and of the network")
def test_full_disk_or_missing_network_has_a_clear_message(stream, record):
    file = write_container(stream.folder / "one.avro", [another_experiment(record, 1)])
    program = " ".join(map(str, [BINARIES / "eigenlake", "publish", file, *stream.options(timeout=2)]))
    mount = stream.folder / "disk"
    mount.mkdir()
    full = subprocess.run(["unshare", "-m", "bash", "-c", f"mount -t tmpfs -o size=64k tmpfs {mount} && head -c 62k /dev/zero "
                           f"> {mount}/taken; {program} --spool {mount}/spool"], capture_output=True, text=True, timeout=60)
    assert full.returncode == 6 and "No space left" in full.stderr, full.stderr
    cut = subprocess.run(["unshare", "-n", "bash", "-c", f"{program} --spool {stream.spool}"], capture_output=True, text=True,
                         timeout=60)
    assert cut.returncode == DELIVERED_LATER and "waits in the spool" in cut.stderr, cut.stderr
    stream.publish()
    assert len(stream.consume(1)) == 1


def test_topics_are_created_and_checked(stream):
    topic = fresh_name("made")
    words = ["--partitions", 5, "--retention-hours", 24]
    missing = stream.eigenlake("topics", "check", *words, settings={"topic": topic}, exit_code=3)
    assert f"topic {topic}: expected exists, found missing" in missing.stdout
    stream.eigenlake("topics", "create", *words, settings={"topic": topic})
    stream.eigenlake("topics", "check", *words, settings={"topic": topic})
    differs = stream.eigenlake("topics", "check", "--partitions", 6, "--json", settings={"topic": topic}, exit_code=3)
    found = [json.loads(line) for line in differs.stdout.splitlines()]
    assert {line["what"] for line in found if line["state"] == "differs"} == {f"topic {topic}: partitions",
                                                                              f"topic {topic}: retention.ms",
                                                                              f"topic {topic}.dead-letter: retention.ms"}
    stream.eigenlake("topics", "create", "--partitions", 6, "--alter", settings={"topic": topic})


def test_records_landed_by_kafka_connect_are_ingested_exactly(stream, connect, run_eigenlake, tmp_path, record):
    records = [another_experiment(record, number) for number in range(10)]
    stream.publish_records(records)
    connect.request("POST", "/connectors", {"name": stream.topic, "config": {
        "connector.class": "eigenlake.tests.AvroSinkConnector", "topics": stream.topic, "tasks.max": "1",
        "store.url": f"file://{stream.lake}/raw-results", "topics.dir": "experiments/experiment.vqe", "flush.size": "4",
        "rotate.schedule.interval.ms": "500"}})
    deadline = time.monotonic() + 60
    files = []
    while sum(len(read_container(file)) for file in files) < 10 and time.monotonic() < deadline:
        time.sleep(0.5)
        files = list(stream.lake.glob(f"{RAW}/**/*.avro"))
    stream.eigenlake("topics", "check", "--connect-url", connect.url, "--partitions", 1)
    connect.request("DELETE", f"/connectors/{stream.topic}")
    stream.run("ingest", "--lake", stream.lake)
    direct = tmp_path / "direct"
    (direct / RAW).mkdir(parents=True)
    write_container(direct / RAW / "all.avro", records)
    run_eigenlake("ingest", "--lake", direct)
    for table in ("molecules", "vqe_iterations", "hamiltonian_terms"):
        query = f"select * exclude (processing_timestamp, processing_date, processing_batch_id) from {table} order by all"
        ours, expected = (run_eigenlake("sql", query, "--lake", lake, "--format", "csv").stdout
                          for lake in (stream.lake, direct))
        assert ours == expected, table


def test_repeated_kills_lose_and_double_nothing(clients):
    done = subprocess.run([sys.executable, ROOT / "bench/faults/stream_faults.py", BINARIES / "eigenlake", "5", "3"],
                          capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stdout + done.stderr


def test_two_landings_into_an_s3_store_land_each_offset_once(s3_store, broker, registry, run_eigenlake, tmp_path, record):
    """Garage has no exclusive creation, so landings take turns."""
    stream = S3Stream(s3_store, broker, registry, run_eigenlake, tmp_path, 2)
    command = [str(word) for word in (BINARIES / "eigenlake", "land", "--lake", stream.lake, "--records-per-object", 5,
                                      "--flush-seconds", 0.3, "--quiet", *stream.options())]
    environment = {**os.environ, **stream.environment}
    members = [subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) for _ in range(2)]
    try:
        for burst in range(3):
            stream.produce((None, framed(another_experiment(record, 100 * burst + number), stream.schema_id))
                           for number in range(20))
            time.sleep(0.5)
        members[0].kill()
    finally:
        for member in members:
            member.send_signal(signal.SIGTERM)
        for member in members:
            member.wait(90)
    stream.land("--records-per-object", 5, timeout=180)
    stream.run("ingest", "--lake", stream.lake)
    records = stream.run("sql", "select sum(records), sum(experiments_duplicate) from source_objects", "--lake", stream.lake,
                         "--format", "csv").stdout.splitlines()[1]
    assert records == "60,0" and stream.count() == 60
