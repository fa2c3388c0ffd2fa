# SPDX-License-Identifier: Apache-2.0
"""Several values of a setting, and scans of a geometry: one command, one plan, one batch."""

import itertools
import math

import pytest

from samples import H2, HEH, objects

N2 = {"name": "N2", "symbols": ["N", "N"], "coords": [[0, 0, 0], [0, 0, 1.0977]]}
WATER = "3\n\nO 0 0 0.1173\nH 0 0.7572 -0.4692\nH 0 -0.7572 -0.4692\n"


def batches(sql):
    """The number of batches of the rows in the table molecules."""
    return len(sql("select distinct processing_batch_id from molecules"))


def test_all_combinations_of_values_are_one_batch(eigenlake, molecules, sql):
    file = molecules(H2, HEH)
    options = ["--optimizer", "COBYLA", "--optimizer", "SLSQP", "--seed", "0..2", "--jobs", "2", "--json"]
    planned = objects(eigenlake("run", file, *options, "--dry-run").stdout)
    rows = objects(eigenlake("run", file, *options).stdout)
    assert [row["experiment_id"] for row in rows] == [plan["experiment_id"] for plan in planned]
    found = [(row["molecule"], row["optimizer"], row["seed"]) for row in rows]
    assert found == list(itertools.product(["H2", "HeH+"], ["COBYLA", "SLSQP"], [0, 1, 2]))
    assert all(row["success"] for row in rows)
    assert sql("select count(*) n, count(distinct experiment_id) ids from vqe_results") == [{"n": 12, "ids": 12}]
    assert batches(sql) == 1
    again = objects(eigenlake("run", file, *options, "--seed", "3").stdout)
    assert len(again) == 16 and all(row["skipped"] == (row["seed"] != 3) for row in again)
    assert [row["total_energy"] for row in again if row["skipped"]] == [row["total_energy"] for row in rows]


def test_table_shows_the_settings_that_vary(eigenlake, molecules):
    table = eigenlake("run", molecules(H2), "--optimizer", "COBYLA", "--optimizer", "SLSQP").stdout.splitlines()
    assert "optimizer" in table[0] and "seed" not in table[0]
    assert "COBYLA" in table[1] and "SLSQP" in table[2]


def test_flag_replaces_values_of_the_file(eigenlake, molecules, tmp_path):
    config = tmp_path / "many.toml"
    config.write_text('optimizer = ["COBYLA", "SLSQP"]\nseed = "0..1"\nbasis = ["sto3g", "6-31g"]\n')
    plan = ["run", molecules(H2), "--config", config, "--dry-run", "--json"]
    assert len(objects(eigenlake(*plan).stdout)) == 8
    assert len(objects(eigenlake(*plan, "--seed", "5").stdout)) == 4
    assert len(objects(eigenlake(*plan, env={"EIGENLAKE_SEED": "0..2"}).stdout)) == 12
    refused = eigenlake("scf", molecules(H2), "--config", config, exit_code=2)
    assert "many.toml line 3" in refused.stderr


def test_repeated_molecule_is_computed_once(eigenlake, molecules, sql):
    done = eigenlake("run", molecules(H2, H2), "--json")
    assert [row["skipped"] for row in objects(done.stdout)] == [False, True]
    assert "repeat an experiment" in done.stderr
    assert sql("select count(*) n from molecules") == [{"n": 1}]


def test_scan_has_its_points_with_their_values(eigenlake, molecules, sql):
    rows = objects(eigenlake("scan", molecules(H2), "--bond", "0,1", "0.5:2.5:5", "--json").stdout)
    assert [row["scan_value"] for row in rows] == [0.5, 1.0, 1.5, 2.0, 2.5]
    assert {row["scan"] for row in rows} == {"bond 0-1"}
    assert rows[1]["molecule"] == "H2 bond 0-1 = 1.00 Å"
    # Two electrons: UCCSD is exact at every distance, which the program's own FCI checks.
    assert all(abs(row["error_millihartree"]) < 1e-3 for row in rows)
    bohr = 0.52917721092
    for row in rows:
        assert row["nuclear_repulsion_energy"] == pytest.approx(bohr / row["scan_value"], rel=1e-10)
    stored = sql("select coordinates from molecules")
    lengths = sorted(math.dist(*row["coordinates"]) for row in stored)
    assert lengths == pytest.approx([0.5, 1.0, 1.5, 2.0, 2.5], abs=1e-12)
    assert batches(sql) == 1


