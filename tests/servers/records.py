# SPDX-License-Identifier: Apache-2.0
"""Records for tests of streaming: many experiments from one simulated record, and messages as from a producer."""

import copy
import io
import json
import struct

import fastavro
from installed import ROOT

SCHEMA_JSON = json.dumps(json.loads((ROOT / "schemas" / "vqe_decorated_result.avsc").read_text()))
SCHEMA = fastavro.parse_schema(json.loads(SCHEMA_JSON))


def read_container(file):
    with open(file, "rb") as opened:
        return list(fastavro.reader(opened))


def template(run_eigenlake, folder):
    """The record of a simulation of H2."""
    run_eigenlake("simulate", ROOT / "examples/molecules.json", "--molecule-index", 0, "--lake", folder, "--quiet")
    [file] = (folder / "raw-results/experiments/experiment.vqe").glob("*.avro")
    return read_container(file)[0]


def another_experiment(record, number):
    """The same with another coordinate, which makes it another experiment."""
    other = copy.deepcopy(record)
    coordinates = other["molecule"]["molecule_data"]["coords"]
    coordinates[0][0] = 1000.0 + number
    return other


def framed(record, schema_id, schema=SCHEMA):
    """A value in Confluent's wire format."""
    body = io.BytesIO()
    fastavro.schemaless_writer(body, schema, record)
    return b"\0" + struct.pack(">I", schema_id) + body.getvalue()


def write_container(file, records):
    with open(file, "wb") as opened:
        fastavro.writer(opened, SCHEMA, records)
    return file
