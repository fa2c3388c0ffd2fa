#!/usr/bin/env python3
"""Writes docs/formats/tables.md from schemas/tables.json.

usage: table_docs.py [--check]

With --check nothing is written; exits with 1 when the page is not what it should be.
"""

import json
import pathlib
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "schemas" / "tables.json"
PAGE = ROOT / "docs" / "formats" / "tables.md"

INTRODUCTION = """# The tables

This page is written by `tools/table_docs.py` from `schemas/tables.json`.

Twelve Apache Iceberg tables, one ledger and side tables in the database `quantum_features` of the catalog
`quantum_catalog`. One raw record becomes rows of the nine normalized tables; the two ML tables follow from these;
`processing_metadata` says which batches are complete and `source_objects` which raw objects were read. The side tables
`failed_runs`, `labels` and `deletions` are made when they get their first row. `sql` has the view `runs` over them.

{conventions}
- All partitions are by identity, in the order given.
- Tables that a batch wrote carry the tag `v_{batch}` (first snapshot) or `v_incr_{batch}` (later ones), `{batch}` being
  `processing_batch_id` without dashes.

In the ML tables a window has five rows, the head and the tail of a trajectory ten, unless ML_ROLLING_WINDOW,
ML_TRAJECTORY_HEAD or ML_TRAJECTORY_TAIL said otherwise when the lake's ML tables were made; the settings are properties
of these tables, and the names of the columns do not follow them. Deviations are sample deviations (n − 1); means and
deviations skip nulls; what has no rows to be computed from is null.

## The view `runs`

`eigenlake sql` has a view with one row an experiment and what people ask first: name, formula, basis_set, ansatz_name,
optimizer, seed, num_qubits, total_energy, hf_total_energy, fci_total_energy, energy_error_millihartree, in_sector,
converged, stop_reason, evaluations, seconds, experiment_id, processing_timestamp, quality_flags, unchecked_minimum, labels.

- `name` is what the input called the molecule, or else its symbols joined; `evaluations` is total_iterations; `seconds` is
  total_time, which is hamiltonian_time + mapping_time + vqe_time: the exact reference is not in it.
- `total_energy` and `energy_error_millihartree` are computed where an older version wrote the row.
- `unchecked_minimum` is false where the row shows that the minimum was checked: the identity in `run_options` has `search`,
  and the run does not have the flag. Rows that an older version wrote have no `run_options`, so it is true for them.
- `labels` is a map of the newest values: `select name, labels['series'] from runs`.
- Trino and Spark can have the view as well: [how](../howto/use_a_catalog.md#the-view-runs-in-trino-and-spark).

## Side tables

`failed_runs` has a row for each molecule that `run` or `simulate` could not compute: an input that is no molecule, an SCF that
did not converge, a machine without the memory. Such a failure is first a JSON object below `failures/experiment.vqe/` of the
raw store, with the table's columns as keys and `failed_at` in microseconds since 1970; the next ingestion makes the row.
`eigenlake failures` lists them.

`labels` has a row for each change of a label, by `eigenlake label` or `--label` at a run (`run_options.labels` of a record, also
of one whose experiment is known). The newest row of an experiment and key counts; a null value removes the label.

`deletions` has a row for each experiment that `eigenlake delete` removed, and one with `deleted` false for each that `--force`
brought back. The newest row of an experiment counts. While it says true, no ingestion takes the experiment from any raw object
([how](../howto/remove_experiments.md)).

## Lakes of older versions

A table gets the columns that it lacks at its next write, at the end, optional; no data file is rewritten for them. Rows of
before have null there. `parameter_id` of iteration_parameters ended in `_param_{index}` before it ended in `_p{index}`; both
are unique, and both may stand in one table.

`mean_param_change` was divided by the number of rows before, not by the number of steps. The property
`eigenlake.ml.formula-version` of the two ML tables says 2 for the present formulas. Where it is missing, `features`, also as
the last step of `run`, computes all rows of both tables anew from the normalized tables, as one batch that replaces them;
rows of different formulas never stand side by side. Tags and snapshots of before keep their rows until they expire.

## What is odd, and what is refused

A run that is odd but possible is ingested and named in `vqe_results.quality_flags`; the flags that the record brings come first.

| flag | meaning |
|---|---|
| outside_sector | more than 1e-10 of the final state lies outside the molecule's electron numbers |
| not_converged | the optimizer ended without success |
| below_fci | the total energy lies below the exact one, whatever the sector |
| at_hartree_fock | the total energy is not below Hartree–Fock's, although FCI, or MP2 without it, is |
| scf_unstable | the orbitals' energy falls along a rotation of them |
| scf_level_shifted | the orbitals converged with a level shift only |
| unchecked_minimum | nobody looked whether the minimum is one: the run's identity has no `search`, or no curvature could be had |
| below_variational_bound | the state is in its sector, and yet its energy is more than 1e-9 hartree below the sector's lowest |
| minimum_differs | `minimum_energy` is more than 1e-9 hartree apart from the lowest of the trajectory (with a penalty: from every energy of it) |
| diagnostics_unreadable | the record's diagnostics are in no form that this version knows |

A record that contradicts itself is not ingested: names that are blank, keys that are doubled, wrong lengths, no iterations, an iteration
number twice, energies and other numbers that are not finite. Its object stands in `source_objects` with the status
`quarantined` and the reason in `error`; its other records are ingested. An object whose records cannot be told apart is
quarantined as a whole. `quarantine list` shows what waits and is still there, `quarantine retry` reads it again, and `quarantine
drop` ends an entry: a new row, still `quarantined` because nothing of it was ingested, whose `error` says by whom and why, in a
batch with the processing name `quantum_quarantine_processing`. An object that has several rows is what the newest one says.

## Tags, retention and snapshot summaries

The tags of a batch are kept for the newest 500 batches and for all of the last 90 days; `maintain` expires older ones and
the snapshots that only they need. Tags of other names are never expired. The audit row keeps the name of the tag.

The summary of a snapshot that a batch made has, beside Iceberg's counts:

| key | value |
|---|---|
| eigenlake.batch-id | `processing_batch_id` |
| eigenlake.parent-batch-id | of a features batch: the newest batch whose experiments it computed; `--batch` and `--tag` of that one read these rows, too |
| eigenlake.ml.formula-version | of a features batch that replaced the rows of older formulas: 2 |
| eigenlake.source-objects | number of raw objects that the batch read |
| eigenlake.source-object-keys | JSON array of their keys, up to a kilobyte of it |
| eigenlake.kafka-topic | the topic, where the objects' names tell it |
| eigenlake.kafka-offsets | JSON object: partition → lowest and highest offset among those names; in processing_metadata, for a batch of \
`land --direct`, the first and last offset that ever landed so, of all partitions |
| eigenlake.kafka-direct | in processing_metadata: the same for all topics, topic → partition → first and last; every later snapshot \
carries it on, and `land --direct` goes on behind it |
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
        sys.exit(f"{PAGE.relative_to(ROOT)} does not say what schemas/tables.json says: run tools/table_docs.py")


if __name__ == "__main__":
    main(sys.argv[1:])
