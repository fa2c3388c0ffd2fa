# SPDX-License-Identifier: Apache-2.0
"""The experiment id of a record, as docs/formats/experiment_id.md defines it.

This is an independent implementation with the standard library: the program must agree with it.
"""

import hashlib
import json
import math

BASIS_ALIASES = {"sto-3g": "sto3g", "631g": "6-31g", "ccpvdz": "cc-pvdz"}
INITIAL_DATA = [
    "backend", "num_qubits", "num_parameters", "initial_parameters", "optimizer", "ansatz", "noise_backend",
    "default_shots", "ansatz_reps", "init_strategy", "seed", "ansatz_name", "exact_estimator",
]
MOLECULE_DATA = ["symbols", "coords", "multiplicity", "charge", "units", "masses"]
DEFAULTS = {"init_strategy": "random", "seed": None, "ansatz_name": None, "exact_estimator": False, "masses": None}
BRANCHES = {"null", "boolean", "int", "long", "float", "double", "bytes", "string", "array"}
ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def number_text(value):
    """ECMA-262 Number::toString; Python's repr has the same shortest digits in another layout."""
    value = float(value)
    if not math.isfinite(value):
        raise ValueError("JSON has no spelling for a number that is not finite")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, exponent = f"{abs(value)!r}e0".split("e")[:2]
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    tail = "." + digits[1:] if count > 1 else ""
    return f"{sign}{digits[0]}{tail}e{'+' if point > 0 else '-'}{abs(point - 1)}"


def string_text(value):
    return '"' + "".join(ESCAPES.get(c, f"\\u{ord(c):04x}" if c < " " else c) for c in value) + '"'


def canonical(value):
    """RFC 8785."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, str):
        return string_text(value)
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
    return "{" + ",".join(f"{string_text(key)}:{canonical(value[key])}" for key in keys) + "}"


def unwrapped(value):
    if isinstance(value, dict) and len(value) == 1 and set(value) <= BRANCHES:
        return next(iter(value.values()))
    return value


def take(source, names):
    return {name: unwrapped(source[name] if name in source else DEFAULTS[name]) for name in names}


def identity_text(record):
    options = unwrapped(record.get("run_options"))
    identity = json.loads(options).get("identity") if options is not None else None
    initial_data = take(record["vqe_result"]["initial_data"], INITIAL_DATA)
    if identity is not None:
        del initial_data["ansatz"], initial_data["initial_parameters"]
    basis = record["basis_set"].lower()
    return canonical({
        "basis_set": BASIS_ALIASES.get(basis, basis),
        "initial_data": initial_data,
        "molecule_data": take(record["molecule"]["molecule_data"], MOLECULE_DATA),
        "run_identity": identity,
    })


def experiment_id(record):
    return hashlib.sha256(identity_text(record).encode()).hexdigest()
