"""Gives a lake the side tables that appear with their first row."""

import json


def add_side_rows(eigenlake, folder):
    """A molecule that cannot be run, and two labels of an experiment of the lake that `eigenlake` finds; `folder` takes a file."""
    file = folder / "two_atoms_at_one_place.json"
    file.write_text(json.dumps([{"name": "clash", "symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.01]]}]))
    eigenlake("run", file, "--quiet", exit_code=3)
    found = eigenlake("sql", "select min(experiment_id) id from molecules", "--json").stdout
    eigenlake("label", json.loads(found)["id"], "series=a", "note=größe", "--quiet")


def write_side_rows(run_eigenlake, lake):
    """The same of the lake in this folder."""
    add_side_rows(lambda *arguments, **options: run_eigenlake(*arguments, "--lake", lake, **options), lake.parent)
