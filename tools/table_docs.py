#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/formats/tables.md from schemas/tables.json.

usage: table_docs.py [--check]

--check writes nothing and exits with 1 if the page is out of date.
"""

import json
import pathlib
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "schemas" / "tables.json"
PAGE = ROOT / "docs" / "formats" / "tables.md"

INTRODUCTION = """# The tables

`tools/table_docs.py` writes this page from `schemas/tables.json`.

The database `quantum_features` of the catalog `quantum_catalog` has twelve Apache Iceberg tables, a ledger and side tables.
A raw record becomes rows of the nine normalized tables, and the two ML tables are computed from these.
`processing_metadata` lists the complete batches, `source_objects` the raw objects that were read. The side tables
`failed_runs`, `labels` and `deletions` are created with their first row. `sql` adds the view `runs`.

{conventions}
- All partitions are by identity, in the order given.
- Tables that a batch wrote have the tag `v_{batch}` (first snapshot) or `v_incr_{batch}` (later ones), where `{batch}` is
  `processing_batch_id` without dashes.

In the ML tables a window has five rows, and the head and the tail of a trajectory ten, unless ML_ROLLING_WINDOW,
ML_TRAJECTORY_HEAD or ML_TRAJECTORY_TAIL had other values when the lake's ML tables were created. The settings are properties
of these tables; the column names do not change with them. Deviations are sample deviations (n − 1). Means and deviations
skip nulls; a value without rows is null.

## The view `runs`

`eigenlake sql` has a view with one row per experiment and the most wanted columns: name, formula, basis_set, ansatz_name,
optimizer, seed, num_qubits, total_energy, hf_total_energy, fci_total_energy, energy_error_millihartree, in_sector,
converged, stop_reason, evaluations, seconds, experiment_id, processing_timestamp, quality_flags, unchecked_minimum, labels.

- `name` is the input's name of the molecule, or else its symbols joined; `evaluations` is total_iterations; `seconds` is
  total_time, which is hamiltonian_time + mapping_time + vqe_time, without the exact reference.
- `total_energy` and `energy_error_millihartree` are computed for rows of older versions.
- `unchecked_minimum` is false if the row shows that the minimum was checked: the identity in `run_options` has `search`,
  and the row does not have the flag. Rows of older versions have no `run_options`, so it is true for them.
