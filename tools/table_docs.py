#!/usr/bin/env python3
"""Writes docs/formats/tables.md from schemas/tables.json.

usage: table_docs.py [--check]

With --check nothing is written; exits with 1 when the page is not what it should be.
"""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "schemas" / "tables.json"
PAGE = ROOT / "docs" / "formats" / "tables.md"

INTRODUCTION = """# The tables

This page is written by `tools/table_docs.py` from `schemas/tables.json`.

Twelve Apache Iceberg tables and one ledger in the database `quantum_features` of the catalog `quantum_catalog`. One raw
record becomes rows of the nine normalized tables; the two ML tables follow from these; `processing_metadata` says which
batches are complete and `source_objects` which raw objects were read.

- Energies are in hartree, angles in radian, times in seconds. `minimum_energy` and the energies of trajectories are
  electronic; the `…_total_energy` columns include the nuclear repulsion.
- `experiment_id` joins all tables. It is a hash of what defines the experiment, so the same experiment run twice is one.
- All partitions are by identity, in the order given.
- A `?` after the type marks a column that may be null.
- Tables that a batch wrote carry the tag `v_{batch}` (first snapshot) or `v_incr_{batch}` (later ones), `{batch}` being
  `processing_batch_id` without dashes.

In the ML tables a window has five rows, the head and the tail of a trajectory ten, unless ML_ROLLING_WINDOW,
ML_TRAJECTORY_HEAD or ML_TRAJECTORY_TAIL said otherwise when the lake's ML tables were made; the settings are properties
of these tables, and the names of the columns do not follow them. Deviations are sample deviations (n − 1); means and
deviations skip nulls; what has no rows to be computed from is null.
"""


def type_name(spelling):
    return spelling if isinstance(spelling, str) else f"list<{type_name(spelling['list'])}>"


def table_section(name, table, meanings):
    lines = [f"## {name}", "", f"{table['description']} One row per {table['row_per']}.", "",
             f"Key: {', '.join(table['key'])}. Partitions: {', '.join(table['partition']) or 'none'}.", "",
             "| column | type | meaning |", "|---|---|---|"]
    for column in table["columns"]:
        optional = "" if column["required"] else "?"
        lines.append(f"| {column['name']} | {type_name(column['type'])}{optional} | {meanings[column['name']]} |")
    return "\n".join(lines) + "\n"


def page():
    schema = json.loads(SCHEMA.read_text())
    sections = [table_section(name, table, schema["meanings"]) for name, table in schema["tables"].items()]
    return "\n".join([INTRODUCTION, *sections])


def main(arguments):
    if arguments not in ([], ["--check"]):
        sys.exit(__doc__)
    if not arguments:
        PAGE.write_text(page())
    elif not PAGE.exists() or PAGE.read_text() != page():
        sys.exit(f"{PAGE.relative_to(ROOT)} does not say what schemas/tables.json says: run tools/table_docs.py")


if __name__ == "__main__":
    main(sys.argv[1:])
