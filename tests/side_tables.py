# SPDX-License-Identifier: Apache-2.0
"""Adds the side tables, which appear with their first row, to a lake."""

import json

CLASH = {"name": "clash", "symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.01]]}
GONE = {"name": "gone", "symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.9]]}


def add_side_rows(eigenlake, folder):
    """Adds a molecule that fails, one that is computed and deleted, and two labels of an experiment to the lake of
    `eigenlake`; `folder` is for a file."""
    file = folder / "one_of_two_can_be_run.json"
    file.write_text(json.dumps([CLASH, GONE]))
    eigenlake("run", file, "--quiet", exit_code=4)
    eigenlake("delete", "--where", "name = 'gone'", "--reason", "a test", "--quiet")
    found = eigenlake("sql", "select min(experiment_id) id from molecules", "--json").stdout
    eigenlake("label", json.loads(found)["id"], "series=a", "note=größe", "--quiet")


def write_side_rows(run_eigenlake, lake):
    """The same for the lake in this folder."""
    add_side_rows(lambda *arguments, **options: run_eigenlake(*arguments, "--lake", lake, **options), lake.parent)
