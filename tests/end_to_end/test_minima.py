# SPDX-License-Identifier: Apache-2.0
"""VQE with default settings at symmetric and stretched geometries, where the start often is a saddle."""

import json
import math

import pytest

STEP = 0.01  # ångström, by which the last atom is moved


def chain(*symbols, length):
    return [list(symbols), [[0.0, 0.0, length * i] for i in range(len(symbols))]]


def ring(count, side, symbol="H"):
    radius = side / (2 * math.sin(math.pi / count))
    angles = [2 * math.pi * i / count for i in range(count)]
    return [[symbol] * count, [[radius * math.cos(a), radius * math.sin(a), 0.0] for a in angles]]


def water(length, degrees=104.5):
    half = math.radians(degrees / 2)
    y, z = length * math.sin(half), length * math.cos(half)
    return [["O", "H", "H"], [[0, 0, 0], [0, y, z], [0, -y, z]]]


def tetrahedron(length):
    s = length / math.sqrt(3)
    return [[s, s, s], [-s, -s, s], [-s, s, -s], [s, -s, -s]]


def ammonia(length):
    z = -0.38 * length
    radius = math.sqrt(length**2 - z**2)
    angles = [2 * math.pi * i / 3 for i in range(3)]
    return [["N", "H", "H", "H"], [[0, 0, 0]] + [[radius * math.cos(a), radius * math.sin(a), z] for a in angles]]


GEOMETRIES = {
    "H4 square": [["H"] * 4, [[0, 0, 0], [0, 1.4, 0], [1.4, 0, 0], [1.4, 1.4, 0]]],
    "H4 square, wide": ring(4, 2.0),
    "H4 tetrahedron": [["H"] * 4, tetrahedron(1.2)],
    "H4 chain": chain("H", "H", "H", "H", length=3.0),
    "H6 ring": ring(6, 1.0),
    "H6 ring, wide": ring(6, 1.5),
    "H6 chain": chain(*["H"] * 6, length=2.0),
    "H8 ring": ring(8, 1.0),
    "H2 3": chain("H", "H", length=3.0),
    "H2 6": chain("H", "H", length=6.0),
    "H2 12": chain("H", "H", length=12.0),
    "H2 20": chain("H", "H", length=20.0),
    "LiH 3": chain("Li", "H", length=3.0),
    "LiH 6": chain("Li", "H", length=6.0),
    "BH 2.5": chain("B", "H", length=2.5),
    "HF 2.5": chain("H", "F", length=2.5),
    "F2 2.5": chain("F", "F", length=2.5),
    "Li2 5": chain("Li", "Li", length=5.0),
    "N2": chain("N", "N", length=1.0977),
    "N2 2.0": chain("N", "N", length=2.0),
    "BeH2 2.5": chain("H", "Be", "H", length=2.5),
    "BeH2 bent": [["Be", "H", "H"], [[0, 0, 0], [0, 1.275, 1.455], [0, -1.275, 1.455]]],
    "H2O 2.5": water(2.5),
    "H2O linear": water(1.8, 180),
    "NH3 2.0": ammonia(2.0),
    "CH4 2.0": [["C", "H", "H", "H", "H"], [[0, 0, 0], *tetrahedron(2.0)]],
}


def molecules(shift):
    """All geometries, the last atom moved away from the centre.

    Along the bonds of the ring of eight atoms the energy itself has a cusp: there the error of the displaced ring falls by
    0.12 millihartree for each 0.001 Å.
    """
    result = []
    for name, (symbols, coords) in GEOMETRIES.items():
        centre = [sum(axis) / len(coords) for axis in zip(*coords)]
        away = [a - c for a, c in zip(coords[-1], centre)]
        length = math.sqrt(sum(x * x for x in away))
        last = [a + shift * x / length for a, x in zip(coords[-1], away)]
        result.append({"name": name, "symbols": symbols, "coords": [*coords[:-1], last]})
    return result


@pytest.fixture(scope="module")
def runs(run_eigenlake, tmp_path_factory):
    """Rows of `simulate` by name, for each geometry and for the same with its last atom moved."""
    folder = tmp_path_factory.mktemp("minima")
    tables = []
    for shift in (0.0, STEP):
        file = folder / f"{shift}.json"
        file.write_text(json.dumps(molecules(shift)))
        done = run_eigenlake("simulate", file, "--json", "--force", "--lake", folder / "lake")
        tables.append({row["molecule"]: row for row in map(json.loads, done.stdout.splitlines())})
    return tables


@pytest.mark.parametrize("name", GEOMETRIES)
def test_end_is_a_minimum_no_higher_than_for_a_moved_geometry(runs, name):
    at, beside = (table[name] for table in runs)
    assert at["stop_reason"] == "converged" and at["success"]
    assert at["lowest_curvature"] > -1e-5
    assert abs(at["error_millihartree"]) <= abs(beside["error_millihartree"]) + 1.0
    assert not at["at_hartree_fock"]