- `labels` is a map of the newest values: `select name, labels['series'] from runs`.
- Trino and Spark can have the view as well: [how](../howto/use_a_catalog.md#the-view-runs-in-trino-and-spark).

## Side tables

`failed_runs` has a row for each molecule that `run` or `simulate` could not compute: an invalid molecule, an SCF that did not
converge, too little memory. A failure is first a JSON object below `failures/experiment.vqe/` of the raw store, with the
table's columns as keys and `failed_at` in microseconds since 1970; the next ingestion makes the row. `eigenlake failures`
lists them.

`labels` has a row for each change of a label, by `eigenlake label` or by `--label` of a run (`run_options.labels` of a record,
even if its experiment is known). The newest row of an experiment and key counts; a null value removes the label.

`deletions` has a row for each experiment that `eigenlake delete` removed, and one with `deleted` false for each that `--force`
brought back. The newest row of an experiment counts. While it is true, ingestion leaves the experiment out
([how](../howto/remove_experiments.md)).

## Lakes of older versions

A table gets missing columns at its next write, last and optional; no data file is rewritten for them, and older rows have
null there. `parameter_id` of iteration_parameters ended in `_param_{index}` in older versions and ends in `_p{index}` now;
both are unique, and one table may have both.

`mean_param_change` was divided by the number of rows in older versions; now it is divided by the number of steps. The property
`eigenlake.ml.formula-version` of the two ML tables is 2 for the present formulas. If it is missing, `features`, also as the
last step of `run`, recomputes all rows of both tables from the normalized tables, in one batch that replaces them; a table
never has rows of different formulas. Older tags and snapshots keep their rows until they expire.

## Quality flags and quarantine

An unusual but possible result is ingested and named in `vqe_results.quality_flags`; the record's own flags come first.

| flag | meaning |
|---|---|
| outside_sector | more than 1e-10 of the final state lies outside the molecule's electron numbers |
| not_converged | the optimizer ended without success |
| below_fci | the total energy lies below the exact one, in any sector |
| at_hartree_fock | the total energy is not below Hartree–Fock's, although FCI, or MP2 without it, is |
| scf_unstable | the orbitals' energy falls along a rotation of them |
| scf_level_shifted | the orbitals converged with a level shift only |
| unchecked_minimum | the minimum was not checked: the identity has no `search`, or no curvature could be computed |
| below_variational_bound | the state is in its sector, but its energy is more than 1e-9 hartree below the sector's lowest |
| minimum_differs | `minimum_energy` differs by more than 1e-9 hartree from the lowest of the trajectory (with a penalty: from every energy of it) |
| diagnostics_unreadable | the form of the record's diagnostics is unknown to this version |

A record that contradicts itself is not ingested: blank names, duplicate keys, wrong lengths, no iterations, a repeated
iteration number, energies and other numbers that are not finite. Its object has the status `quarantined` in `source_objects`,
with the reason in `error`; its other records are ingested. An object whose records cannot be separated is quarantined as a
whole. `quarantine list` shows the quarantined objects that still exist, `quarantine retry` reads them again, and `quarantine
drop` ends an entry: a new row, still `quarantined` because nothing of it was ingested, whose `error` says by whom and why, in a
batch with the processing name `quantum_quarantine_processing`. If an object has several rows, the newest counts.

## Tags, retention and snapshot summaries

Batch tags are kept for the newest 500 batches and for all batches of the last 90 days. `maintain` expires older ones and
the snapshots that only they need. Other tags never expire. The audit row keeps the name of the tag.

The summary of a batch's snapshot has, in addition to Iceberg's counts:

| key | value |
|---|---|
| eigenlake.batch-id | `processing_batch_id` |
| eigenlake.parent-batch-id | of a features batch: the newest batch whose experiments it computed; `--batch` and `--tag` of that batch include these rows |
| eigenlake.ml.formula-version | of a features batch that replaced the rows of older formulas: 2 |
| eigenlake.source-objects | number of raw objects that the batch read |
| eigenlake.source-object-keys | JSON array of their keys, up to a kilobyte of it |
| eigenlake.kafka-topic | the topic, if the objects' names have it |
| eigenlake.kafka-offsets | JSON object: partition → lowest and highest offset among those names; in processing_metadata, for a batch of \
`land --direct`, the first and last offset that ever landed directly, of all partitions |
| eigenlake.kafka-direct | in processing_metadata: the same for all topics, topic → partition → first and last; every later snapshot \
repeats it, and `land --direct` continues after it |
"""


def type_name(spelling):
    return spelling if isinstance(spelling, str) else f"list<{type_name(spelling['list'])}>"


def introduction(schema):
    bullets = [textwrap.fill(text, 118, initial_indent="- ", subsequent_indent="  ") for text in schema["conventions"]]
    return INTRODUCTION.replace("{conventions}", "\n".join(bullets))


def table_section(name, table, schema):
    newest = "; of several rows with one key the newest counts" if table.get("newest_wins") else ""
    lines = [f"## {name}", "", f"{table['description']} One row per {table['row_per']}.", "",
             f"Key: {', '.join(table['key'])}{newest}. Partitions: {', '.join(table['partition']) or 'none'}.", "",
             "| column | type | unit | meaning |", "|---|---|---|---|"]
    for column in table["columns"]:
        optional = "" if column["required"] else "?"
        unit, meaning = schema["units"].get(column["name"], ""), schema["meanings"][column["name"]]
        lines.append(f"| {column['name']} | {type_name(column['type'])}{optional} | {unit} | {meaning} |")
    return "\n".join(lines) + "\n"


def page():
    schema = json.loads(SCHEMA.read_text())
    sections = [table_section(name, table, schema) for name, table in schema["tables"].items()]
    return "\n".join([introduction(schema), *sections])


def main(arguments):
    if arguments not in ([], ["--check"]):
        sys.exit(__doc__)
    if not arguments:
        PAGE.write_text(page())
    elif not PAGE.exists() or PAGE.read_text() != page():
        sys.exit(f"{PAGE.relative_to(ROOT)} is out of date; tools/table_docs.py rebuilds it")


if __name__ == "__main__":
    main(sys.argv[1:])