def test_scan_of_water_changes_only_the_angle(eigenlake, tmp_path, sql):
    file = tmp_path / "water.xyz"
    file.write_text(WATER)
    eigenlake("scan", file, "--angle", "1,0,2", "100:110:3", "--frozen-core", "--json")
    for row in sql("select coordinates, molecule_name from molecules"):
        oxygen, first, second = row["coordinates"]
        assert oxygen == [0, 0, 0.1173] and first == [0, 0.7572, -0.4692]
        assert math.dist(oxygen, second) == pytest.approx(math.dist(oxygen, first), abs=1e-12)


def test_followed_scan_starts_at_the_previous_optimum(eigenlake, molecules, sql):
    scan = ["scan", molecules(N2), "--bond", "0,1", "1.9:2.6:8", "--active-space", "6,6", "--json"]
    alone = objects(eigenlake(*scan).stdout)
    followed = objects(eigenlake(*scan, "--follow", "--jobs", "2").stdout)
    assert followed[0]["experiment_id"] == alone[0]["experiment_id"] and followed[0]["skipped"]
    assert {row["experiment_id"] for row in followed[1:]}.isdisjoint(row["experiment_id"] for row in alone)
    ids = [row["experiment_id"] for row in followed]
    optima = {row["experiment_id"]: row["p"] for row in sql(
        "select experiment_id, list(optimal_parameter_value order by parameter_index) p "
        "from optimal_parameters group by experiment_id")}
    starts = {row["experiment_id"]: row["p"] for row in sql(
        "select experiment_id, list(initial_parameter_value order by parameter_index) p "
        "from initial_parameters group by experiment_id")}
    same = sum(starts[this] == optima[before] for before, this in itertools.pairwise(ids))
    assert same >= 4  # the others warn that their own start was lower
    # From 2.3 angstrom on, the default start leads into another minimum.
    assert followed[-1]["error_millihartree"] < alone[-1]["error_millihartree"] - 100


def test_followed_scan_continues_from_the_lake(eigenlake, molecules, sql, tmp_path):
    scan = ["scan", molecules(H2), "--follow", "--json", "--bond", "0,1"]
    eigenlake(*scan, "0.7:0.9:3")
    longer = objects(eigenlake(*scan, "0.7:1.1:5").stdout)
    assert [row["skipped"] for row in longer] == [True, True, True, False, False]
    whole = objects(eigenlake(*scan, "0.7:1.1:5", "--lake", tmp_path / "other").stdout)
    assert [row["total_energy"] for row in whole] == [row["total_energy"] for row in longer]
    assert [row["experiment_id"] for row in whole] == [row["experiment_id"] for row in longer]


def test_frames_of_a_file_are_points(eigenlake, tmp_path):
    file = tmp_path / "frames.xyz"
    file.write_text("".join(f"2\n\nH 0 0 0\nH 0 0 {length}\n" for length in (0.6, 0.7, 0.8)))
    rows = objects(eigenlake("scan", file, "--frames", "--follow", "--json").stdout)
    assert [row["scan_value"] for row in rows] == [0, 1, 2]
    assert rows[2]["molecule"] == "H2 frame 2"


@pytest.mark.parametrize("options, part", [
    ([], "requires --bond"),
    (["--bond", "0,1", "0:1:5"], "above 0 Å, got 0"),
    (["--bond", "0,1", "-1:1:5"], "above 0 Å, got -1"),
    (["--bond", "0,1", "0.02:1:5"], "at least 0.1 Å"),
    (["--bond", "0,5", "1:2:5"], "from 0 to 1, got 5"),
    (["--bond", "0,0", "1:2:5"], "duplicate atom 0"),
    (["--bond", "0,1,2", "1:2:5"], "found 3"),
    (["--bond", "0,1", "1:2:0"], "1 to 10000 points, got 0"),
    (["--bond", "0,1", "1:2:1000000000"], "got 1000000000"),
    (["--bond", "0,1", "1-2"], "FIRST:LAST:NUMBER"),
    (["--angle", "0,1,2", "0:90:5"], "at most 180°, got 0"),
    (["--angle", "0,1,2", "90:181:5"], "got 181"),
    (["--torsion", "0,1,2,3", "0:400:5"], "got 400"),
    (["--frames", "--bond", "0,1", "1:2:5"], "got 2"),
    (["--bond", "0,1", "1:2:5", "--seed", "9..0"], "'9..0'"),
    (["--bond", "0,1", "1:2:5", "--seed", "0..1000000000"], "at most 100000"),
    (["--bond", "0,1", "1:2:1000", "--seed", "0..999"], "at most 100000 runs"),
])
def test_invalid_scans_are_rejected_before_anything_is_computed(eigenlake, molecules, lake, options, part):
    refused = eigenlake("scan", molecules(N2), *options, exit_code=2)
    assert part in refused.stderr
    assert refused.stdout == "" and not lake.exists()
