# SPDX-License-Identifier: Apache-2.0
"""fastavro reads what the program writes, and the program reads what fastavro writes."""

import copy
import json
import math
import os
import pathlib
import subprocess

import fastavro
import pytest

from experiment_identity import experiment_id

ROOT = pathlib.Path(__file__).parents[2]
BINARY = pathlib.Path(os.environ.get("EIGENLAKE_BINARY", ROOT / "build/release/bin/eigenlake"))
TOOL = BINARY.parent / "record_tool"
CODECS = ["null", "deflate", "snappy", "zstandard"]
EXAMPLE = ROOT / "tests/data/record_example.avro"
SCHEMA = json.loads((ROOT / "schemas/vqe_decorated_result.avsc").read_text())
OLD_SCHEMA = json.loads((ROOT / "schemas/vqe_decorated_result_v1.avsc").read_text())


def tool(*arguments, exit_code=0):
    done = subprocess.run([str(TOOL), *map(str, arguments)], capture_output=True, text=True, timeout=60)
    assert done.returncode == exit_code, done.stderr
    return done


def read(path):
    with open(path, "rb") as file:
        return list(fastavro.reader(file))


def write(path, schema, records, **options):
    with open(path, "wb") as file:
        fastavro.writer(file, fastavro.parse_schema(copy.deepcopy(schema)), records, **options)
    return path


def example():
    return read(EXAMPLE)[0]


def our_example():
    return {**example(), "run_options": '{"identity": {"restarts": 1}}', "diagnostics": None}


def our_reading(path):
    return [json.loads(line) for line in tool("json", path).stdout.splitlines()]


@pytest.mark.parametrize("codec", CODECS)
def test_fastavro_reads_our_records(codec, tmp_path):
    tool("avro", codec, EXAMPLE, tmp_path / "ours.avro")
    assert read(tmp_path / "ours.avro") == [{**example(), "run_options": None, "diagnostics": None}]


@pytest.mark.parametrize("codec", CODECS)
def test_reader_of_the_old_schema_skips_our_fields(codec, tmp_path):
    source = write(tmp_path / "source.avro", SCHEMA, [our_example()])
    tool("avro", codec, source, tmp_path / "ours.avro")
    with open(tmp_path / "ours.avro", "rb") as file:
        assert list(fastavro.reader(file, reader_schema=fastavro.parse_schema(copy.deepcopy(OLD_SCHEMA)))) == [example()]


@pytest.mark.parametrize("codec", CODECS)
def test_we_read_fastavros_records(codec, tmp_path):
    path = write(tmp_path / "theirs.avro", SCHEMA, [our_example()] * 3, codec=codec, sync_interval=1)
    assert our_reading(path) == [our_example()] * 3
    assert tool("ids", path).stdout.split() == [experiment_id(our_example())] * 3


def renamed(schema, prefix="io.confluent.connect.avro.ConnectDefault"):
    """Kafka Connect's converter renames records."""
    counter = iter(range(100))

    def walk(node):
        if isinstance(node, list):
            return [walk(item) for item in node]
        if not isinstance(node, dict):
            return node
        node = {key: walk(value) for key, value in node.items()}
        if node.get("type") == "record":
            node.pop("namespace", None)
            node["name"] = f"{prefix}{next(counter)}"
        return node

    return walk(schema)


def reordered(schema):
    def walk(node):
        if isinstance(node, list):
            return [walk(item) for item in node]
        if not isinstance(node, dict):
            return node
        node = {key: walk(value) for key, value in node.items()}
        if "fields" in node:
            node["fields"].reverse()
        return node

    return walk(schema)


@pytest.mark.parametrize("change", [renamed, reordered, lambda schema: ["null", renamed(schema)]],
                         ids=["renamed", "reordered", "union_at_the_root"])
def test_we_read_changed_schemas(change, tmp_path):
    path = write(tmp_path / "changed.avro", change(SCHEMA), [our_example()], codec="snappy")
    assert our_reading(path) == [our_example()]


