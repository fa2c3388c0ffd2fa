"""Gives a lake the side tables that appear with their first row."""

import json


def write_side_rows(run_eigenlake, lake):
    """A molecule that cannot be run, and two labels of an experiment of the lake."""
    file = lake.parent / "two_atoms_at_one_place.json"
    file.write_text(json.dumps([{"name": "clash", "symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.01]]}]))
    run_eigenlake("run", file, "--lake", lake, "--quiet", exit_code=3)
    found = run_eigenlake("sql", "select min(experiment_id) id from molecules", "--json", "--lake", lake).stdout
    run_eigenlake("label", json.loads(found)["id"], "series=a", "note=größe", "--lake", lake, "--quiet")
