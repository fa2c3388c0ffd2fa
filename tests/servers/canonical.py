# SPDX-License-Identifier: Apache-2.0
"""Converts rows of every engine into one canonical text, so that a hash can compare the tables of two engines."""

import collections
import datetime
import decimal
import hashlib
import json
import struct

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MICROSECOND = datetime.timedelta(microseconds=1)


def canonical(value):
    """JSON of a value: doubles by their bits, timestamps as microseconds since 1970, dates as days since 1970."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return "f" + struct.pack(">d", value).hex()
    if isinstance(value, datetime.datetime):
        instant = value if value.tzinfo else value.replace(tzinfo=datetime.timezone.utc)
        return "t" + str((instant - EPOCH) // MICROSECOND)
    if isinstance(value, datetime.date):
        return "d" + str((value - EPOCH.date()).days)
    if isinstance(value, (list, tuple)):
        return [canonical(element) for element in value]
    if isinstance(value, dict):  # a map in Arrow: its entries, sorted by key
        return [[canonical(key), canonical(value[key])] for key in sorted(value)]
    if isinstance(value, (bytes, bytearray)):
        return "b" + bytes(value).hex()
    if isinstance(value, decimal.Decimal):
        return "n" + str(value)
    raise TypeError(f"no canonical text for {type(value)}")


def canonical_row(values):
    return json.dumps([canonical(value) for value in values], ensure_ascii=False, separators=(",", ":"))


class Rows:
    """The rows of a table in canonical text, without an order."""

    def __init__(self, rows):
        self.counts = collections.Counter(rows)

    @classmethod
    def of_arrow(cls, table):
        return cls(canonical_row(row) for row in zip(*(column.to_pylist() for column in table.columns)))

    @property
    def count(self):
        return sum(self.counts.values())

    def digest(self):
        """A hash that does not depend on the order of the rows."""
        total = sum(count * int.from_bytes(hashlib.sha256(row.encode()).digest(), "big") for row, count in self.counts.items())
        return f"{self.count}:{total % 2**256:064x}"

    def __eq__(self, other):
        return self.digest() == other.digest()

    def __repr__(self):
        return f"Rows({self.digest()})"


def difference(found, expected, most=2):
    """The differences between two tables, for the message of an assertion."""
    extra, missing = found.counts - expected.counts, expected.counts - found.counts
    lines = [f"{found.count} rows found, {expected.count} expected; {sum(extra.values())} not expected, "
             f"{sum(missing.values())} missing"]
    lines += [f"not expected: {row[:600]}" for row in list(extra)[:most]]
    lines += [f"missing:      {row[:600]}" for row in list(missing)[:most]]
    return "\n".join(lines)


def assert_same_rows(found, expected, what=""):
    assert found == expected, f"{what}: {difference(found, expected)}"