def test_fields_of_later_versions_are_skipped_and_floats_promoted(tmp_path):
    schema = copy.deepcopy(SCHEMA)
    schema["fields"].insert(0, {"name": "later", "type": {"type": "array", "items": {
        "type": "record", "name": "Later", "fields": [{"name": "m", "type": {"type": "map", "values": ["null", "bytes"]}},
                                                      {"name": "f", "type": {"type": "fixed", "name": "F", "size": 3}}]}}})
    for field in schema["fields"]:
        if field["name"] == "total_time":
            field["type"] = "float"
        if field["name"] == "molecule_id":
            field["type"] = "long"
    record = {**our_example(), "later": [{"m": {"a": None, "b": b"\0"}, "f": b"xyz"}] * 2, "total_time": 0.5}
    path = write(tmp_path / "later.avro", schema, [record])
    del record["later"]
    assert our_reading(path) == [record]


EVERY_TYPE = {
    "type": "record", "name": "every", "namespace": "a.b", "doc": "all of Avro", "fields": [
        {"name": "nothing", "type": "null"},
        {"name": "flag", "type": "boolean", "default": True},
        {"name": "small", "type": "int"},
        {"name": "large", "type": {"type": "long", "logicalType": "of-another-world"}, "field-id": 4},
        {"name": "single", "type": "float"},
        {"name": "double", "type": "double"},
        {"name": "raw", "type": "bytes"},
        {"name": "text", "type": "string", "default": "\u03b8"},
        {"name": "color", "type": {"type": "enum", "name": "color", "symbols": ["RED", "BLUE"]}},
        {"name": "mark", "type": {"type": "fixed", "name": "mark", "size": 4}},
        {"name": "list", "type": {"type": "array", "items": ["null", "double"], "element-id": 12}},
        {"name": "map", "type": {"type": "map", "values": {"type": "array", "items": "long"}, "key-id": 13, "value-id": 14}},
        {"name": "next", "type": ["null", "every"], "default": None},
        {"name": "again", "type": "color"},
    ],
}


def every_value(number, depth=2):
    return {
        "nothing": None, "flag": number % 2 == 0, "small": -(2**31) + number, "large": 2**62 - number, "single": 0.5,
        "double": math.pi * number, "raw": bytes(range(number % 256)), "text": "\u03b8" * number, "color": "BLUE",
        "mark": b"mark", "list": [1.5, None, -0.0], "map": {"k": [number], "": []},
        "next": every_value(number + 1, depth - 1) if depth else None, "again": "RED",
    }


@pytest.mark.parametrize("ours", CODECS)
@pytest.mark.parametrize("theirs", CODECS)
def test_every_type_survives_our_copy(theirs, ours, tmp_path):
    values = [every_value(number) for number in range(200)]
    source = write(tmp_path / "source.avro", EVERY_TYPE, values, codec=theirs, sync_interval=2000,
                   metadata={"format-version": "2"})
    tool("copy", ours, source, tmp_path / "copy.avro")
    with open(tmp_path / "copy.avro", "rb") as file:
        reader = fastavro.reader(file)
        assert list(reader) == values
        assert reader.metadata["format-version"] == "2"
        written = json.loads(reader.metadata["avro.schema"])
    attributes = {field["name"]: field for field in written["fields"]}
    assert attributes["large"]["field-id"] == 4
    assert attributes["large"]["type"]["logicalType"] == "of-another-world"
    assert attributes["list"]["type"]["element-id"] == 12
    assert (attributes["map"]["type"]["key-id"], attributes["map"]["type"]["value-id"]) == (13, 14)


@pytest.mark.parametrize("codec", CODECS)
def test_truncated_object_is_rejected_with_its_position(codec, tmp_path):
    path = write(tmp_path / "cut.avro", SCHEMA, [our_example()], codec=codec)
    path.write_bytes(path.read_bytes()[:-10])
    assert "found only" in tool("json", path, exit_code=3).stderr


def test_another_codec_is_named(tmp_path):
    path = write(tmp_path / "bzip2.avro", SCHEMA, [our_example()], codec="bzip2")
    assert "unsupported codec 'bzip2'" in tool("json", path, exit_code=3).stderr
