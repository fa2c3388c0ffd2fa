# SPDX-License-Identifier: Apache-2.0
"""The golden vectors of schemas/ match an independent implementation."""

import json
import pathlib
import struct

import fastavro
import pytest

from experiment_identity import canonical, experiment_id, number_text

ROOT = pathlib.Path(__file__).parents[2]
GOLDEN = json.loads((ROOT / "schemas/experiment_id_golden.json").read_text())


def record_of(vector):
    if "record" in vector:
        return vector["record"]
    path = ROOT / vector["record_file"]
    if path.suffix == ".json":
        return json.loads(path.read_text())
    with path.open("rb") as file:
        return next(fastavro.reader(file))


@pytest.mark.parametrize("vector", GOLDEN["vectors"], ids=lambda vector: vector["name"])
def test_golden_vector_has_its_id(vector):
    assert experiment_id(record_of(vector)) == vector["experiment_id"]


# Bits and texts from RFC 8785, appendix B.
RFC_8785_NUMBERS = [
    ("0000000000000000", "0"),
    ("8000000000000000", "0"),
    ("0000000000000001", "5e-324"),
    ("8000000000000001", "-5e-324"),
    ("7fefffffffffffff", "1.7976931348623157e+308"),
    ("4340000000000000", "9007199254740992"),
    ("4430000000000000", "295147905179352830000"),
    ("44b52d02c7e14af5", "9.999999999999997e+22"),
    ("44b52d02c7e14af6", "1e+23"),
    ("44b52d02c7e14af7", "1.0000000000000001e+23"),
    ("444b1ae4d6e2ef4e", "999999999999999700000"),
    ("444b1ae4d6e2ef4f", "999999999999999900000"),
    ("444b1ae4d6e2ef50", "1e+21"),
    ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
    ("3eb0c6f7a0b5ed8d", "0.000001"),
    ("41b3de4355555553", "333333333.3333332"),
    ("becbf647612f3696", "-0.0000033333333333333333"),
    ("43143ff3c1cb0959", "1424953923781206.2"),
]


@pytest.mark.parametrize("bits,text", RFC_8785_NUMBERS)
def test_number_of_rfc_8785(bits, text):
    assert number_text(struct.unpack(">d", bytes.fromhex(bits))[0]) == text


def test_keys_are_sorted_by_utf16_code_units():
    assert canonical({"\ufb33": 1, "\U0001f600": 2, "\u20ac": 3, "1": 4}) == '{"1":4,"\u20ac":3,"\U0001f600":2,"\ufb33":1}'
